"""XLSX files as rows of values: which sheet, what was seen in its cells, and how they were laid out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

from cohorts.roster.cells import Uncalculated, cleaned
from cohorts.roster.headers import DEEPEST_HEADER, holds_headers
from cohorts.roster.problems import MOST_COLUMNS, MOST_UNPACKED, FileProblem, UnreadableFile

CHUNK = 1 << 18
LONGEST_TAG = 1 << 16
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\shidden=["'](?:1|true)["'][^>]*>""")
ROW_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\sref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")
# A list of people has no more; a file that says so is not worth the time.
MOST_MERGES = 10_000


@dataclass
class Layout:
    """What of a sheet stands beside its cells: hidden rows, and cells merged downwards as (column, first, last row)."""

    hidden: set[int] = field(default_factory=set)
    merged: set[tuple[int, int, int]] = field(default_factory=set)


class Workbook:
    """The sheet of a workbook that holds people: the first visible one with an e-mail column, else the first."""

    def __init__(self, data: bytes) -> None:
        _refuse_bombs(data)
        self._data = data
        book, paths = _opened(data, values=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
        if not visible:
            raise UnreadableFile(FileProblem.EMPTY)
        self._sheet = next((sheet for sheet in visible if _has_headers(sheet)), visible[0])
        self.name = self._sheet.title
        self.others = [sheet.title for sheet in visible if sheet is not self._sheet and _holds_text(sheet)]
        self._path = paths.get(self.name, "")

    def rows(self) -> Iterator[list[object]]:
        """Every row, formulas as what the person saw in the cell, where the file holds it."""
        shown: Iterator[tuple[object, ...]] | None = None
        for number, row in enumerate(_rows(self._sheet), start=1):
            if row.count(None) == len(row):
                # There may be a million of these, formatted in advance.
                if shown is not None:
                    next(shown)
                yield []
            elif any(_is_formula(value) for value in row):
                if shown is None:
                    book, _paths = _opened(self._data, values=True)
                    shown = _rows(book[self.name], start=number)
                yield [
                    (Uncalculated(_text(old)) if new is None else new) if _is_formula(old) else old
                    for old, new in zip(row, next(shown), strict=True)
                ]
            else:
                if shown is not None:
                    next(shown)
                yield list(row)

    def layout(self) -> Layout:
        """Read from the sheet's text in passing; the cells themselves don't tell."""
        found = Layout()
        if not self._path:
            return found
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive, archive.open(self._path) as sheet:
            rest = b""
            while chunk := sheet.read(CHUNK):
                text = rest + chunk
                for row in HIDDEN_ROW.finditer(text):
                    if number := ROW_NUMBER.search(row[0]):
                        found.hidden.add(int(number[1]))
                for merged in islice(MERGED.finditer(text), MOST_MERGES):
                    left, top, _right, bottom = range_boundaries(merged[1].decode())
                    if bottom > top and left <= MOST_COLUMNS and len(found.merged) < MOST_MERGES:
                        found.merged.add((left, top, bottom))
                # A tag that goes on in the next chunk.
                rest = text[text.rfind(b"<") :] if b"<" in text else b""
                rest = rest if len(rest) < LONGEST_TAG else b""
        return found


def _opened(data: bytes, *, values: bool) -> tuple[Any, dict[str, str]]:
    """The workbook, its formulas as their last result (`values`) or as their text, and where each sheet lies in it."""
    try:
        reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        reader.read()
        for sheet in reader.wb.worksheets:
            # Some programs write how large a sheet is, and are wrong: people below would be lost.
            sheet.reset_dimensions()
        return reader.wb, {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    # openpyxl passes on whatever the XML, the archive or a number in it made fail, each with its own class.
    except Exception as error:
        raise UnreadableFile(FileProblem.NOT_A_SPREADSHEET) from error


def _rows(sheet: Any, *, start: int = 1, end: int | None = None) -> Iterator[tuple[object, ...]]:
    rows = sheet.iter_rows(min_row=start, max_row=end, max_col=MOST_COLUMNS, values_only=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise UnreadableFile(FileProblem.NOT_A_SPREADSHEET) from error
        yield row


def _has_headers(sheet: Any) -> bool:
    return any(holds_headers([cleaned(value) for value in row]) for row in _rows(sheet, end=DEEPEST_HEADER))


def _holds_text(sheet: Any) -> bool:
    return any(value is not None for row in _rows(sheet, end=DEEPEST_HEADER) for value in row)


def _is_formula(value: object) -> bool:
    return isinstance(value, ArrayFormula) or (isinstance(value, str) and value.startswith("="))


def _text(value: object) -> str:
    return str(value.text if isinstance(value, ArrayFormula) else value)


def _refuse_bombs(data: bytes) -> None:
    """Sums what the archive says it unpacks to; Python's reader holds it to that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFile(FileProblem.NOT_A_SPREADSHEET) from error
    if unpacked > MOST_UNPACKED:
        raise UnreadableFile(FileProblem.TOO_LARGE)
