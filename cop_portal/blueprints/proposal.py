"""A proposed schedule, which a coordinator looks at, corrects and confirms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from common.wall_clock import NonexistentTime, instant


class Basis(StrEnum):
    """Where a proposed time comes from."""

    RULE = "from the rule"
    UNSETTLED = "proposed, please confirm"  # the blueprint doesn't know the day, the hour or the length
    CHOSEN = "chosen"


@dataclass(frozen=True)
class ProposedSession:
    """When a session of the blueprint would be held: wall-clock time in `time_zone`, length in minutes."""

    slug: str
    title: str
    phase: str
    optional: bool
    day: date
    start: time
    minutes: int
    time_zone: str
    basis: Basis

    @property
    def starts_at(self) -> datetime:
        """The instant. Raises `NonexistentTime`, which says in a sentence why that time can't be had."""
        return instant(self.day, self.start, self.time_zone)

    @property
    def refusal(self) -> str:
        """That sentence, or nothing."""
        try:
            self.starts_at  # noqa: B018  # asked only for whether it can be had
        except NonexistentTime as refusal:
            return str(refusal)
        return ""


@dataclass(frozen=True)
class ProposedPhase:
    """A phase on its new dates; an edge that the blueprint doesn't know stays unknown."""

    slug: str
    title: str
    first_day: date | None
    last_day: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it, as far as its edges are known."""
        return (not self.first_day or self.first_day <= day) and (not self.last_day or day <= self.last_day)


@dataclass(frozen=True)
class ProposedSchedule:
    """The sessions, in the order of the blueprint, and the phases of a new cohort."""

    sessions: tuple[ProposedSession, ...]
    phases: tuple[ProposedPhase, ...]

    def session(self, slug: str) -> ProposedSession:
        """Raises `KeyError` for a slug that isn't one of the blueprint's."""
        for proposed in self.sessions:
            if proposed.slug == slug:
                return proposed
        raise KeyError(slug)

    def move(
        self, slug: str, *, day: date | None = None, start: time | None = None, minutes: int | None = None
    ) -> ProposedSchedule:
        """The schedule with one session at the time that somebody chose; what isn't given stays.

        A call that gives nothing but the slug confirms a proposal. Raises `NonexistentTime` and changes nothing.
        """
        proposed = self.session(slug)
        moved = replace(
            proposed,
            day=day or proposed.day,
            start=proposed.start if start is None else start,
            minutes=minutes or proposed.minutes,
            basis=Basis.CHOSEN,
        )
        moved.starts_at  # noqa: B018  # raises for a time that doesn't exist
        return replace(self, sessions=tuple(moved if kept is proposed else kept for kept in self.sessions))

    def without(self, slug: str) -> ProposedSchedule:
        """The schedule without a session, such as an optional one that isn't wanted."""
        left_out = self.session(slug)
        return replace(self, sessions=tuple(kept for kept in self.sessions if kept is not left_out))

    @property
    def refusals(self) -> dict[str, str]:
        """For each session whose time doesn't exist, why; nothing is scheduled while there is one."""
        return {proposed.slug: proposed.refusal for proposed in self.sessions if proposed.refusal}

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The slugs of the sessions that somebody should look at before they are scheduled."""
        return tuple(proposed.slug for proposed in self.sessions if proposed.basis is Basis.UNSETTLED)

    @property
    def outside_their_phase(self) -> tuple[str, ...]:
        """The slugs of the sessions that lie before or after their phase, which is allowed but seldom meant."""
        phases = {phase.slug: phase for phase in self.phases}
        return tuple(
            proposed.slug
            for proposed in self.sessions
            if proposed.phase in phases and not phases[proposed.phase].holds(proposed.day)
        )
