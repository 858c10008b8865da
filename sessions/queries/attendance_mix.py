"""Who of a cohort's mix comes to its sessions: by type of organization, by role, by where people stand at work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort, Enrollment
from sessions.enums import Attended
from sessions.queries.attendance import Known, begun

# Attending is who was there, or made up, at one of so many sessions that ended last.
LATELY = 2


@dataclass(frozen=True)
class Attending:
    """How many attend, by the mix's three ways of looking (`kinds`, `roles`, `levels`) and the values in each."""

    counts: Mapping[str, Mapping[str, int]]

    def of(self, key: str, value: str) -> int:
        """How many of this value."""
        return self.counts.get(key, {}).get(value, 0)


def attending_of(cohort: Cohort, now: datetime) -> Attending | None:
    """Who has attended lately; None before the first session is over. Seven queries."""
    over = [session for session in begun(cohort, now) if session.ends_at <= now][-LATELY:]
    if not over:
        return None
    known = Known.of(over)
    people = Enrollment.objects.inside().filter(cohort=cohort)
    counts: dict[str, Counter[str]] = {"kinds": Counter(), "roles": Counter(), "levels": Counter()}
    for person, kind, role, level in people.values_list("person", "organization__kind", "role", "level"):
        states = {known.standing(session, person, now=now).state for session in over}
        if states & {Attended.LIVE, Attended.MAKE_UP}:
            for key, value in (("kinds", kind), ("roles", role), ("levels", level)):
                counts[key][value or ""] += 1
    return Attending(counts)
