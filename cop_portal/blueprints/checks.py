"""What must hold between the parts of a blueprint that is read: each function yields what doesn't.

A blueprint may come with holes (see `reading`); a check skips what it can't see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from common.wall_clock import Month, NonexistentTime, instant
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.problems import BlueprintError, Place
from cop_portal.blueprints.schedule import Phase, Session
from cop_portal.blueprints.values import meant


def what_does_not_fit(blueprint: Blueprint, place: Place) -> list[BlueprintError]:
    """Everything that is wrong between the parts, in the order of the file."""
    phases, sessions = place.key("phases"), place.key("sessions")
    return [
        *team_size(blueprint, place),
        *reminders(blueprint, place),
        *doubles((phase.slug for phase in blueprint.phases), "phases", phases),
        *phase_dates(blueprint.phases, phases),
        *doubles((session.slug for session in blueprint.sessions), "sessions", sessions),
        *(
            error
            for position, session in enumerate(blueprint.sessions, start=1)
            for error in one_session(session, blueprint, sessions.one_of_many("session", position, session.slug))
        ),
        *rubric(blueprint, place.key("rubric")),
    ]


def doubles(slugs: Iterable[str], noun: str, place: Place) -> Iterator[BlueprintError]:
    """Two of a kind under one name."""
    positions: dict[str, list[int]] = {}
    for position, slug in enumerate(slugs, start=1):
        positions.setdefault(slug, []).append(position)
    for slug, where in positions.items():
        if slug and len(where) > 1:
            numbers = " and ".join(str(position) for position in where)
            yield place.key("slug").error(f'"{slug}" is the slug of {noun} {numbers}.', "Give each its own.")


def team_size(blueprint: Blueprint, place: Place) -> Iterator[BlueprintError]:
    """The limits of a team's size are in order."""
    size = blueprint.cohort_defaults.team_size
    if size and size.smallest and size.largest and size.smallest > size.largest:
        yield (
            place.key("cohort_defaults")
            .key("team_size")
            .error(f"the smallest team, {size.smallest}, is larger than the largest, {size.largest}.", "Swap them.")
        )


def reminders(blueprint: Blueprint, place: Place) -> Iterator[BlueprintError]:
    """No reminder goes out twice at once, and each kind of session has one set of them."""
    defaults, here = blueprint.cohort_defaults, place.key("cohort_defaults")
    lists = [
        (here.key("reminders_before"), defaults.reminders_before),
        (here.key("reminders_after"), defaults.reminders_after),
    ]
    for position, own in enumerate(defaults.reminders, start=1):
        of_kind = here.key("reminders").one_of_many("reminders", position, None)
        lists += [(of_kind.key("before"), own.before), (of_kind.key("after"), own.after)]
        if own.kind in {other.kind for other in defaults.reminders[: position - 1]}:
            yield of_kind.key("kind").error(f'"{own.kind}" has reminders already.', "Write one table for each kind.")
    for where, lengths in lists:
        known = [length for length in lengths if length]
        if len(set(known)) < len(known):
            yield where.error("a length of time stands in it twice.", "Write each once; 24 hours are 1 day.")


def phase_dates(phases: tuple[Phase, ...], place: Place) -> Iterator[BlueprintError]:
    """A phase ends after it starts, and phases stand in the order of time."""
    for position, phase in enumerate(phases, start=1):
        here = place.one_of_many("phase", position, phase.slug)
        if phase.first_day and phase.last_day and phase.last_day < phase.first_day:
            yield here.key("ends").error(
                f"the phase ends ({phase.ends}) before it starts ({phase.starts}).", "Put the dates right."
            )
    for name, day_of in (("starts", lambda phase: phase.first_day), ("ends", lambda phase: phase.last_day)):
        dated = [(position, phase) for position, phase in enumerate(phases, start=1) if day_of(phase)]
        for (_, earlier), (position, phase) in pairwise(dated):
            if day_of(phase) < day_of(earlier):
                yield (
                    place.one_of_many("phase", position, phase.slug)
                    .key(name)
                    .error(
                        f'phase "{phase.slug}" {name} before phase "{earlier.slug}" {name}, which stands above it.',
                        "Put the phases in the order of time.",
                    )
                )


