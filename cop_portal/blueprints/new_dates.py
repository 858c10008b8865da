"""The dates of a new cohort, proposed from a blueprint's calendar by a rule. Each can then be replaced."""

from __future__ import annotations

from datetime import date, time, timedelta

from common.wall_clock import Month, MonthlyRule
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.proposal import Basis, ProposedPhase, ProposedSchedule, ProposedSession
from cop_portal.blueprints.schedule import Phase, Session


def propose(
    blueprint: Blueprint,
    *,
    first: Month | date,
    rule: MonthlyRule | None = None,
    start: time | None = None,
    time_zone: str | None = None,
) -> ProposedSchedule:
    """The dates of a new cohort whose first session is in the month `first`, or on that day.

    Sessions keep the blueprint's spacing in months; in each month `rule` finds the day. What isn't given comes from the
    blueprint: the rule of its series, each session's own clock time (the series' where it has none), its time zone.
    A time that doesn't exist is proposed all the same and stands in the schedule's `refusals`, to be moved.
    """
    rule, zone = rule or blueprint.series.rule, time_zone or blueprint.cohort_defaults.time_zone
    first_month = first if isinstance(first, Month) else Month.of(first)
    steps = _months_after_the_first(blueprint)
    proposed = []
    for session, step in zip(blueprint.sessions, steps, strict=True):
        together = [other for other, its_step in zip(blueprint.sessions, steps, strict=True) if its_step == step]
        from_rule = rule.day_in(first_month.plus(step))
        after = _days_after_the_first(session, together)
        chosen = isinstance(first, date) and step == 0
        proposed.append(
            ProposedSession(
                slug=session.slug,
                title=session.title,
                phase=session.phase,
                optional=session.optional,
                day=(first if chosen and isinstance(first, date) else from_rule) + after,
                start=start or session.start or blueprint.series.start,
                minutes=_minutes(session, blueprint),
                time_zone=zone,
                basis=Basis.CHOSEN if chosen and not after else Basis.RULE if session.day else Basis.UNSETTLED,
            )
        )
    shift = _months_to_shift(blueprint, first_month)
    return ProposedSchedule(tuple(proposed), tuple(_shifted(phase, shift) for phase in blueprint.phases))


def _months_after_the_first(blueprint: Blueprint) -> list[int]:
    """For each session, how many months after the earliest one; one without a month follows the one above it."""
    base = min((session.held_in for session in blueprint.sessions if session.held_in), default=None)
    steps: list[int] = []
    for session in blueprint.sessions:
        if session.held_in and base:
            steps.append(session.held_in.since(base))
        else:
            steps.append(steps[-1] + blueprint.series.every_months if steps else 0)
    return steps


def _days_after_the_first(session: Session, together: list[Session]) -> timedelta:
    """Between the first session of a month and this one: as in the blueprint, or a week each where it has no days."""
    days = [other.day for other in together if other.day]
    if session.day and len(days) == len(together):
        return session.day - min(days)
    return timedelta(weeks=together.index(session))


def _minutes(session: Session, blueprint: Blueprint) -> int:
    """The settled length; of a range what the agenda adds up to, else the most; the series' where none is known."""
    if session.minutes is None:
        return blueprint.series.minutes
    return sum(item.minutes for item in session.agenda) or session.minutes[1]


def _months_to_shift(blueprint: Blueprint, first_month: Month) -> int | None:
    """How far the phases move; `None` where nothing in the blueprint says when its first session was."""
    held = [session.held_in for session in blueprint.sessions if session.held_in]
    if held:
        return first_month.since(min(held))
    slugs = [phase.slug for phase in blueprint.phases]
    if blueprint.sessions[0].phase not in slugs:
        return None
    position = slugs.index(blueprint.sessions[0].phase)
    starts = blueprint.phases[position].first_day
    if starts:
        return first_month.since(Month.of(starts))
    ended = blueprint.phases[position - 1].last_day if position else None
    return first_month.since(Month.of(ended).plus(1)) if ended else None


def _shifted(phase: Phase, months: int | None) -> ProposedPhase:
    """A phase so many months later; the last day of a month stays the last day of one."""

    def later(day: date | None) -> date | None:
        if day is None or months is None:
            return None
        was, now = Month.of(day), Month.of(day).plus(months)
        return now.last_day if day == was.last_day else now.first_day.replace(day=min(day.day, now.last_day.day))

    return ProposedPhase(phase.slug, phase.title, later(phase.first_day), later(phase.last_day))
