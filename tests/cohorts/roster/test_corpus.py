"""Spreadsheets made elsewhere: whatever wrote them, the same people stand in them."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl
import pytest

from cohorts.roster import problems
from cohorts.roster.cells import Oddity, cleaned, harmless
from cohorts.roster.files import read_sheet
from cohorts.roster.problems import UnreadableFile
from cohorts.roster.reading import Problem, Words, Wrong, read_roster
from tests.cohorts.roster.spreadsheets import WESTERN_WRITERS, WRITERS, archive, as_csv, worksheet

HEADERS = ["Email address", "Full name", "Organisation", "Type", "Team", "Role", "Pronouns"]
PEOPLE = [
    ["ana@example.org", "Ána Núñez-O’Brien", "Río Grande, “East”", "CHC", "Team 1", "Team lead", "ella"],
    ["bo@example.org", 'Bo "the" Lee; MPH', "Río Grande, “East”", "", "Team 1", "", "he/him"],
    [],
    ["cy@example.org", "=cmd|' /C calc'!A0", "A|B\tC", "CHC", "+1", "@x", "-"],
    ["di@example.org", "Two\nlines", "", "", "", "", ""],
]
WORDS = Words(
    roles={"teamlead": "team_lead", "observer": "observer"},
    organization_types={"chc": "health_center"},
    is_email=lambda text: "@" in text,
)


def trimmed(rows):
    """Rows as they are read: cells on one line, nothing after the last that holds something."""
    found = []
    for row in rows:
        cells = [cleaned(text) for text in row]
        while cells and not cells[-1]:
            cells.pop()
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return found


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_the_same_people_whatever_wrote_the_file(writer):
    sheet = read_sheet(writer([HEADERS, *PEOPLE]))
    assert sheet.rows == trimmed([HEADERS, *PEOPLE])
    assert (sheet.odd, sheet.hidden, sheet.merged, sheet.others) == ({}, [], False, [])


@pytest.mark.parametrize("writer", WESTERN_WRITERS.values(), ids=WESTERN_WRITERS)
def test_windows_letters(writer):
    assert read_sheet(writer([HEADERS, *PEOPLE])).rows == trimmed([HEADERS, *PEOPLE])


SAMPLES = [
    *"abcXYZ019 .,;:|/\\'\"()[]{}<>&%$#=+-@!?*_~`^",
    *("\t", "\n", "\r\n", "  ", "\u00a0", "\u200b", "\u200d", "\ufeff", "\u202e", "\x0b", "\x1c", "\x00", "\x7f", "\x85"),
    *("é", "ñ", "ü", "ß", "’", "“", "–", "漢", "字", "ع", "ר", "👩🏽‍⚕️", "\uff1d", "\uffff", "#N/A", "=1+1", "sep=;"),
]  # fmt: skip


def any_text(chance):
    return "".join(chance.choice(SAMPLES) for _ in range(chance.randrange(12)))


@pytest.mark.parametrize("seed", range(200))
def test_what_is_written_guarded_is_read_as_it_was(seed):
    chance = random.Random(seed)
    texts = [any_text(chance) for _ in range(40)]
    written = [harmless(text) for text in texts]
    assert [text for text in written if text.startswith(("=", "+", "-", "@", "\uff1d"))] == []
    assert [cleaned(text) for text in written] == [cleaned(text) for text in texts]
    # A number of its own keeps rows from being blank, or ending early.
    rows = [["email", "name", "x"], *([f"a{n}@example.org", text, "."] for n, text in enumerate(written))]
    wanted = [["email", "name", "x"], *([f"a{n}@example.org", cleaned(text), "."] for n, text in enumerate(texts))]
    for data in (as_csv(rows).encode("utf-8-sig"), by_openpyxl(rows)):
        sheet = read_sheet(data)
        assert sheet.rows == wanted
        assert sheet.odd == {}


@pytest.mark.parametrize("seed", range(100))
def test_broken_files_are_refused_or_read_and_nothing_else(seed):
    """Bytes changed, cut off and doubled, as disks, mail servers and text editors do it."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(list(WRITERS.values()))([HEADERS, *PEOPLE]))
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(data))
        deed = chance.randrange(3)
        if deed == 0:
            data[place] = chance.randrange(256)
        elif deed == 1:
            del data[place : place + chance.randrange(1, 200)]
        else:
            data[place:place] = data[place : place + 50]
    with suppress(UnreadableFile):
        read_roster(read_sheet(bytes(data)), WORDS)


