"""What importing a roster would do: a row each, and the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from accounts.models import User
from cohorts.enums import Role, RosterOutcome
from cohorts.models import Cohort, Enrollment, Organization, Team
from cohorts.operations.roster_sentences import LABELS
from cohorts.roster.reading import RosterRow, same_name

# A column that may stand for another one.
INSTEAD = {"name": "first_name"}


@dataclass
class Change:
    """One thing that becomes different, in words."""

    column: str
    before: str
    after: str

    @property
    def what(self) -> str:
        return str(LABELS[self.column])


@dataclass
class Entry:
    """One row and what importing it would do. `wrong` holds (column, sentence); what is None is new or unnamed.

    `described` is what becomes known of the person. Importing puts what it has made where None stands.
    """

    row: RosterRow
    # What the organization is, as this row or another one of the file says.
    kind: str = ""
    outcome: RosterOutcome = RosterOutcome.UNCHANGED
    cohort: Cohort | None = None
    person: User | None = None
    enrollment: Enrollment | None = None
    organization: Organization | None = None
    team: Team | None = None
    wrong: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    described: dict[str, str] = field(default_factory=dict)
    # Where the file has which column, and what it calls it.
    headers: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def role_label(self) -> str:
        """The role the person will have, in words."""
        role = self.row.role or (self.enrollment.role if self.enrollment else Role.PARTICIPANT)
        return str(Role(role).label)

    @property
    def wrong_cells(self) -> list[tuple[str, str]]:
        """Each wrong cell as the spreadsheet names it (“C7, Org type”) and the sentence; where it has no such column, ours."""
        return [(self._cell(column), text) for column, text in self.wrong]

    def _cell(self, column: str) -> str:
        letter, header = self.headers.get(column) or self.headers.get(INSTEAD.get(column, "")) or ("", column)
        return f"{letter}{self.row.number}, {header}" if letter else header

    @property
    def has_work(self) -> bool:
        """Whether importing it changes anything."""
        return self.outcome in {RosterOutcome.NEW, RosterOutcome.CHANGED}

    @property
    def is_moving(self) -> bool:
        """Whether the person comes into a team they aren't in."""
        team = self.enrollment.team if self.enrollment else None
        return bool(self.row.team) and (team is None or same_name(team.name) != same_name(self.row.team))

    def refuse(self, column: str, text: str) -> None:
        """Says what is wrong with a cell, unless something has been said of it."""
        self.outcome = RosterOutcome.WRONG
        if column not in dict(self.wrong):
            self.wrong.append((column, text))


@dataclass
class RosterPlan:
    """What importing a file would do. It is all or nothing: with a wrong cell or a `problem`, nothing.

    `is_stale` says that it isn't what was previewed, and that therefore nothing was done.
    """

    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_stale: bool = False

    @property
    def is_sound(self) -> bool:
        return not self.problems and not any(entry.wrong for entry in self.entries)

    @property
    def has_work(self) -> bool:
        """Whether importing it changes anything."""
        return any(entry.has_work for entry in self.entries)

    @property
    def wrong_rows(self) -> list[int]:
        return [entry.row.number for entry in self.entries if entry.wrong]

    @property
    def totals(self) -> list[tuple[RosterOutcome, int]]:
        """How many rows have each outcome; those that none has are left out."""
        found = Counter(entry.outcome for entry in self.entries)
        return [(outcome, found[outcome]) for outcome in RosterOutcome if found[outcome]]

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same to the same people."""
        told = sha256()
        for entry in self.entries:
            found = (entry.cohort, entry.person, entry.enrollment, entry.organization, entry.team)
            keys = [row.pk if row else None for row in found]
            changes = [(change.column, change.before, change.after) for change in entry.changes]
            told.update(repr((entry.row.number, str(entry.outcome), keys, changes)).encode())
        return told.hexdigest()
