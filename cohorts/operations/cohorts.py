"""Opening a cohort, and changing what is said of it and of its phases. Its sessions and boards stand above, in their apps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cohorts.enums import CohortStatus
from cohorts.models import Cohort, Phase, Program
from cohorts.operations.teams import note_formed
from common.errors import DomainError
from common.history import sign_change


class CohortFacts(TypedDict, total=False):
    """What is said of a cohort; all of it may be left out."""

    slug: str
    title: str
    status: str
    starts_on: date | None
    ends_on: date | None
    time_zone: str
    welcome: str
    agreements: list[str]
    reminder_minutes: list[int]
    reminder_minutes_after: list[int]
    reminders_by_kind: dict[str, dict[str, list[int] | None]]
    team_size_min: int
    team_size_max: int
    staff_see_team_boards: bool
    takes_requests: bool
    accommodation_days: int
    pseudonyms_allowed: bool
    titles_hidden: bool
    answer_first: bool
    holds_first_posts: bool
    first_posts_held: int
    smallest_group: int
    makeup_words: int
    makeup_days: int
    attendance_minutes: int
    zoom_registration: bool
    recordings_publish_themselves: bool


class PhaseFacts(TypedDict, total=False):
    """What is said of a phase; a date that isn't known is None."""

    position: int
    title: str
    summary: str
    expected_participation: str
    starts_on: date | None
    ends_on: date | None


class UnableToWriteCohort(DomainError):
    """A fact of the cohort doesn't fit; the sentence says which."""


@transaction.atomic
def open_cohort(*, program: Program, by: User | None, now: datetime, **facts: Unpack[CohortFacts]) -> Cohort:
    """A new cohort of the program, without people, sessions or boards yet. Raises `UnableToWriteCohort`."""
    cohort = Cohort(program=program)
    _write(cohort, facts, by=by, reason="Opened")
    return cohort


@transaction.atomic
def change_cohort(*, cohort: Cohort, by: User | None, now: datetime, **facts: Unpack[CohortFacts]) -> Cohort:
    """Change what is said of a cohort; what isn't given, or is so already, stays. Raises `UnableToWriteCohort`."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    smallest_team = cohort.team_size_min
    if any(getattr(cohort, name) != value for name, value in facts.items()):
        _write(cohort, facts, by=by, reason=_what_changed(cohort, facts))
    if cohort.team_size_min != smallest_team:
        # Which teams are formed hangs on it.
        for team in cohort.teams.order_by("pk"):
            note_formed(team=team, by=by, now=now)
    return cohort


@transaction.atomic
def put_phase(*, cohort: Cohort, slug: str, by: User | None = None, **facts: Unpack[PhaseFacts]) -> Phase:
    """The cohort's phase of this short name, with these facts; made where there is none. Raises `UnableToWriteCohort`."""
    phase = cohort.phases.select_for_update().filter(slug=slug).first()
    if phase and all(getattr(phase, name) == value for name, value in facts.items()):
        return phase
    phase = phase or Phase(cohort=cohort, slug=slug)
    _put(phase, facts)
    sign_change(phase, by=by, reason="Changed" if phase.pk else "Added")
    phase.save()
    return phase


def remove_phase(*, cohort: Cohort, slug: str, by: User | None = None) -> None:
    """Take a phase away; its sessions stay, in no phase."""
    for phase in cohort.phases.filter(slug=slug):
        sign_change(phase, by=by, reason="Taken away")
        phase.delete()


def _write(cohort: Cohort, facts: Mapping[str, Any], *, by: User | None, reason: str) -> None:
    _put(cohort, facts)
    sign_change(cohort, by=by, reason=reason)
    cohort.save()


def _what_changed(cohort: Cohort, facts: Mapping[str, Any]) -> str:
    """For the history: where the cohort went to, if it did."""
    status = facts.get("status", cohort.status)
    return "Facts changed" if status == cohort.status else f"Now {CohortStatus(status).value}"


def _put(row: Cohort | Phase, facts: Mapping[str, Any]) -> None:
    """Facts into a row, checked as its form in the administration would. Raises `UnableToWriteCohort`."""
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        row.full_clean(exclude={"program", "cohort"})
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        field = row._meta.get_field(name) if name in facts else None  # noqa: SLF001
        label = str(getattr(field, "verbose_name", "")).capitalize()
        refusal = UnableToWriteCohort(f"{label}: {sentences[0]}" if label else sentences[0])
        refusal.field = name if field else None
        raise refusal from error
