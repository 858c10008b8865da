"""The tables of a blueprint that tell what happens when: phases, sessions with all that belongs to them, the series."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from common.wall_clock import Month, MonthlyRule
from cop_portal.blueprints import vocabulary
from cop_portal.blueprints.dates import CLOCK_TIME, DAY, DAY_OR_MONTH, LENGTH, MONTH_OF_YEAR, MONTHLY_RULE
from cop_portal.blueprints.keys import Written
from cop_portal.blueprints.values import FLAG, WEB_ADDRESS, a_number, a_slug, a_text, one_of


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A named stretch. An edge is a day, a month (its first or last day is meant) or unknown."""

    slug: Annotated[str, a_slug()]
    title: Annotated[str, a_text(120)]
    starts: Annotated[dt.date | Month | None, DAY_OR_MONTH] = None
    ends: Annotated[dt.date | Month | None, DAY_OR_MONTH] = None
    summary: Annotated[str, a_text()] = ""
    participation: Annotated[str, a_text()] = ""

    @property
    def first_day(self) -> dt.date | None:
        return self.starts.first_day if isinstance(self.starts, Month) else self.starts

    @property
    def last_day(self) -> dt.date | None:
        return self.ends.last_day if isinstance(self.ends, Month) else self.ends


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One timed block of a session."""

    kind: Annotated[str, one_of(vocabulary.AGENDA_KINDS)]
    title: Annotated[str, a_text(200)]
    presenters: Annotated[str, a_text(300)] = ""
    minutes: Annotated[int, a_number(lowest=1, highest=720)]


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question posed with a session; its slug is unique in the session."""

    slug: Annotated[str, a_slug()]
    title: Annotated[str, a_text(120)] = ""
    text: Annotated[str, a_text()]


@dataclass(frozen=True, kw_only=True)
class Material:
    """A link that belongs to a session."""

    title: Annotated[str, a_text(200)]
    url: Annotated[str, WEB_ADDRESS]
    description: Annotated[str, a_text()] = ""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A meeting. Its time is a day and a clock time, or only a month, or not known at all.

    `minutes` are the fewest and the most it may last, which are the same where the length is settled.
    """

    slug: Annotated[str, a_slug(80)]
    label: Annotated[str, a_text(40)] = ""
    kind: Annotated[str, one_of(vocabulary.SESSION_KINDS)]
    format: Annotated[str, one_of(vocabulary.SESSION_FORMATS)] = "virtual"
    phase: Annotated[str, a_slug()] = ""
    title: Annotated[str, a_text(200)]
    summary: Annotated[str, a_text()] = ""
    featured_resource: Annotated[str, a_text(200)] = ""
    day: Annotated[dt.date | None, DAY, Written("date")] = None
    month: Annotated[Month | None, MONTH_OF_YEAR] = None
    start: Annotated[dt.time | None, CLOCK_TIME] = None
    minutes: Annotated[tuple[int, int] | None, LENGTH] = None
    optional: Annotated[bool, FLAG] = False
    agenda: tuple[AgendaItem, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    materials: tuple[Material, ...] = ()

    @property
    def held_in(self) -> Month | None:
        """The month it stands in, where that is known."""
        return Month.of(self.day) if self.day else self.month


@dataclass(frozen=True, kw_only=True)
class Series:
    """How the days of a new cohort are proposed: "the third Wednesday, 3 pm, every month"."""

    rule: Annotated[MonthlyRule, MONTHLY_RULE]
    start: Annotated[dt.time, CLOCK_TIME]
    minutes: Annotated[int, a_number(lowest=5, highest=720)]
    every_months: Annotated[int, a_number(lowest=1, highest=12)] = 1
