"""Zoom's participants report, as people download it and re-save it: one row for each stay, or for each person.

Styles, headers and formats as met: shared by several public readers of such files, see docs/zoom.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cohorts.roster.cells import Oddity
from cohorts.roster.files import Sheet, read_sheet
from cohorts.roster.problems import MOST_ROWS, FileProblem, UnreadableFile
from sessions.attendance.columns import Columns, column_of, find_columns, is_webinar
from sessions.attendance.intervals import Interval
from sessions.attendance.names import spellings
from sessions.attendance.problems import NotAReport, Problem, Why, Wrong
from sessions.attendance.written_times import Order, WrittenTime, instant_of, order_of, read_minutes, read_time

LARGEST_FILE_MB = 5
# What a spreadsheet left where a value should be.
NO_VALUE = (Oddity.ERROR, Oddity.NOT_CALCULATED)
YES = frozenset({"yes", "y", "true", "1", "sí", "si", "sim", "sì", "oui", "ja", "예", "はい", "是"})
LONGEST_FOUND, LONGEST_NAME, LONGEST_EMAIL = 60, 200, 254


@dataclass(frozen=True)
class ReportRow:
    """One row of the file, `number` as a spreadsheet counts; `name` as it stands there, `email` in lower case or "".

    `interval` is None where it isn't known when they were in, `minutes` where it isn't known how long.
    """

    number: int
    name: str
    email: str
    interval: Interval | None
    minutes: int | None
    guest: bool
    in_waiting_room: bool
    meeting_id: str

    @property
    def names(self) -> tuple[str, ...]:
        """What the person may be known by."""
        return spellings(self.name)

    @property
    def counts(self) -> bool:
        """Whether the row is presence: a wait before the door is none."""
        return not self.in_waiting_room

    @property
    def key(self) -> str:
        """The same for the same stay, whatever file or row it stands in: a report brought twice changes nothing."""
        when = (
            [self.interval.start.isoformat(), self.interval.end.isoformat()] if self.interval else [str(self.minutes)]
        )
        parts = [self.meeting_id, self.name, self.email, str(self.in_waiting_room), *when]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Report:
    """A report's rows and what is wrong in it; a row with a problem may be there all the same.

    `order` is how days were read where they are numbers, `order_guessed` says that both ways were possible. `meeting_ids` are the
    meetings it names (digits), above the table or in it.
    """

    rows: tuple[ReportRow, ...]
    problems: tuple[Problem, ...]
    order: Order
    order_guessed: bool
    has_times: bool
    meeting_ids: frozenset[str]

    @property
    def days(self) -> tuple[date, ...]:
        """The days (UTC) on which somebody joined: those of another session show that it is another's report."""
        return tuple(sorted({row.interval.start.date() for row in self.rows if row.interval}))


@dataclass
class _Reading:
    """What is needed while the rows are read."""

    sheet: Sheet
    columns: Columns
    zone: ZoneInfo
    day: date | None
    order: Order = Order.MONTH_FIRST
    problems: list[Problem] = field(default_factory=list)

    def cell(self, row: list[str], column: str) -> str:
        place = self.columns.places.get(column)
        return row[place] if place is not None and place < len(row) else ""

    def wrong(self, number: int, column: str, wrong: Wrong, found: str = "") -> None:
        place = self.columns.places.get(column)
        header = self.sheet.rows[self.columns.row][place] if place is not None else column
        # One sentence for one cell: the first says why.
        if not any((problem.row, problem.column) == (number, header) for problem in self.problems[-5:]):
            self.problems.append(Problem(number, header, wrong, found[:LONGEST_FOUND]))


def read_report(data: bytes, *, zone: ZoneInfo, starts_at: datetime | None = None) -> Report:
    """The rows of a report. Raises `NotAReport`.

    Its times name no zone: `zone` is that of whoever downloaded it. `starts_at`, when the session began, settles which of two
    days is meant, and gives the day to clock times that stand alone.
    """
    sheet = _sheet(data)
    columns = find_columns(sheet.rows)
    if is_webinar(sheet.rows):
        raise NotAReport(Why.WEBINAR)
    if columns.missing:
        found = ", ".join(header for header in sheet.rows[columns.row] if header) if sheet.rows else ""
        raise NotAReport(Why.MISSING_COLUMNS, missing=", ".join(columns.missing), found=found[:300])
    day = starts_at.astimezone(zone).date() if starts_at else None
    reading = _Reading(sheet, columns, zone, day)
    below = [(number, row) for number, row in enumerate(sheet.rows[columns.row + 1 :], start=columns.row + 2) if row]
    reading.order, guessed = order_of(list(_times(reading, below)), day)
    rows = tuple(row for number, cells in below if (row := _row(reading, number, cells)))
    if not rows:
        raise NotAReport(Why.NOBODY)
    meeting_ids = {row.meeting_id for row in rows} | set(_ids_above(sheet.rows[: columns.row]))
    return Report(
        rows=rows,
        problems=tuple(reading.problems),
        order=reading.order,
        order_guessed=guessed,
        has_times=any(row.interval for row in rows),
        meeting_ids=frozenset(meeting_ids - {""}),
    )


