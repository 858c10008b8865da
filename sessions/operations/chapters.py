"""The chapters of a recording: proposed by the agenda, set by facilitators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.one_line import one_line
from sessions.models import Chapter, Recording
from sessions.operations.checks import refuse
from sessions.queries.chapters import chapters_of, in_lines
from sessions.transcripts.clock import clock

if TYPE_CHECKING:
    from accounts.models import User

MOST_CHAPTERS, LONGEST_TITLE = 60, 200


class UnableToSetChapters(DomainError):
    """The chapters don't fit, or somebody else has set others."""

    field = "chapters"


@transaction.atomic
def set_chapters(
    *, recording: Recording, chapters: Sequence[tuple[int, str]], seen: str, by: User | None, now: datetime
) -> list[Chapter]:
    """These chapters, (seconds, title) each, in place of those there are; with none the agenda proposes them again.

    `seen` are the lines that whoever sets them had before them. Raises `UnableToSetChapters`.
    """
    recording = Recording.objects.select_for_update(of=("self",)).select_related("live_session").get(pk=recording.pk)
    wanted = sorted((seconds, one_line(title)) for seconds, title in chapters)
    standing = list(recording.chapters.order_by("seconds"))
    if [(chapter.seconds, chapter.title) for chapter in standing] == wanted:
        return standing
    there = in_lines(chapters_of(recording, recording.live_session).rows)
    if seen.split() != there.split():
        said = _(
            "Somebody has set other chapters in the meantime: %(chapters)s. Save again to put yours in their place."
        )
        raise refuse(UnableToSetChapters, said % {"chapters": "; ".join(there.splitlines())}, field="chapters")
    _check(wanted)
    recording.chapters.all().delete()
    rows = [Chapter(recording=recording, seconds=seconds, title=title) for seconds, title in wanted]
    return Chapter.objects.bulk_create(rows)


def _check(wanted: Sequence[tuple[int, str]]) -> None:
    if len(wanted) > MOST_CHAPTERS:
        raise UnableToSetChapters(_("A recording has at most %(most)d chapters.") % {"most": MOST_CHAPTERS})
    begun: set[int] = set()
    for seconds, title in wanted:
        at = {"time": clock(seconds), "most": LONGEST_TITLE}
        if seconds in begun:
            raise UnableToSetChapters(_("Two chapters begin at %(time)s.") % at)
        if not title or len(title) > LONGEST_TITLE:
            raise UnableToSetChapters(_("The chapter at %(time)s needs a title of at most %(most)d characters.") % at)
        begun.add(seconds)
