"""The cohort that met on the dates of a blueprint: written when the file is loaded, kept in step when it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from cohorts.enums import CohortStatus
from cohorts.models import Cohort, Program
from cohorts.operations.cohorts import CohortFacts, change_cohort, open_cohort, put_phase, remove_phase
from common.errors import DomainError
from common.wall_clock import instant
from cop_portal.blueprints.boards import open_boards
from cop_portal.blueprints.cohort_facts import cohort_facts, first_and_last_day, phase_facts, rule_facts
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.problems import BlueprintError, Place
from cop_portal.blueprints.schedule import Phase, Session
from cop_portal.blueprints.sessions import add_session, change_session, differing
from cop_portal.blueprints.values import counted
from progress.operations.rule import set_participation_rule
from sessions.operations.removal import remove_session

LEAVE_IT = "Put it back into the file. What people wrote isn't deleted by a file."


@dataclass
class Loading:
    """One load of one file into the database: the file as it was, as it is, and what comes of it.

    `before` is None where no file was loaded yet, or one that this portal no longer reads; `was_slug` is the address of the
    cohort that came from it.
    """

    program: Program
    before: Blueprint | None
    was_slug: str
    after: Blueprint
    place: Place
    now: datetime
    changes: list[str] = field(default_factory=list)
    problems: list[BlueprintError] = field(default_factory=list)


def load_as_it_ran(loading: Loading) -> None:
    """Writes the cohort, or what has changed of it. Nobody is told: it is completed, and reminds nobody."""
    if loading.after.as_it_ran is None:
        if loading.was_slug:
            loading.changes.append(f"Cohort “{loading.was_slug}” is no longer in the file; it stays.")
        return
    if to_come := _not_held_yet(loading):
        loading.problems += to_come
        return
    known = Cohort.objects.filter(program=loading.program, slug=loading.was_slug).first()
    taken = Cohort.objects.filter(slug=loading.after.as_it_ran.slug).first()
    if taken and taken != known:
        problem = f"“{taken.title}”, which doesn't come from this file, has this address already."
        here = loading.place.key("as_it_ran").key("slug")
        loading.problems.append(here.error(problem, "Choose another slug for the cohort of the file."))
    elif known is None:
        _open(loading)
    else:
        _change(loading, known)


def starts_at(session: Session, blueprint: Blueprint) -> datetime | None:
    """When the session was held; None where the file doesn't say."""
    if session.day is None or session.start is None:
        return None
    return instant(session.day, session.start, blueprint.cohort_defaults.time_zone)


def _not_held_yet(loading: Loading) -> list[BlueprintError]:
    problems = []
    for session, here in _with_places(loading):
        start = starts_at(session, loading.after)
        if start and session.minutes and start + timedelta(minutes=session.minutes[1]) > loading.now:
            problems.append(
                here.key("date").error(
                    f"it is still to come on {session.day}, and [as_it_ran] says that every session has been held.",
                    "Take [as_it_ran] out; a cohort that is to come is started in the portal.",
                )
            )
    return problems


def _facts(blueprint: Blueprint) -> CohortFacts:
    ran = blueprint.as_it_ran
    edges = [(phase.first_day, phase.last_day) for phase in blueprint.phases]
    first, last = first_and_last_day([*edges, *((session.day, session.day) for session in blueprint.sessions)])
    facts = cohort_facts(blueprint)
    # Nothing in it is to come, so nobody is to be reminded, whatever the program's new cohorts do.
    facts |= {"reminder_minutes": [], "reminder_minutes_after": [], "reminders_by_kind": {}}
    facts |= {"status": CohortStatus.COMPLETED, "starts_on": first, "ends_on": last}
    return facts | {"slug": ran.slug, "title": ran.title} if ran else facts


def _open(loading: Loading) -> None:
    after, now = loading.after, loading.now
    cohort = open_cohort(program=loading.program, by=None, now=now, **_facts(after))
    for position, phase in enumerate(after.phases, start=1):
        put_phase(cohort=cohort, slug=phase.slug, **phase_facts(phase, position))
    for session, here in _with_places(loading):
        _add(loading, cohort, session, here)
    open_boards(cohort=cohort, by=None, now=now)
    set_participation_rule(cohort=cohort, by=None, **rule_facts(after))
    prompts = sum(len(session.prompts) for session in after.sessions)
    loading.changes.append(
        f"Cohort “{cohort.title}”: created as it ran, with {counted(len(after.sessions), 'session')} "
        f"and {counted(prompts, 'prompt')}."
    )