def one_session(session: Session, blueprint: Blueprint, place: Place) -> Iterator[BlueprintError]:
    """All that must hold for one session."""
    yield from when(session, blueprint, place)
    yield from in_its_phase(session, blueprint.phases, place)
    yield from agenda(session, place)
    yield from doubles((prompt.slug for prompt in session.prompts), "prompts", place.key("prompts"))


def when(session: Session, blueprint: Blueprint, place: Place) -> Iterator[BlueprintError]:
    """A day comes with a clock time, which exists on that day, and with one length."""
    if session.day is None:
        if blueprint.as_it_ran:
            yield place.key("date").error(
                "it is missing, and [as_it_ran] says that every session has been held.",
                "Write the date, or take [as_it_ran] out.",
            )
        return
    if session.month:
        yield place.key("month").error("it stands beside a date.", "Take one of the two out.")
    if session.start is None:
        yield place.key("start").error("it is missing, and the session has a date.", 'Write it as "15:00".')
    if session.minutes is None:
        yield place.key("minutes").error("it is missing, and the session has a date.", "Write it as 90.")
    elif session.minutes[0] != session.minutes[1]:
        yield place.key("minutes").error("it is a range, and the session has a date.", "Write one number.")
    zone = blueprint.cohort_defaults.time_zone
    if session.start and zone:
        try:
            instant(session.day, session.start, zone)
        except NonexistentTime as gap:
            yield place.key("start").error(
                f"{session.start:%H:%M} on {session.day} does not exist in {zone}: "
                f"the clocks go forward from {gap.gap_starts:%H:%M} to {gap.gap_ends:%H:%M} and skip it.",
                "Write another time.",
            )


def in_its_phase(session: Session, phases: tuple[Phase, ...], place: Place) -> Iterator[BlueprintError]:
    """A session names a phase of the file and lies inside its dates."""
    names = list(dict.fromkeys(phase.slug for phase in phases if phase.slug))
    if not session.phase:
        if names:
            yield place.key("phase").error("it is missing.", f"Write one of the file's phases: {', '.join(names)}.")
        return
    if session.phase not in names:
        yield place.key("phase").error(
            f'"{session.phase}" is no phase of this file{meant(session.phase, names)}',
            f"Write one of the file's phases: {', '.join(names)}." if names else "Write a table headed [[phases]].",
        )
        return
    phase = next(phase for phase in phases if phase.slug == session.phase)
    first, last = (session.day, session.day) if session.day else (None, None)
    if first is None and isinstance(session.month, Month):
        first, last = session.month.first_day, session.month.last_day
    too_early = phase.first_day and last and last < phase.first_day
    too_late = phase.last_day and first and first > phase.last_day
    if too_early or too_late:
        edge = f"starts {phase.starts}" if too_early else f"ends {phase.ends}"
        yield place.key("date" if session.day else "month").error(
            f'{session.day or session.month} is outside phase "{phase.slug}", which {edge}.',
            "Put the date or the phase right.",
        )


def agenda(session: Session, place: Place) -> Iterator[BlueprintError]:
    """The minutes of the agenda add up to the session's."""
    if not session.agenda:
        return
    if session.minutes is None:
        yield place.key("minutes").error("it is missing, and the session has an agenda.", "Write it as 90.")
        return
    if not all(item.minutes for item in session.agenda):
        return
    shortest, longest = session.minutes
    total = sum(item.minutes for item in session.agenda)
    if not shortest <= total <= longest:
        lasts = f"{longest} minutes" if shortest == longest else f"{shortest} to {longest} minutes"
        yield place.key("agenda").error(
            f"its items add up to {total} minutes, but the session lasts {lasts}.",
            "Change an item's minutes or the session's.",
        )


def rubric(blueprint: Blueprint, place: Place) -> Iterator[BlueprintError]:
    """Each domain describes each level."""
    if blueprint.rubric is None:
        return
    levels, domains = blueprint.rubric.levels, place.key("domains")
    yield from doubles((domain.slug for domain in blueprint.rubric.domains), "rubric domains", domains)
    for position, domain in enumerate(blueprint.rubric.domains, start=1):
        if levels and domain.descriptors and len(domain.descriptors) != len(levels):
            yield (
                domains.one_of_many("rubric domain", position, domain.slug)
                .key("descriptors")
                .error(
                    f"there are {len(domain.descriptors)}, but the rubric has {len(levels)} levels.",
                    "Write one descriptor for each level, from the lowest to the highest.",
                )
            )
