"""A table of text as a roster: which column is which, one person a row, and every cell that can't be meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum

from openpyxl.utils import get_column_letter

from cohorts.roster.cells import Oddity
from cohorts.roster.files import Sheet
from cohorts.roster.headers import COLUMNS, column_of, folded, header_place

# The address in the template's example row: nobody is enrolled by it.
EXAMPLE_EMAIL = "maria.example@example.org"
MOST_GUESSES = 200
# An address among other things: “Ana Ruiz <ana@example.org>”, “mailto:ana@example.org”, two of them in one cell.
ADDRESS = re.compile(r"""[^\s<>()\[\]"',;:]+@[^\s<>()\[\]"',;:]+""")
LONGEST_LOOK = 1000
# What decoding leaves of a character that was lost: nobody's name holds it.
LOST = "\ufffd"


class Wrong(Enum):
    """What can be wrong with a cell, whatever is in the database."""

    MISSING = "missing"
    NOT_AN_EMAIL = "not_an_email"
    MORE_THAN_AN_EMAIL = "more_than_an_email"
    MANY_EMAILS = "many_emails"
    LOST_CHARACTER = "lost_character"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_LEVEL = "unknown_level"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_ZONE = "unknown_zone"
    TOO_LONG = "too_long"
    FORMULA_ERROR = "formula_error"
    NOT_CALCULATED = "not_calculated"
    DATE = "date"
    TWICE = "twice"
    TWO_TEAMS = "two_teams"
    OTHER_WORD = "other_word"
    TEAM_WITHOUT_ORGANIZATION = "team_without_organization"
    TEAM_OF_ANOTHER = "team_of_another"
    OTHER_TYPE = "other_type"


ODD = {Oddity.ERROR: Wrong.FORMULA_ERROR, Oddity.NOT_CALCULATED: Wrong.NOT_CALCULATED, Oddity.DATE: Wrong.DATE}


@dataclass(frozen=True)
class Problem:
    """A wrong cell: its column, what stands there, and what the sentence about it needs.

    `meant` is the nearest allowed word, or what the other row says; `row` is that other row; `limit` a length.
    """

    column: str
    wrong: Wrong
    found: str = ""
    meant: str = ""
    row: int = 0
    limit: int = 0


@dataclass(frozen=True)
class Words:
    """The words a roster may choose from (what is written, folded → what is stored), and what an address looks like."""

    roles: Mapping[str, str]
    organization_types: Mapping[str, str]
    is_email: Callable[[str], bool]
    levels: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    # Guesses that were made, by the word they were made for; guessing takes long.
    guesses: dict[tuple[str, str], str] = field(default_factory=dict)

    def nearest(self, column: str, written: str, allowed: Mapping[str, str]) -> str:
        """The stored word that was probably meant, or ""."""
        key = (column, folded(written)[:60])
        if key not in self.guesses:
            if len(self.guesses) >= MOST_GUESSES:
                return ""
            near = get_close_matches(key[1], list(allowed), n=1, cutoff=0.7)
            self.guesses[key] = allowed[near[0]] if near else ""
        return self.guesses[key]


@dataclass
class RosterRow:
    """One person. `number` is the row as the spreadsheet counts it; what is chosen from a list holds the stored word.

    An empty cell is "": it says nothing, and changes nothing.
    """

    number: int
    email: str = ""
    name: str = ""
    organization: str = ""
    organization_type: str = ""
    team: str = ""
    role: str = ""
    level: str = ""
    title: str = ""
    pronouns: str = ""
    language: str = ""
    time_zone: str = ""
    cohort: str = ""
    status: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Roster:
    """A file's people, the columns that hold nothing for us, and the columns it lacks.

    `types` are the types of organizations by their name (`same_name`): said in one row, it is said for all of them.
    """

    rows: list[RosterRow]
    types: dict[str, str]
    unread: list[str]
    missing: list[str]
    twice: list[str]
    sheet: Sheet = field(default_factory=lambda: Sheet([]))
    # Numbers of rows with text in a column that has no header.
    beyond: list[int] = field(default_factory=list)
    # Where each column stands, as a spreadsheet counts it ("C"), and what it is headed there.
    headers: dict[str, tuple[str, str]] = field(default_factory=dict)


def same_name(text: str) -> str:
    """Two names that differ only in case are one; everything else makes two."""
    return unicodedata.normalize("NFC", text).casefold()


def read_roster(sheet: Sheet, words: Words) -> Roster:
    """The people below the headers. Blank rows are passed over."""
    top = header_place(sheet.rows)
    places, unread, twice = _places(sheet.rows[top])
    missing = [] if "email" in places else ["email"]
    rows = [
        _row(number, line, places, words, sheet)
        for number, line in enumerate(sheet.rows[top + 1 :], start=top + 2)
        if any(line)
    ]
    header = sheet.rows[top]
    beyond = [row.number for row in rows if _goes_beyond(sheet.rows[row.number - 1], header)]
    types = _types(rows)
    headers = {name: (get_column_letter(place + 1), header[place]) for name, place in places.items()}
    return Roster(
        rows=rows, types=types, unread=unread, missing=missing, twice=twice, sheet=sheet, beyond=beyond, headers=headers
    )


def _goes_beyond(line: list[str], header: list[str]) -> bool:
    """Whether something stands where there is no header: often a comma in a name, which has moved the cells after it."""
    return any(cell and not (place < len(header) and header[place]) for place, cell in enumerate(line))


def _places(header: list[str]) -> tuple[dict[str, int], list[str], list[str]]:
    """Which column stands where; headers nobody asked for; headers that stand there twice."""
    places: dict[str, int] = {}
    unread, twice = [], []
    for place, written in enumerate(header):
        name = column_of(written)
        if name is None:
            unread.extend([written] if written else [])
        elif name in places:
            twice.append(written)
        else:
            places[name] = place
    return places, unread, twice


def _row(number: int, line: list[str], places: Mapping[str, int], words: Words, sheet: Sheet) -> RosterRow:
    cells = {name: line[place] if place < len(line) else "" for name, place in places.items()}
    row = RosterRow(number)
    for name, place in places.items():
        if odd := sheet.odd.get((number, place)):
            row.problems.append(Problem(name, ODD[odd], cells[name][:60]))
    cells["name"] = _name(cells)
    for name, text in cells.items():
        if hasattr(row, name):
            setattr(row, name, text)
    written, row.email = row.email, row.email.lower()
    for column, limit in COLUMNS.items():
        if len(getattr(row, column)) > limit:
            row.problems.append(Problem(column, Wrong.TOO_LONG, getattr(row, column)[:60], limit=limit))
        if LOST in getattr(row, column):
            row.problems.append(Problem(column, Wrong.LOST_CHARACTER, getattr(row, column)[:60]))
    if not words.is_email(row.email):
        row.problems.append(_not_an_email(written, words))
    _choose(row, words)
    if row.team and not row.organization:
        row.problems.append(Problem("organization", Wrong.TEAM_WITHOUT_ORGANIZATION, meant=row.team))
    return row


def _not_an_email(written: str, words: Words) -> Problem:
    """What is wrong with an address, and which one was probably meant."""
    if not written:
        return Problem("email", Wrong.MISSING)
    inside = [text.lower().rstrip(".") for text in ADDRESS.findall(written[:LONGEST_LOOK])]
    meant = [address for address in dict.fromkeys(inside) if words.is_email(address)]
    if len(meant) > 1:
        return Problem("email", Wrong.MANY_EMAILS, written[:80])
    wrong = Wrong.MORE_THAN_AN_EMAIL if meant else Wrong.NOT_AN_EMAIL
    return Problem("email", wrong, written[:80], meant="".join(meant))


def _name(cells: Mapping[str, str]) -> str:
    """First and last name put together; “name” beside a last name is the first one, unless it holds both."""
    name, first, last = (cells.get(column, "") for column in ("name", "first_name", "last_name"))
    if not name:
        return " ".join(part for part in (first, last) if part)
    if last and not first and not folded(name).endswith(folded(last)):
        return f"{name} {last}"
    return name


def _choose(row: RosterRow, words: Words) -> None:
    """What is chosen from a list becomes the stored word; "" and a problem where it is none of them."""
    for column, allowed, wrong in (
        ("role", words.roles, Wrong.UNKNOWN_ROLE),
        ("organization_type", words.organization_types, Wrong.UNKNOWN_TYPE),
        ("level", words.levels, Wrong.UNKNOWN_LEVEL),
        ("language", words.languages, Wrong.UNKNOWN_LANGUAGE),
        ("time_zone", words.zones, Wrong.UNKNOWN_ZONE),
    ):
        written = getattr(row, column)
        if not written:
            continue
        # As it is stored, then in whatever way it may be written.
        stored = allowed.get(written) or allowed.get(folded(written), "")
        if not stored:
            meant = words.nearest(column, written, allowed)
            row.problems.append(Problem(column, wrong, written[:60], meant=meant))
        setattr(row, column, stored)


def _types(rows: list[RosterRow]) -> dict[str, str]:
    """The types of the organizations that have one, and a problem in each row that says another."""
    types: dict[str, RosterRow] = {}
    for row in rows:
        if row.organization and row.organization_type and row.email != EXAMPLE_EMAIL:
            first = types.setdefault(same_name(row.organization), row)
            if first.organization_type != row.organization_type:
                meant, found = first.organization_type, row.organization_type
                row.problems.append(
                    Problem("organization_type", Wrong.OTHER_TYPE, found, meant=meant, row=first.number)
                )
    return {name: first.organization_type for name, first in types.items()}
