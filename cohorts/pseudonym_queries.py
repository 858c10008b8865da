"""Pseudonyms as their owners and as the desk read them. Who one is, only `revealed` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from cohorts.models import Cohort, Enrollment, Pseudonym, PseudonymOpening

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.querysets import PseudonymQuerySet

# Whoever gave a reason sees the name so long; after that it takes another.
OPEN_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Revealed:
    """Who a pseudonym is, for somebody who has given a reason; `enrollment` is None where they have left no trace here."""

    person: User
    enrollment: Enrollment | None
    until: datetime


def pseudonyms_of_person(cohort: Cohort, viewer: User) -> PseudonymQuerySet:
    """The one under which the viewer speaks in this cohort, 0 or 1 rows."""
    return Pseudonym.objects.filter(cohort=cohort, person=viewer, is_retired=False)


def openings_of(pseudonym: Pseudonym) -> list[PseudonymOpening]:
    """Who has looked up who it is, when and why, newest first. One query."""
    return list(pseudonym.openings.select_related("opened_by").order_by("-opened_at", "-pk"))


def pseudonyms_of(cohort: Cohort) -> PseudonymQuerySet:
    """All of the cohort's by name, each with `times_opened` and `last_opened`; without who they are. One query."""
    opened = {"times_opened": Count("openings"), "last_opened": Max("openings__opened_at")}
    return Pseudonym.objects.filter(cohort=cohort).defer("person").annotate(**opened).order_by("name", "pk")


def revealed(pseudonym: Pseudonym, viewer: User, now: datetime) -> Revealed | None:
    """Who it is, where the viewer has given a reason within the last hour. At most three queries."""
    opening = pseudonym.openings.filter(opened_by=viewer, opened_at__gt=now - OPEN_FOR).order_by("-opened_at").first()
    if opening is None or pseudonym.person is None:
        return None
    rows = Enrollment.objects.filter(cohort=pseudonym.cohort_id, person=pseudonym.person_id)
    enrollment = rows.select_related("organization").first()
    return Revealed(pseudonym.person, enrollment, opening.opened_at + OPEN_FOR)
