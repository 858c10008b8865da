"""Where a cohort stands: it goes on, is completed, is put away; and what is said of it while it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import CohortStatus
from cohorts.models import Cohort, Holiday
from cohorts.operations.cohorts import CohortFacts, change_cohort, put_phase, remove_phase
from cohorts.operations.enrollment import lock_cohort
from common.errors import DomainError
from common.history import sign_change

# What may follow what; nothing is lost by any of these steps, and each can be taken back.
NEXT: Mapping[str, Sequence[str]] = {
    CohortStatus.PLANNED: (CohortStatus.RUNNING, CohortStatus.COMPLETED),
    CohortStatus.RUNNING: (CohortStatus.COMPLETED,),
    CohortStatus.COMPLETED: (CohortStatus.RUNNING, CohortStatus.ARCHIVED),
    CohortStatus.ARCHIVED: (CohortStatus.COMPLETED,),
}
LONGEST_SLUG = 60


class NotTheNextStep(DomainError):
    """From where the cohort stands, this isn't a step."""

    def __str__(self) -> str:
        return _("This cohort stands elsewhere by now. Look at its settings again.")


@dataclass(frozen=True)
class PhaseWritten:
    """A phase as somebody wrote it down; `slug` names one there is, and is empty for a new one."""

    title: str
    slug: str = ""
    summary: str = ""
    expected_participation: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def move_cohort_to(*, cohort: Cohort, status: str, by: User, now: datetime) -> Cohort:
    """Completes a cohort, puts it away, or opens it again. Twice is once. Raises `NotTheNextStep`."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.status == status:
        return cohort
    if status not in NEXT[cohort.status]:
        raise NotTheNextStep
    return change_cohort(cohort=cohort, status=CohortStatus(status), by=by, now=now)


@transaction.atomic
def settle_cohort(*, cohort: Cohort, by: User, now: datetime, **facts: Unpack[CohortFacts]) -> Cohort:
    """Changes what is said of a cohort that goes on. Raises `CohortIsOver` and `UnableToWriteCohort`."""
    return change_cohort(cohort=lock_cohort(cohort), by=by, now=now, **facts)


@transaction.atomic
def set_calendar(
    *, cohort: Cohort, phases: Sequence[PhaseWritten], holidays: Mapping[date, str], by: User, now: datetime
) -> None:
    """These phases in this order and these holidays, and no others; all of it or nothing.

    Sessions of a phase that is taken away stay, in no phase. Raises `CohortIsOver` and `UnableToWriteCohort`.
    """
    cohort = lock_cohort(cohort)
    _put_phases(cohort, phases, by)
    _put_holidays(cohort, holidays, by)


def _put_phases(cohort: Cohort, phases: Sequence[PhaseWritten], by: User) -> None:
    known = set(cohort.phases.values_list("slug", flat=True))
    kept = {phase.slug for phase in phases} & known
    taken = set(known)
    for slug in known - kept:
        remove_phase(cohort=cohort, slug=slug, by=by)
    for position, phase in enumerate(phases, start=1):
        slug = phase.slug if phase.slug in kept else _free_slug(phase.title, taken)
        taken.add(slug)
        # Two rows with the same short name are two phases.
        kept.discard(slug)
        put_phase(
            cohort=cohort,
            slug=slug,
            by=by,
            position=position,
            title=phase.title,
            summary=phase.summary,
            expected_participation=phase.expected_participation,
            starts_on=phase.starts_on,
            ends_on=phase.ends_on,
        )


def _put_holidays(cohort: Cohort, holidays: Mapping[date, str], by: User) -> None:
    known = {holiday.day: holiday for holiday in cohort.holidays.all()}
    for day in known.keys() - holidays.keys():
        sign_change(known[day], by=by, reason="Taken away")
        known[day].delete()
    for day, name in holidays.items():
        holiday = known.get(day) or Holiday(cohort=cohort, day=day)
        if holiday.name != name:
            holiday.name = name
            sign_change(holiday, by=by, reason="Changed" if holiday.pk else "Added")
            holiday.save()


def _free_slug(title: str, taken: set[str]) -> str:
    wanted = slugify(title)[: LONGEST_SLUG - 4].strip("-") or "phase"
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
