"""What a blueprint file says: its tables as dataclasses, which are also the list of the keys that a file may have.

Every key is explained, with an example, in `docs/blueprints.md`. Read one with `cop_portal.blueprints.reading`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from cop_portal.blueprints import vocabulary
from cop_portal.blueprints.dates import DURATION_BEFORE, TIME_ZONE
from cop_portal.blueprints.schedule import Phase, Series, Session
from cop_portal.blueprints.values import FLAG, a_number, a_slug, a_text, one_of

WEEK, DAY_BEFORE, HOUR = dt.timedelta(days=7), dt.timedelta(days=1), dt.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Section:
    """Something the public page says that has no key of its own."""

    title: Annotated[str, a_text(120)]
    body: Annotated[str, a_text()] = ""
    points: Annotated[tuple[str, ...], a_text()] = ()


@dataclass(frozen=True, kw_only=True)
class Program:
    """A community of practice as designed: what stays the same from cohort to cohort."""

    slug: Annotated[str, a_slug()]
    title: Annotated[str, a_text(240)]
    short_title: Annotated[str, a_text(80)]
    accent: Annotated[str, one_of(vocabulary.ACCENTS)] = "forum"
    summary: Annotated[str, a_text()]
    purpose: Annotated[str, a_text()]
    hosts: Annotated[tuple[str, ...], a_text()]
    funder: Annotated[str, a_text(160)] = ""
    funding_note: Annotated[str, a_text()] = ""
    forbids_lobbying: Annotated[bool, FLAG] = False
    guiding_questions: Annotated[tuple[str, ...], a_text()] = ()
    goals: Annotated[tuple[str, ...], a_text()] = ()
    topics: Annotated[tuple[str, ...], a_text()] = ()
    lenses: Annotated[tuple[str, ...], a_text()] = ()
    outcomes: Annotated[tuple[str, ...], a_text()] = ()
    unit: Annotated[str, one_of(vocabulary.UNITS)] = "individual"
    who_joins: Annotated[str, a_text()]
    organization_types: Annotated[tuple[str, ...], one_of(vocabulary.ORGANIZATION_TYPES)] = ()
    takes_requests: Annotated[bool, FLAG] = False
    roles_wanted: Annotated[tuple[str, ...], one_of(vocabulary.ROLES_WANTED)] = ()
    ways_to_take_part: Annotated[tuple[str, ...], a_text()] = ()
    affinity_groups: Annotated[tuple[str, ...], a_text(120)] = ()
    agreements: Annotated[tuple[str, ...], a_text()] = ()
    support_contact: Annotated[str, a_text(200)] = ""
    accommodations_contact: Annotated[str, a_text()]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Participation:
    """What is expected of a participant for each session; a zero expects nothing."""

    words: Annotated[str, a_text()]
    responses_required: Annotated[int, a_number(highest=1)] = 0
    replies_required: Annotated[int, a_number()] = 0
    words_required: Annotated[int, a_number()] = 0
    reply_outside_organization: Annotated[bool, FLAG] = False


@dataclass(frozen=True, kw_only=True)
class TeamSize:
    """How many people a team has."""

    smallest: Annotated[int, a_number(lowest=1)]
    largest: Annotated[int, a_number(lowest=1)]


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """When people are reminded of sessions of one kind, in place of those of all sessions."""

    kind: Annotated[str, one_of(vocabulary.SESSION_KINDS)]
    before: Annotated[tuple[dt.timedelta, ...], DURATION_BEFORE] = ()
    after: Annotated[tuple[dt.timedelta, ...], DURATION_BEFORE] = ()


@dataclass(frozen=True, kw_only=True)
class CohortDefaults:
    """What a new cohort begins with."""

    time_zone: Annotated[str, TIME_ZONE]
    reminders_before: Annotated[tuple[dt.timedelta, ...], DURATION_BEFORE] = (WEEK, DAY_BEFORE, HOUR)
    reminders_after: Annotated[tuple[dt.timedelta, ...], DURATION_BEFORE] = ()
    reminders: tuple[Reminders, ...] = ()
    team_size: TeamSize | None = None
    staff_see_team_boards: Annotated[bool, FLAG] = False
    pseudonyms: Annotated[bool, FLAG] = False
    hide_titles: Annotated[bool, FLAG] = False
    answer_first: Annotated[bool, FLAG] = False
    welcome: Annotated[str, a_text()] = ""


@dataclass(frozen=True, kw_only=True)
class RubricDomain:
    """One thing a rubric looks at, with a descriptor for each of the rubric's levels."""

    slug: Annotated[str, a_slug()]
    title: Annotated[str, a_text(120)]
    summary: Annotated[str, a_text()] = ""
    descriptors: Annotated[tuple[str, ...], a_text()]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """Domains and levels that a team assesses itself with; levels from the lowest to the highest."""

    title: Annotated[str, a_text(160)]
    note: Annotated[str, a_text()] = ""
    levels: Annotated[tuple[str, ...], a_text(60)]
    domains: tuple[RubricDomain, ...]


@dataclass(frozen=True, kw_only=True)
class AsItRan:
    """The cohort that met on the dates of this file."""

    slug: Annotated[str, a_slug(80)]
    title: Annotated[str, a_text(160)]


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A whole file."""

    program: Program
    participation: Participation
    cohort_defaults: CohortDefaults
    phases: tuple[Phase, ...] = ()
    sessions: tuple[Session, ...]
    series: Series
    rubric: Rubric | None = None
    as_it_ran: AsItRan | None = None
