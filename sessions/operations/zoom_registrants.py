"""People registered for a meeting, each with a link of their own: where the cohort wants it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cohorts.models import Enrollment
from sessions.models import ZoomMeeting, ZoomRegistrant
from sessions.zoom.client import Zoom
from sessions.zoom.registrants import Person, Registrant

# So many at a time: what has been done stands, whatever comes after.
CHUNK = 20


def keep_people_registered(*, meeting: ZoomMeeting, zoom: Zoom, clock: Callable[[], datetime], until: datetime) -> bool:
    """Register those who take part and aren't yet, and take back those who no longer do; whether that is finished.

    It ends at `until`, between two handfuls. Raises `ZoomError`. For tasks: it waits for Zoom.
    """
    number = meeting.meeting_id
    missing, leaving = _to_do(meeting)
    if number is None:
        return True
    if leaving:
        zoom.registrants.cancel(
            number, [Registrant(row.registrant_id, row.email, "approved", "") for row in leaving if row.registrant_id]
        )
        ZoomRegistrant.objects.filter(pk__in=[row.pk for row in leaving]).delete()
    for start in range(0, len(missing), CHUNK):
        if clock() >= until:
            return False
        handful = missing[start : start + CHUNK]
        registered = zoom.registrants.add_all(number, [_person(enrollment) for enrollment in handful])
        ZoomRegistrant.objects.bulk_create(
            [
                ZoomRegistrant(
                    meeting=meeting,
                    enrollment=enrollment,
                    email=enrollment.person.email,
                    registrant_id=registrant.id,
                    join_url=registrant.join_url,
                    registered_at=clock(),
                )
                for enrollment, registrant in zip(handful, registered, strict=True)
            ],
            ignore_conflicts=True,
        )
    return True


def somebody_came_or_went(meeting: ZoomMeeting) -> bool:
    """Whether `keep_people_registered` would find something to do."""
    return any(_to_do(meeting))


def _to_do(meeting: ZoomMeeting) -> tuple[list[Enrollment], list[ZoomRegistrant]]:
    """Who is to be registered, and whose registration is to be taken back. Somebody with a new address is both."""
    taking_part = {
        enrollment.pk: enrollment
        for enrollment in Enrollment.objects.active()
        .filter(cohort__live_sessions=meeting.live_session_id, person__is_active=True)
        .select_related("person")
        .order_by("pk")
    }
    leaving, there = [], set()
    for row in ZoomRegistrant.objects.filter(meeting=meeting).order_by("pk"):
        enrollment = taking_part.get(row.enrollment_id)
        if enrollment is None or enrollment.person.email != row.email:
            leaving.append(row)
        else:
            there.add(row.enrollment_id)
    return [enrollment for pk, enrollment in taking_part.items() if pk not in there], leaving


def _person(enrollment: Enrollment) -> Person:
    first, _, rest = enrollment.person.display_name.partition(" ")
    return Person(enrollment.person.email, first, rest)