def _ids_above(rows: list[list[str]]) -> Iterator[str]:
    """The meeting's number in the block above the table: below its header."""
    for headers, values in pairwise(rows):
        for place, header in enumerate(headers):
            if header and column_of(header) == "meeting_id" and place < len(values):
                yield _digits(values[place])


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isdigit())


def _sheet(data: bytes) -> Sheet:
    if len(data) > LARGEST_FILE_MB * 1_000_000:
        raise NotAReport(Why.TOO_LARGE, limit=LARGEST_FILE_MB)
    try:
        return read_sheet(data)
    except UnreadableFile as error:
        if error.problem is FileProblem.TOO_LONG:
            raise NotAReport(Why.TOO_LONG, limit=MOST_ROWS) from error
        reasons = {FileProblem.TOO_LARGE: Why.TOO_LARGE, FileProblem.EMPTY: Why.EMPTY}
        raise NotAReport(reasons.get(error.problem, Why.NOT_A_TABLE), limit=LARGEST_FILE_MB) from error


def _times(reading: _Reading, below: Iterable[tuple[int, list[str]]]) -> Iterator[WrittenTime]:
    for _number, row in below:
        for column in ("joined", "left"):
            if written := read_time(reading.cell(row, column)):
                yield written


def _row(reading: _Reading, number: int, row: list[str]) -> ReportRow | None:
    name, email = reading.cell(row, "name"), reading.cell(row, "email").lower()
    for column in ("name", "email", "joined", "left", "minutes"):
        place = reading.columns.places.get(column, -1)
        if reading.sheet.odd.get((number, place)) in NO_VALUE:
            reading.wrong(number, column, Wrong.NOT_CALCULATED, reading.cell(row, column))
    if not name and not email:
        reading.wrong(number, "name", Wrong.NO_NAME)
        return None
    minutes = _minutes(reading, number, row)
    interval = _interval(reading, number, row, minutes)
    if interval is None and minutes is None and not any(problem.row == number for problem in reading.problems[-5:]):
        reading.wrong(number, "joined", Wrong.NO_TIME)
    return ReportRow(
        number=number,
        name=name[:LONGEST_NAME],
        email=email[:LONGEST_EMAIL],
        interval=interval,
        minutes=minutes,
        guest=reading.cell(row, "guest").casefold() in YES,
        in_waiting_room=reading.cell(row, "waiting").casefold() in YES,
        meeting_id=_digits(reading.cell(row, "meeting_id")),
    )


def _minutes(reading: _Reading, number: int, row: list[str]) -> int | None:
    text = reading.cell(row, "minutes")
    minutes = read_minutes(text)
    if text and minutes is None:
        reading.wrong(number, "minutes", Wrong.NOT_MINUTES, text)
    return minutes


def _interval(reading: _Reading, number: int, row: list[str], minutes: int | None) -> Interval | None:
    """From both times, or from one and the minutes."""
    joined, left = (_moment(reading, number, row, column) for column in ("joined", "left"))
    lasted = timedelta(minutes=minutes) if minutes is not None else None
    if joined and left and left < joined:
        left = _later(reading, row, joined, left)
    if joined and left is None and lasted is not None:
        left = joined + lasted
    if left and joined is None and lasted is not None:
        joined = left - lasted
    if joined is None or left is None:
        return None
    if left < joined:
        reading.wrong(number, "left", Wrong.ENDS_BEFORE, reading.cell(row, "left"))
        return None
    return Interval(joined, left)


def _later(reading: _Reading, row: list[str], joined: datetime, left: datetime) -> datetime:
    """A time before the join that can be one after it: past midnight where no day is written, or in the hour that comes twice."""
    written = read_time(reading.cell(row, "left"))
    if written and written.day is None and written.numbers is None:
        return left + timedelta(days=1)
    again = left.astimezone(reading.zone).replace(fold=1).astimezone(UTC)
    return again if again >= joined else left


def _moment(reading: _Reading, number: int, row: list[str], column: str) -> datetime | None:
    text = reading.cell(row, column)
    if not text:
        return None
    written = read_time(text)
    moment = instant_of(written, reading.order, reading.zone, reading.day) if written else None
    if moment is None:
        reading.wrong(number, column, Wrong.NOT_A_TIME, text)
    return moment
