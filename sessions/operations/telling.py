"""Telling a cohort of what is new about its sessions: found by the timetable, told once.

Nothing has to ring for it: a prompt opens by the clock, and what somebody adds in one sitting is told in one notice. What is
older than a day is no news any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from cohorts.enums import GOING_ON, TALKING_ROLES
from cohorts.models import Enrollment
from cohorts.places import place_of
from notifications.operations.notices import not_told, tell, tell_once
from sessions.models import LiveSession, Material, Prompt, Recording
from sessions.session_matters import CHANGED, MATERIALS, PROMPTS, RECORDING, SCHEDULED

if TYPE_CHECKING:
    from cohorts.models import Cohort

logger = logging.getLogger(__name__)

STILL_NEWS = timedelta(days=1)
# Matter, cohort, what kind of thing, and which of them are told together.
Found = Iterable[tuple[str, "Cohort", str, Sequence[int]]]


def tell_whats_new(*, now: datetime) -> int:
    """Tells of sessions scheduled, prompts opened, recordings published and materials added since. Returns how many notices.

    Run twice, or by two workers at once, each thing is told once.
    """
    told = 0
    finders: list[Callable[[datetime], Found]] = [_scheduled, _prompts, _recordings, _materials]
    for find in finders:
        for matter, cohort, kind, ids in find(now):
            try:
                told += _tell(matter, cohort, kind, ids, now)
            except Exception:
                # What is wrong with one must not silence the others.
                logger.exception("Cohort %s could not be told of %s %s.", cohort.pk, kind, ids)
    return told


def _scheduled(now: datetime) -> Found:
    rows = LiveSession.objects.scheduled().filter(created_at__gt=now - STILL_NEWS, starts_at__gt=now)
    rows = rows.filter(cohort__status__in=GOING_ON).select_related("cohort").order_by("pk")
    return _by(rows, "session", SCHEDULED, whole=lambda row: row.cohort_id, cohort=lambda row: row.cohort)


def _prompts(now: datetime) -> Found:
    rows = Prompt.objects.filter(thread__opens_at__gt=now - STILL_NEWS, thread__opens_at__lte=now)
    return _by_session(rows.order_by("position"), "prompt", PROMPTS)


def _recordings(now: datetime) -> Found:
    rows = Recording.objects.filter(published_at__gt=now - STILL_NEWS, published_at__lte=now).order_by("pk")
    rows = rows.filter(live_session__cohort__status__in=GOING_ON).select_related("live_session__cohort")
    return _by(rows, "recording", RECORDING, whole=lambda row: row.pk, cohort=lambda row: row.live_session.cohort)


def _materials(now: datetime) -> Found:
    rows = Material.objects.filter(added_at__gt=now - STILL_NEWS, added_at__lte=now)
    return _by_session(rows.order_by("pk"), "material", MATERIALS)


def _by_session(rows: QuerySet[Any], kind: str, matter: str) -> Found:
    rows = rows.filter(live_session__cohort__status__in=GOING_ON).select_related("live_session__cohort")
    return _by(rows, kind, matter, whole=lambda row: row.live_session_id, cohort=lambda row: row.live_session.cohort)


def _by(
    rows: QuerySet[Any], kind: str, matter: str, *, whole: Callable[[Any], int], cohort: Callable[[Any], Cohort]
) -> Found:
    """What hasn't been told, in groups of what is told together."""
    found = list(rows)
    fresh = not_told(_key(kind, row.pk) for row in found) if found else set()
    groups: dict[int, list[Any]] = {}
    for row in found:
        if _key(kind, row.pk) in fresh:
            groups.setdefault(whole(row), []).append(row)
    return [(matter, cohort(group[0]), kind, [row.pk for row in group]) for group in groups.values()]


def _key(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


@transaction.atomic
def _tell(matter: str, cohort: Cohort, kind: str, ids: Sequence[int], now: datetime) -> int:
    # Whoever else tells of the same at this moment waits here, and then finds that it has been told.
    fresh = [pk for pk in ids if tell_once(key=_key(kind, pk), now=now)]
    if not fresh:
        return 0
    people = Enrollment.objects.active().filter(cohort=cohort, person__is_active=True)
    if matter == PROMPTS:
        people = people.filter(role__in=TALKING_ROLES)
    tell(
        matter=matter,
        place=place_of(cohort),
        key=_key(f"{kind}s", fresh[0]),
        params=_params(matter, fresh),
        people=people.values_list("person", flat=True),
        now=now,
    )
    return 1


def _params(matter: str, ids: list[int]) -> dict[str, Any]:
    """As the matter's notices read them (`sessions.session_matters`)."""
    if matter == RECORDING:
        return {"recording": ids[0]}
    return {{SCHEDULED: "live_sessions", PROMPTS: "prompts", MATERIALS: "materials"}[matter]: ids}


def tell_of_change(*, live_session: LiveSession, now: datetime) -> None:
    """Tells everybody in the cohort that a session was moved or cancelled, under Notifications; its mails are
    `sessions.notices`'. Called in the transaction of the change, its `sequence` counted up. What is past is no news.
    """
    if live_session.starts_at <= now:
        return
    people = Enrollment.objects.active().filter(cohort=live_session.cohort_id, person__is_active=True)
    tell(
        matter=CHANGED,
        place=str(live_session.cohort_id),
        key=f"changed:{live_session.pk}:{live_session.sequence}",
        params={"live_session": live_session.pk},
        people=people.values_list("person", flat=True),
        by_mail=False,
        now=now,
    )
