"""Spreadsheet files as tables of text: CSV in the encodings and with the separators that are met, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from cohorts.roster import problems
from cohorts.roster.cells import Oddity, cleaned, oddity_of
from cohorts.roster.headers import DEEPEST_HEADER, holds_headers
from cohorts.roster.problems import MOST_COLUMNS, FileProblem, UnreadableFile
from cohorts.roster.workbook import Layout, Workbook
from common.old_text import read_old_text

ZIP_SIGNATURE = b"PK\x03\x04"
# Excel before 2007, and workbooks with a password.
OLD_EXCEL_SIGNATURE = b"\xd0\xcf\x11\xe0"
OPEN_DOCUMENT_KIND = b"application/vnd.oasis.opendocument"
# By the first bytes of a file; the longer ones stand before those they begin with.
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ",;\t|"
# Within as many characters the headers stand.
FIRST_WORDS = 20_000
# The line by which Excel tells itself which separator a file has; it counts as none.
SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?\r?\n?', re.IGNORECASE)

Table = list[list[str]]


@dataclass
class Sheet:
    """A table of cleaned text; rows keep their place, blank ones stay as [].

    `odd` are cells of which a spreadsheet made something else, by row number and place in the row. `others` are sheets that
    weren't read, `hidden` the numbers of hidden rows, which are; `merged` says whether cells were merged downwards.
    """

    rows: Table
    odd: dict[tuple[int, int], Oddity] = field(default_factory=dict)
    name: str = ""
    others: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: bool = False


def is_xlsx(data: bytes) -> bool:
    """Whether the file says of itself that it is an archive, as XLSX files are."""
    return data.startswith(ZIP_SIGNATURE)


def read_sheet(data: bytes) -> Sheet:
    """The sheet that holds people. Raises `UnreadableFile`."""
    _refuse_other_kinds(data)
    if is_xlsx(data):
        book = Workbook(data)
        sheet = _limited(book.rows())
        sheet.name, sheet.others = book.name, book.others
        _lay_out(sheet, book.layout())
    else:
        sheet = _limited(_csv_rows(data))
    if not any(sheet.rows):
        raise UnreadableFile(FileProblem.EMPTY)
    return sheet


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(OLD_EXCEL_SIGNATURE):
        raise UnreadableFile(FileProblem.OLD_EXCEL)
    if is_xlsx(data) and OPEN_DOCUMENT_KIND in data[:200]:
        raise UnreadableFile(FileProblem.OPEN_DOCUMENT)


def _limited(rows: Iterable[Iterable[object]]) -> Sheet:
    """Cleaned rows; refuses one that stands too far down, while blank ones below the last (formatted in advance) pass."""
    sheet = Sheet([])
    table, blank = sheet.rows, 0
    for row in rows:
        values = list(islice(row, MOST_COLUMNS))
        cells = [cleaned(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blank += 1
            continue
        if len(table) + blank > problems.MOST_ROWS:
            raise UnreadableFile(FileProblem.TOO_LONG)
        table.extend([] for _ in range(blank))
        table.append(cells)
        blank = 0
        for place, value in enumerate(values):
            if value is not None and (odd := oddity_of(value)):
                sheet.odd[len(table), place] = odd
    return sheet


def _lay_out(sheet: Sheet, layout: Layout) -> None:
    """Cells merged downwards hold the same text, as the person saw it; a row with nothing else stays blank."""
    rows = sheet.rows
    sheet.hidden = sorted(number for number in layout.hidden if number <= len(rows) and rows[number - 1])
    steps = (
        (column - 1, top, number)
        for column, top, bottom in sorted(layout.merged)
        if top <= len(rows)
        for number in range(top + 1, min(bottom, len(rows)) + 1)
    )
    for place, top, number in islice(steps, problems.MOST_ROWS * 10):
        cells, first = rows[number - 1], rows[top - 1]
        if not cells or place >= len(first):
            continue
        cells.extend([""] * (place + 1 - len(cells)))
        if not cells[place]:
            cells[place] = first[place]
            sheet.merged = True


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    told = SEPARATOR_LINE.match(text)
    if told:
        text = text[told.end() :]
    separator = told[1] if told else _separator(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    except csv.Error as error:
        raise UnreadableFile(FileProblem.NOT_A_SPREADSHEET) from error


def _separator(text: str) -> str:
    """By which the headers come apart; where none do, the one that stands most often in the first line with text."""
    lines = [line for line in text[:FIRST_WORDS].splitlines()[:DEEPEST_HEADER] if line.strip()]
    for separator in SEPARATORS:
        if any(separator in line and holds_headers(next(csv.reader([line], delimiter=separator))) for line in lines):
            return separator
    return max(SEPARATORS, key=(lines or [""])[0].count)


def _decoded(data: bytes) -> str:
    """UTF-8 where it can be read as that, with or without a mark; UTF-16; else what Windows and Excel write, also on a Mac."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data:
        return _decoded_wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return read_old_text(data)


def _decoded_wide(data: bytes) -> str:
    """UTF-16 without a mark: of English and Spanish text every other byte is nothing."""
    start = data[:1000]
    for encoding, nothing in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(data) % 2 == 0 and nothing.count(0) * 10 >= len(nothing) * 9:
            return data.decode(encoding, errors="replace")
    raise UnreadableFile(FileProblem.NOT_A_SPREADSHEET)
