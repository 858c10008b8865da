"""Who is there for the rounds still to come."""

from __future__ import annotations

from dataclasses import dataclass

from cohorts.enums import TALKING_ROLES
from cohorts.models import Enrollment
from sessions.models import BreakoutPlan, LiveSession, Presence


@dataclass(frozen=True)
class DayRow:
    """Somebody who could be seated: whether the plan has them, and whether there is a sign that they are there."""

    enrollment: Enrollment
    is_seated: bool
    is_seen: bool
    is_ticked: bool


def who_is_there(live_session: LiveSession, row: BreakoutPlan) -> list[DayRow]:
    """Everybody by name, in three queries. Ticked are those of whom there is a sign; before there is any, those seated."""
    active = live_session.cohort.enrollments.active().filter(person__is_active=True, role__in=TALKING_ROLES)
    signs = Presence.objects.filter(live_session=live_session, person__isnull=False)
    seen = set(signs.values_list("person", flat=True))
    seated = set(row.seats.values_list("person", flat=True))
    rows = [
        DayRow(
            enrollment=one,
            is_seated=one.person_id in seated,
            is_seen=one.person_id in seen,
            is_ticked=one.person_id in (seen or seated),
        )
        for one in active.select_related("person", "organization")
    ]
    return sorted(rows, key=lambda one: (one.enrollment.person.display_name.casefold(), one.enrollment.pk))
