"""What a session's time is spent on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import DomainError
from common.history import sign_change
from sessions.enums import AgendaKind
from sessions.models import AgendaItem, LiveSession
from sessions.operations.checks import check_fields, refuse

if TYPE_CHECKING:
    from accounts.models import User

MOST_ITEMS = 40


class UnableToSetAgenda(DomainError):
    """The agenda doesn't add up, or a block of it doesn't fit."""


@dataclass(frozen=True, kw_only=True)
class AgendaBlock:
    """One block as it is written: what, who, how many minutes."""

    title: str
    minutes: int
    kind: str = AgendaKind.OTHER
    presenters: str = ""


def missing_minutes(blocks: Sequence[AgendaBlock | AgendaItem], live_session: LiveSession) -> int:
    """How many minutes of the session the agenda leaves open; negative where it runs over, 0 where there is none."""
    return live_session.minutes - sum(block.minutes for block in blocks) if blocks else 0


def miss_in_words(missing: int, *, length: int) -> str:
    """By how much an agenda misses the session's length, as a sentence."""
    planned = length - missing
    if missing > 0:
        sentence = ngettext(
            "These blocks add up to %(planned)d minutes and the session lasts %(length)d: %(miss)d minute is missing.",
            "These blocks add up to %(planned)d minutes and the session lasts %(length)d: %(miss)d minutes are missing.",
            missing,
        )
    else:
        sentence = ngettext(
            "These blocks add up to %(planned)d minutes and the session lasts %(length)d: %(miss)d minute too many.",
            "These blocks add up to %(planned)d minutes and the session lasts %(length)d: %(miss)d minutes too many.",
            -missing,
        )
    return sentence % {"planned": planned, "length": length, "miss": abs(missing)}


@transaction.atomic
def set_agenda(*, live_session: LiveSession, items: Sequence[AgendaBlock], by: User | None, now: datetime) -> None:
    """Make these blocks, in this order, the session's agenda; none at all is an agenda not known yet.

    Blocks keep their rows where they can, so that what refers to them stays. Raises `UnableToSetAgenda`.
    """
    live_session = LiveSession.objects.select_for_update().get(pk=live_session.pk)
    if len(items) > MOST_ITEMS:
        raise UnableToSetAgenda(_("An agenda has at most %(most)d blocks.") % {"most": MOST_ITEMS})
    if missing := missing_minutes(items, live_session):
        raise refuse(UnableToSetAgenda, miss_in_words(missing, length=live_session.minutes), field="minutes")
    standing = list(live_session.agenda_items.order_by("position", "pk"))
    written = [
        AgendaItem(
            live_session=live_session,
            position=position,
            kind=block.kind,
            title=block.title.strip(),
            presenters=block.presenters.strip(),
            minutes=block.minutes,
        )
        for position, block in enumerate(items, start=1)
    ]
    for row in written:
        check_fields(row, UnableToSetAgenda)
    if [_facts(row) for row in standing] == [_facts(row) for row in written]:
        return
    for row, kept in zip(written, standing, strict=False):
        row.pk = kept.pk
    AgendaItem.objects.filter(pk__in=[row.pk for row in standing[len(written) :]]).delete()
    AgendaItem.objects.bulk_update(written[: len(standing)], ["position", "kind", "title", "presenters", "minutes"])
    AgendaItem.objects.bulk_create(written[len(standing) :])
    sign_change(live_session, by=by, reason=_("Agenda changed"))
    live_session.save()


def _facts(item: AgendaItem) -> tuple[int, str, str, str, int]:
    return item.position, item.kind, item.title, item.presenters, item.minutes
