"""What a blueprint says of a cohort and its sessions, as the operations of the apps below take it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from cohorts.operations.cohorts import CohortFacts, PhaseFacts
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.schedule import Phase, Prompt, Session
from sessions.operations.agenda import AgendaBlock
from sessions.operations.schedule import SessionFacts

# The name of a question that has none: the question itself, unless it is longer than this.
LONGEST_NAME = 160


def cohort_facts(blueprint: Blueprint) -> CohortFacts:
    """What a cohort of the program begins with, whatever its dates."""
    defaults = blueprint.cohort_defaults
    facts = CohortFacts(
        time_zone=defaults.time_zone,
        welcome=defaults.welcome,
        agreements=list(blueprint.program.agreements),
        reminder_minutes=_minutes(defaults.reminders_before),
        reminder_minutes_after=_minutes(defaults.reminders_after),
        reminders_by_kind={
            own.kind: {"before": _minutes(own.before), "after": _minutes(own.after)} for own in defaults.reminders
        },
        staff_see_team_boards=defaults.staff_see_team_boards,
        pseudonyms_allowed=defaults.pseudonyms,
        titles_hidden=defaults.hide_titles,
        answer_first=defaults.answer_first,
    )
    if defaults.team_size:
        facts["team_size_min"], facts["team_size_max"] = defaults.team_size.smallest, defaults.team_size.largest
    return facts


def _minutes(lengths: Iterable[timedelta]) -> list[int]:
    return [length // timedelta(minutes=1) for length in lengths]


def phase_facts(phase: Phase, position: int) -> PhaseFacts:
    """The phase on the dates of the file."""
    return PhaseFacts(
        position=position,
        title=phase.title,
        summary=phase.summary,
        expected_participation=phase.participation,
        starts_on=phase.first_day,
        ends_on=phase.last_day,
    )


def session_facts(session: Session) -> SessionFacts:
    """What is said of the session besides its title and time; its phase is a row of a cohort, so the caller adds it."""
    return SessionFacts(
        label=session.label,
        kind=session.kind,
        format=session.format,
        summary=session.summary,
        featured_resource=session.featured_resource,
    )


def agenda_blocks(session: Session) -> list[AgendaBlock]:
    """The agenda, in its order; none where the file has none."""
    return [
        AgendaBlock(kind=item.kind, title=item.title, presenters=item.presenters, minutes=item.minutes)
        for item in session.agenda
    ]


def name_and_text(prompt: Prompt) -> tuple[str, str]:
    """The prompt's name and what stands below it; a question without a name is its own, as far as it is short."""
    if prompt.title:
        return prompt.title, prompt.text
    if len(prompt.text) <= LONGEST_NAME and "\n" not in prompt.text:
        return prompt.text, ""
    beginning = prompt.text[:LONGEST_NAME].split("\n")[0].rsplit(" ", 1)[0]
    return f"{beginning} …", prompt.text


def rule_facts(blueprint: Blueprint) -> dict[str, Any]:
    """The participation rule."""
    rule = blueprint.participation
    return {
        "words": rule.words,
        "responses_required": rule.responses_required,
        "replies_required": rule.replies_required,
        "words_required": rule.words_required,
        "reply_outside_organization": rule.reply_outside_organization,
    }


def first_and_last_day(edges: Iterable[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """The stretch that holds all of these stretches, as far as their edges are known."""
    edges = list(edges)
    known = sorted(day for edge in edges for day in edge if day)
    return (known[0], known[-1]) if known else (None, None)