def _change(loading: Loading, cohort: Cohort) -> None:
    before, after, now, said = loading.before, loading.after, loading.now, []
    news = differing(_facts(before) if before else None, _facts(after))
    if facts := {name: value for name, value in news.items() if getattr(cohort, name) != value}:
        cohort = change_cohort(cohort=cohort, by=None, now=now, **facts)
        said += [name.replace("_", " ") for name in facts]
    if before is None or before.phases != after.phases:
        _change_phases(cohort, before.phases if before else (), after.phases)
        said.append("phases")
    if before is None or before.participation != after.participation:
        set_participation_rule(cohort=cohort, by=None, **rule_facts(after))
        said.append("participation rule")
    if said:
        loading.changes.append(f"Cohort “{cohort.title}”: {', '.join(said)}.")
    _change_sessions(loading, cohort)


def _change_phases(cohort: Cohort, before: Sequence[Phase], after: Sequence[Phase]) -> None:
    old = {phase.slug: phase_facts(phase, position) for position, phase in enumerate(before, start=1)}
    new = {phase.slug: phase_facts(phase, position) for position, phase in enumerate(after, start=1)}
    for slug in old.keys() - new.keys():
        remove_phase(cohort=cohort, slug=slug)
    for slug, facts in new.items():
        if facts != old.get(slug):
            put_phase(cohort=cohort, slug=slug, **differing(old.get(slug), facts))


def _change_sessions(loading: Loading, cohort: Cohort) -> None:
    before = loading.before
    old = {session.slug: session for session in before.sessions} if before else {}
    stored = {live_session.slug: live_session for live_session in cohort.live_sessions.select_related("cohort")}
    kept = {session.slug for session in loading.after.sessions}
    for slug in [slug for slug in old if slug not in kept and slug in stored]:
        here = loading.place.key("sessions").one_of_many("session", 0, slug)
        with _refusals_in(loading, here, LEAVE_IT):
            remove_session(live_session=stored[slug], by=None, now=loading.now)
            loading.changes.append(f"Session “{slug}”: taken away.")
    for session, here in _with_places(loading):
        known = old.get(session.slug)
        at, was_at = starts_at(session, loading.after), starts_at(known, before) if known and before else None
        if session.slug not in stored:
            _add(loading, cohort, session, here)
            loading.changes.append(f"Session “{session.slug}”: added.")
        elif at and (known != session or at != was_at):
            with _refusals_in(loading, here, LEAVE_IT):
                changed = change_session(
                    live_session=stored[session.slug],
                    before=known,
                    after=session,
                    starts_at=at,
                    was_at=was_at,
                    now=loading.now,
                )
                if changed:
                    loading.changes.append(f"Session “{session.slug}”: {', '.join(changed)}.")


def _add(loading: Loading, cohort: Cohort, session: Session, here: Place) -> None:
    at = starts_at(session, loading.after)
    if at is None or session.minutes is None:
        raise ValueError(f"Session {session.slug} of a cohort as it ran has no time; the checks let it through.")
    with _refusals_in(loading, here, "Change it in the file."):
        add_session(cohort=cohort, session=session, starts_at=at, minutes=session.minutes[0], by=None, now=loading.now)


@contextmanager
def _refusals_in(loading: Loading, place: Place, remedy: str) -> Iterator[None]:
    """What the work inside refuses becomes a problem of the file; what it wrote before is undone."""
    try:
        with transaction.atomic():
            yield
    except DomainError as refusal:
        loading.problems.append(place.error(str(refusal), remedy))


def _with_places(loading: Loading) -> list[tuple[Session, Place]]:
    sessions = loading.place.key("sessions")
    return [
        (session, sessions.one_of_many("session", position, session.slug))
        for position, session in enumerate(loading.after.sessions, start=1)
    ]
