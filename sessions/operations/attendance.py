"""Noting who is there: the Join button, a check-in at the place, the list ticked at the desk, Zoom as it happens.

Each is a sign, noted as it was heard; what signs count for is asked when they are read (`sessions.attendance.signs`). Reports,
the queue and what is said by hand stand beside: `attendance_reports`, `attendance_matching`, `attendance_by_hand`, `apologies`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from common.errors import DomainError
from sessions.enums import PresenceSource
from sessions.models import LiveSession, Presence
from sessions.models.attendance import LONGEST_EMAIL, LONGEST_NAME
from sessions.queries.attendance_faces import Faces, Found
from sessions.zoom.webhook.life import Stay

# What the portal itself sees; Zoom's rows come by `record_stays` and `import_report`.
SEEN_HERE = (PresenceSource.JOIN_BUTTON, PresenceSource.LIST, PresenceSource.QR)
# So long before the start somebody may already be there.
EARLIEST = timedelta(hours=2)
HEARD = ("joined_at", "left_at", "name", "email", "person_id", "alias_id")


class UnableToCheckIn(DomainError):
    """Nothing is noted; the sentence says why."""


@transaction.atomic
def check_in(
    *, live_session: LiveSession, person: User, how: PresenceSource, now: datetime, by: User | None = None
) -> Presence:
    """Notes that a person of the cohort is there, once for each way it is seen; the first time stands.

    `by` is who noted it, where that isn't the person. Raises `UnableToCheckIn`.
    """
    if how not in SEEN_HERE:
        raise ValueError(f"{how} is not seen by the portal itself.")
    check_can_be_noted(live_session, now)
    if not Enrollment.objects.inside().filter(cohort=live_session.cohort_id, person=person).exists():
        raise UnableToCheckIn(_("This person does not take part in this cohort."))
    presence, _made = Presence.objects.get_or_create(
        live_session=live_session,
        key=_key_of(how, person.pk, live_session),
        defaults={"person": person, "source": how, "joined_at": now, "noted_at": now, "noted_by": by},
    )
    return presence


@transaction.atomic
def tick(
    *, live_session: LiveSession, ticked: Collection[int], unticked: Collection[int], by: User, now: datetime
) -> None:
    """What has changed on the facilitators' list: who is seen there (ids of people), and whose tick was a slip.

    Only the changes, so that two who tick at once don't undo each other. Raises `UnableToCheckIn`.
    """
    check_can_be_noted(live_session, now)
    inside = Enrollment.objects.inside().filter(cohort=live_session.cohort_id, person__in=ticked)
    how = PresenceSource.LIST
    Presence.objects.bulk_create(
        [
            Presence(
                live_session=live_session,
                person_id=person_id,
                source=how,
                key=_key_of(how, person_id, live_session),
                joined_at=now,
                noted_at=now,
                noted_by=by,
            )
            for person_id in inside.values_list("person", flat=True).order_by("person")
        ],
        ignore_conflicts=True,
    )
    Presence.objects.filter(live_session=live_session, source=how, person__in=unticked).delete()


def check_can_be_noted(live_session: LiveSession, now: datetime) -> None:
    """Refuse to note anybody where nobody can be. Raises `UnableToCheckIn`."""
    if live_session.is_cancelled:
        raise UnableToCheckIn(_("This session is cancelled; nobody attends it."))
    if now < live_session.starts_at - EARLIEST:
        raise UnableToCheckIn(_("This session has not begun yet. Who is there can be noted from two hours before."))


# --- Zoom, as it happens --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Told:
    """A stay, and the key under which it is found again however much is heard later."""

    key: str
    stay: Stay
    found: Found


@transaction.atomic
def record_stays(
    *,
    live_session: LiveSession,
    uuid: str,
    stays: Iterable[Stay],
    now: datetime,
    registrants: Mapping[str, int] | None = None,
) -> int:
    """Brings the rows of one holding of the meeting (`uuid`) in step with these stays: all that is known of it by now.

    Run again with the same it changes nothing, with more it adds, corrects and takes away. `registrants` says which registrant is
    which person (ids). Who is meant is found as in a report; the rest waits in the queue. Returns how many rows there are.
    """
    lock_names(live_session)
    faces, holding = Faces.of(live_session), uuid[:120]
    told = {one.key: one for one in _told(uuid, stays, faces, registrants or {})}
    rows = {row.key: row for row in Presence.objects.filter(live_session=live_session, holding=holding)}
    gone = [row.pk for key, row in rows.items() if key not in told]
    if gone:
        Presence.objects.filter(pk__in=gone).delete()
    changed = [rows[key] for key, one in told.items() if key in rows and _bring_in_step(rows[key], one)]
    if changed:
        Presence.objects.bulk_update(changed, [field.removesuffix("_id") for field in HEARD], batch_size=500)
    new = []
    for key, one in told.items():
        if key not in rows:
            row = Presence(
                live_session=live_session, source=PresenceSource.ZOOM, key=key, holding=holding, noted_at=now
            )
            _bring_in_step(row, one)
            new.append(row)
    Presence.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(told)


def lock_names(live_session: LiveSession) -> None:
    """Whoever matches rows of the cohort, or says whom a name means, waits here for one another."""
    list(Cohort.objects.select_for_update(no_key=True).filter(pk=live_session.cohort_id).values_list("pk"))


def _told(uuid: str, stays: Iterable[Stay], faces: Faces, registrants: Mapping[str, int]) -> Iterable[_Told]:
    """A stay is known by the number of its join and its room, and which of them it is there."""
    numbers: Counter[tuple[str, str]] = Counter()
    for stay in sorted(stays, key=_moment):
        numbers[stay.user_id, stay.room] += 1
        parts = (uuid, stay.user_id, stay.room, str(numbers[stay.user_id, stay.room]))
        key = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
        person_id = registrants.get(stay.registrant_id) if stay.registrant_id else None
        found = Found(person_id) if person_id else faces.find(stay.display_name, stay.email)
        yield _Told(key, stay, found)


def _moment(stay: Stay) -> float:
    moment = stay.joined_at or stay.left_at
    return moment.timestamp() if moment else 0.0


def _bring_in_step(row: Presence, one: _Told) -> bool:
    """Puts what is told into a row; whether that changed it. Who was found once stays found under the same name."""
    stay, before = one.stay, [getattr(row, field) for field in HEARD]
    same_name = row.identity == (stay.display_name[:LONGEST_NAME], stay.email.lower()[:LONGEST_EMAIL])
    row.joined_at = stay.joined_at
    row.left_at = max(stay.left_at, stay.joined_at) if stay.left_at and stay.joined_at else stay.left_at
    row.name, row.email = stay.display_name[:LONGEST_NAME], stay.email.lower()[:LONGEST_EMAIL]
    if one.found.is_known or not same_name:
        row.person_id, row.alias_id = one.found.person_id, one.found.alias_id
    return before != [getattr(row, field) for field in HEARD]


def _key_of(how: PresenceSource, person_id: int, live_session: LiveSession) -> str:
    """One sign of each kind for a person and a start: after a move a press of Join is another."""
    return f"{how.value}:{person_id}:{live_session.starts_at.timestamp():.0f}"