def by_openpyxl(rows, change=lambda book: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_sheet_with_people_is_found_and_the_others_are_named():
    def change(book):
        book.worksheets[0].title = "Read me"
        people = book.create_sheet("Roster")
        people.append(["E-mail", "Name"])
        people.append(["ana@example.org", "Ana"])
        book.create_sheet("Empty")
        book.create_sheet("Lists").sheet_state = "hidden"

    sheet = read_sheet(by_openpyxl([["How to fill this in"], ["Write people in the other sheet"]], change))
    assert (sheet.name, sheet.others) == ("Roster", ["Read me"])
    assert sheet.rows == [["E-mail", "Name"], ["ana@example.org", "Ana"]]


def test_a_hidden_sheet_is_read_only_where_there_is_no_other():
    row = '<row r="1"><c r="A1" t="str"><v>email</v></c></row><row r="2"><c r="A2" t="str"><v>{}</v></c></row>'
    sheets = {name: worksheet(row.format(f"{name}@example.org")) for name in ("hidden", "shown")}
    assert read_sheet(archive(sheets, hidden=("hidden",))).rows[1] == ["shown@example.org"]


def test_hidden_rows_are_read_and_named():
    def change(book):
        book.worksheets[0].row_dimensions[3].hidden = True

    sheet = read_sheet(by_openpyxl([["email"], ["a@example.org"], ["b@example.org"], ["c@example.org"]], change))
    assert (len(sheet.rows), sheet.hidden) == (4, [3])


def test_cells_merged_downwards_hold_for_each_row_and_others_do_not():
    rows = [
        ["Our people", None, None],
        ["email", "organization", "team"],
        ["a@example.org", "Riverbend", "East"],
        ["b@example.org", None, None],
        [None, None, None],
        ["c@example.org", None, "West"],
        ["d@example.org", None, None],
    ]

    def change(book):
        for cells in ("A1:C1", "B3:B6", "C3:C5"):
            book.worksheets[0].merge_cells(cells)

    sheet = read_sheet(by_openpyxl(rows, change))
    assert sheet.merged
    assert sheet.rows == [
        ["Our people"],
        ["email", "organization", "team"],
        ["a@example.org", "Riverbend", "East"],
        ["b@example.org", "Riverbend", "East"],
        [],
        ["c@example.org", "Riverbend", "West"],
        ["d@example.org"],
    ]
    assert [row.number for row in read_roster(sheet, WORDS).rows] == [3, 4, 6, 7]


def test_what_a_spreadsheet_made_of_a_cell_is_wrong_where_it_is_read():
    rows = [
        ["email", "name", "team", "organization", "title", "Joined on"],
        [
            "a@example.org",
            "=B9",
            datetime.combine(date(2026, 3, 5), time.min),
            "Riverbend",
            date(2026, 3, 5),
            date(2026, 1, 2),
        ],
        ["b@example.org", "#N/A", 7, "Riverbend", 3.5, "#REF!"],
    ]
    sheet = read_sheet(by_openpyxl(rows))
    assert sheet.odd == {
        (2, 1): Oddity.NOT_CALCULATED,
        (2, 2): Oddity.DATE,
        (2, 4): Oddity.DATE,
        (2, 5): Oddity.DATE,
        (3, 1): Oddity.ERROR,
        (3, 5): Oddity.ERROR,
    }
    first, second = read_roster(sheet, WORDS).rows
    assert first.problems == [
        Problem("name", Wrong.NOT_CALCULATED, "=B9"),
        Problem("team", Wrong.DATE, "2026-03-05"),
        Problem("title", Wrong.DATE, "2026-03-05"),
    ]
    assert second.problems == [Problem("name", Wrong.FORMULA_ERROR, "#N/A")]
    assert (second.team, second.title) == ("7", "3.5")


def test_a_formula_is_what_it_shows_also_where_it_shows_nothing_odd():
    cells = '<c r="A2" t="str"><f>LOWER("A@EXAMPLE.ORG")</f><v>a@example.org</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    headers = '<c r="A1" t="str"><v>email</v></c><c r="B1" t="str"><v>name</v></c>'
    sheet = read_sheet(archive({"S": worksheet(f'<row r="1">{headers}</row><row r="2">{cells}</row>')}))
    assert sheet.rows == [["email", "name"], ["a@example.org", "#DIV/0!"]]
    assert sheet.odd == {(2, 1): Oddity.ERROR}


def test_headers_below_a_title():
    for data in (b"Our roster; 2026\n\nemail;name\na@example.org;Ana\n", b"Roster\n\n\ncorreo\n"):
        roster = read_roster(read_sheet(data), WORDS)
        assert (roster.missing, roster.unread) == ([], [])
    assert [row.number for row in read_roster(read_sheet(b"Our roster\n\nemail\na@b.org\n"), WORDS).rows] == [4]


def test_entities_are_not_expanded_without_end():
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>'
    with pytest.raises(UnreadableFile):
        read_sheet(archive({"S": bomb + worksheet(row)}))


def test_a_sheet_that_is_said_to_be_merged_everywhere_takes_no_time(monkeypatch):
    monkeypatch.setattr(problems, "MOST_ROWS", 50)
    merges = "".join(f'<mergeCell ref="A1:A{n}"/>' for n in range(2, 20_000))
    rows = "".join(f'<row r="{n}"><c r="B{n}" t="str"><v>x</v></c></row>' for n in range(1, 50))
    sheet = worksheet(rows, after=f"<mergeCells>{merges}</mergeCells>")
    assert len(read_sheet(archive({"S": sheet})).rows) == 49
