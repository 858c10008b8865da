"""Searching sessions, transcripts and materials of the viewer's cohorts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.stand_ins import Viewer, stand_in, viewer_value
from cohorts.models import Cohort
from cohorts.search_queries import Wanted, begins, in_time
from common.composed import composed_once
from common.search.columns import MOST_CHARACTERS
from common.search.found import Found
from common.search.rows import Hit, Words, newest, texts_of
from common.search.sought import Sought
from sessions.models import LiveSession, Material, Recording, Resource, TranscriptCue

if TYPE_CHECKING:
    from accounts.models import User

# As the page of a recording takes it.
LONGEST_QUERY = 100
HELD_AT = "live_session__starts_at"
SESSION, RECORDING, MATERIAL, RESOURCE = "session", "recording", "material", "resource"
# Sessions and materials are few: read as they are asked for. Transcripts are long, and have a column of words.
WORDS_OF_SESSIONS = Words(title="A", label="A", featured_resource="B", summary="B")
WORDS_OF_RECORDINGS = Words(is_stored=True, title="A", transcript="C")
WORDS_OF_LINES = Words(is_stored=True, text="D")
WORDS_OF_MATERIALS = Words(title="A", description="B", file_name="C")


def search_sessions(viewer: User, wanted: Wanted) -> list[Hit]:
    """Sessions by title, label, summary and featured resource. One query."""
    return _hits({SESSION: _sessions_with}, viewer, wanted)


def search_transcripts(viewer: User, wanted: Wanted) -> list[Hit]:
    """Published recordings by title and transcript, also for those who run the cohort. One query."""
    return _hits({RECORDING: _recordings_with}, viewer, wanted)


def search_materials(viewer: User, wanted: Wanted) -> list[Hit]:
    """Materials of sessions and resources of libraries. Two queries."""
    return _hits({MATERIAL: _materials_with, RESOURCE: _resources_with}, viewer, wanted)


def _hits(finders: dict[str, Callable[..., list[Any]]], viewer: User, wanted: Wanted) -> list[Hit]:
    if wanted.is_for_talk:
        return []
    cohort = wanted.cohort.pk if wanted.cohort else None
    asked = {"viewer": viewer_value(viewer), "cohort": cohort, "since": wanted.since, "until": wanted.until}
    texts = texts_of(wanted.words)
    return [Hit(kind, *row) for kind, find in finders.items() for row in find(**asked, **texts)]


@composed_once
def _sessions_with(
    *, viewer: Viewer, cohort: int | None, since: datetime | None, until: datetime | None, **texts: str
) -> QuerySet[LiveSession, Any]:
    rows = LiveSession.objects.visible_to(stand_in(viewer)).filter(in_time("starts_at", since, until))
    rows = rows.filter(cohort=cohort) if cohort else rows
    return _found(WORDS_OF_SESSIONS, rows, texts, at="starts_at")


@composed_once
def _recordings_with(
    *, viewer: Viewer, cohort: int | None, since: datetime | None, until: datetime | None, **texts: str
) -> QuerySet[Recording, Any]:
    rows = Recording.objects.visible_to(stand_in(viewer)).filter(published_at__isnull=False)
    rows = rows.filter(in_time(HELD_AT, since, until))
    rows = rows.filter(live_session__cohort=cohort) if cohort else rows
    return _found(WORDS_OF_RECORDINGS, rows, texts, at=HELD_AT)


@composed_once
def _materials_with(
    *, viewer: Viewer, cohort: int | None, since: datetime | None, until: datetime | None, **texts: str
) -> QuerySet[Material, Any]:
    rows = Material.objects.visible_to(stand_in(viewer)).filter(in_time("added_at", since, until))
    rows = rows.filter(live_session__cohort=cohort) if cohort else rows
    return _found(WORDS_OF_MATERIALS, rows, texts, at="added_at")


@composed_once
def _resources_with(
    *, viewer: Viewer, cohort: int | None, since: datetime | None, until: datetime | None, **texts: str
) -> QuerySet[Resource, Any]:
    rows = Resource.objects.visible_to(stand_in(viewer)).filter(in_time("added_at", since, until))
    rows = rows.of_cohort(cohort) if cohort else rows
    return _found(WORDS_OF_MATERIALS, rows, texts, at="added_at")


def _found(words: Words, rows: Any, texts: dict[str, str], *, at: str) -> Any:
    return words.ranked(rows.filter(pk__in=newest(words.found(rows, texts))), texts, at=at)


def sessions_found(viewer: User, keys: Sequence[int]) -> dict[tuple[str, int], Found]:
    """Some sessions, by key, as they are shown. One query."""
    rows = LiveSession.objects.visible_to(viewer).select_related("cohort").filter(pk__in=keys)
    return {
        (SESSION, row.pk): Found(
            kind=SESSION,
            url=row.get_absolute_url(),
            title=str(row),
            text=" ".join(part for part in (row.summary, row.featured_resource) if part),
            place=(row.cohort.title,),
            at=row.starts_at,
            detail=str(row.get_status_display()) if row.is_cancelled else "",
        )
        for row in rows
    }


def sessions_called(viewer: User, sought: Sought, *, most: int) -> list[Found]:
    """Some sessions in whose title or label a word begins with each of those sought, the latest first. One query."""
    called = (begins("title", term) | begins("label", term) for term in sought.wanted)
    rows = LiveSession.objects.visible_to(viewer).filter(*called).select_related("cohort")
    return [
        Found(kind=SESSION, url=row.get_absolute_url(), title=str(row), text="", place=(row.cohort.title,))
        for row in rows.order_by("-starts_at", "-pk")[:most]
    ]


def transcripts_found(viewer: User, keys: Sequence[int], sought: Sought) -> dict[tuple[str, int], Found]:
    """Some recordings, by key, each at the line that fits best. Two queries."""
    lines = WORDS_OF_LINES.best(TranscriptCue.objects.visible_to(viewer).filter(recording=OuterRef("pk")), sought)
    rows = list(
        Recording.objects.visible_to(viewer)
        .filter(published_at__isnull=False, pk__in=keys)
        .select_related("live_session__cohort")
        .defer("transcript")
        .annotate(
            line=Subquery(lines.values("pk")[:1]),
            # Without lines the whole of it is the text; with them it would be loaded for nothing.
            untimed=Case(When(transcript_from="", then=Left("transcript", MOST_CHARACTERS)), default=Value("")),
        )
    )
    said = TranscriptCue.objects.in_bulk([row.line for row in rows if row.line is not None])
    return {(RECORDING, row.pk): _recording(row, said.get(row.line), row.untimed, sought) for row in rows}


def _recording(row: Recording, line: TranscriptCue | None, untimed: str, sought: Sought) -> Found:
    asked: dict[str, Any] = {"t": line.seconds} if line else {}
    if words := " ".join(sought.words)[:LONGEST_QUERY]:
        asked |= {"q": words}
    return Found(
        kind=RECORDING,
        url=row.get_absolute_url() + (f"?{urlencode(asked)}" if asked else "") + (f"#cue-{line.pk}" if line else ""),
        title=row.title,
        text=line.text if line else untimed,
        place=(row.live_session.cohort.title, str(row.live_session)),
        at=row.live_session.starts_at,
        by=line.speaker if line else "",
        detail=line.clock if line else "",
    )


def materials_found(viewer: User, hits: Sequence[Hit]) -> dict[tuple[str, int], Found]:
    """Some materials and resources, as they are shown. Three queries."""
    keys = {kind: [hit.pk for hit in hits if hit.kind == kind] for kind in (MATERIAL, RESOURCE)}
    materials = Material.objects.visible_to(viewer).select_related("live_session__cohort")
    resources = Resource.objects.visible_to(viewer).select_related("cohort", "program")
    found = {(MATERIAL, row.pk): _material(row) for row in materials.filter(pk__in=keys[MATERIAL])}
    shared = list(resources.filter(pk__in=keys[RESOURCE]))
    # What every cohort of a program has is shown in the viewer's newest of them.
    programs = {row.program_id for row in shared if row.cohort is None}
    cohorts = Cohort.objects.visible_to(viewer).filter(program__in=programs).order_by("pk")
    home = {cohort.program_id: cohort for cohort in cohorts}
    return found | {(RESOURCE, row.pk): _resource(row, row.cohort or home[row.program_id]) for row in shared}


def _material(row: Material) -> Found:
    return Found(
        kind=MATERIAL,
        url=row.get_absolute_url(),
        title=row.title,
        text=row.description,
        place=(row.live_session.cohort.title, str(row.live_session)),
        at=row.added_at,
        detail=row.file_name,
    )


def _resource(row: Resource, cohort: Cohort) -> Found:
    return Found(
        kind=RESOURCE,
        url=row.url or reverse("sessions:resource_download", args=[cohort.slug, row.pk]),
        title=row.title,
        text=row.description,
        place=(cohort.title, _("Library")),
        at=row.added_at,
        detail=row.file_name,
    )
