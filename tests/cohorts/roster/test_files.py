from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from cohorts.roster import problems
from cohorts.roster.files import read_sheet
from cohorts.roster.problems import FileProblem, UnreadableFile


def xlsx(rows, *, extra_sheet=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if extra_sheet is not None:
        book.create_sheet("Notes").append(extra_sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_table(data):
    return read_sheet(data).rows


def problem_of(data):
    with pytest.raises(UnreadableFile) as refusal:
        read_table(data)
    return refusal.value.problem


TABLE = [["email", "name"], ["jose@example.org", "José Núñez"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_of_every_kind_is_the_same_table(encoding, separator, line_end):
    text = line_end.join(separator.join(row) for row in TABLE)
    assert read_table(text.encode(encoding)) == TABLE


def test_quotes_line_breaks_and_blank_lines_in_csv():
    data = 'email,organization\r\n\r\na@example.org,"Riverbend, ""East""\nCampus"\r\n,\r\n\r\n'
    assert read_table(data.encode()) == [["email", "organization"], [], ["a@example.org", 'Riverbend, "East" Campus']]


def test_xlsx_is_read_from_its_first_sheet():
    assert read_table(xlsx([*TABLE, [None, None], ["b@example.org", 7]], extra_sheet=["not this"])) == [
        *TABLE,
        [],
        ["b@example.org", "7"],
    ]


def test_a_formula_without_a_kept_result_is_its_own_text():
    book = openpyxl.Workbook()
    book.active.append(["email", "name"])
    book.active.append(["a@example.org", "=1+1"])
    book.active["C2"] = ArrayFormula("C2", "=SUM(A1:A2)")
    stream = io.BytesIO()
    book.save(stream)
    assert read_table(stream.getvalue()) == [["email", "name"], ["a@example.org", "=1+1", "=SUM(A1:A2)"]]


def test_a_formula_with_a_kept_result_is_what_the_person_saw():
    data = xlsx(
        [["email", "name"], ["a@example.org", "before"], ["b@example.org", '=A2&"x"'], ["c@example.org", "after"]]
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                assert content.count(b"</f><v />") + content.count(b"</f><v></v>") + content.count(b"</f><v/>") == 1
                for empty in (b"</f><v />", b"</f><v></v>", b"</f><v/>"):
                    content = content.replace(empty, b"</f><v>Shown Name</v>")
                content = content.replace(b'<c r="B3">', b'<c r="B3" t="str">')
            new.writestr(member, content)
    assert read_table(changed.getvalue())[1:] == [
        ["a@example.org", "before"],
        ["b@example.org", "Shown Name"],
        ["c@example.org", "after"],
    ]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b",,\n", "\ufeff".encode()])
def test_an_empty_file_says_so(data):
    assert problem_of(data) is FileProblem.EMPTY


def test_an_empty_workbook_says_so():
    assert problem_of(xlsx([])) is FileProblem.EMPTY


@pytest.mark.parametrize("data", [b"PK\x03\x04 not an archive", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_another_kind_of_file_says_so(data):
    assert problem_of(data) is FileProblem.NOT_A_SPREADSHEET


def test_an_old_or_locked_workbook_says_so():
    assert problem_of(b"\xd0\xcf\x11\xe0\x00old excel") is FileProblem.OLD_EXCEL


def test_an_open_document_says_so():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert problem_of(stream.getvalue()) is FileProblem.OPEN_DOCUMENT


def test_an_archive_that_is_no_workbook_says_so():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert problem_of(stream.getvalue()) is FileProblem.NOT_A_SPREADSHEET


def test_broken_xml_in_a_sheet_says_so():
    data, changed = xlsx(TABLE), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, content[:-40] if member.filename == "xl/worksheets/sheet1.xml" else content)
    assert problem_of(changed.getvalue()) is FileProblem.NOT_A_SPREADSHEET


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (problems.MOST_UNPACKED + 1))
    assert len(stream.getvalue()) < 200_000
    assert problem_of(stream.getvalue()) is FileProblem.TOO_LARGE


def test_a_row_too_many_is_refused_and_blank_ones_are_not_counted(monkeypatch):
    monkeypatch.setattr(problems, "MOST_ROWS", 3)
    assert len(read_table(b"email\na\nb\nc\n" + b"\n" * 50)) == 4
    assert problem_of(b"email\na\nb\nc\nd\n") is FileProblem.TOO_LONG
    assert problem_of(b"email\n\n\n\nd\n") is FileProblem.TOO_LONG


def test_columns_beyond_the_limit_are_not_read():
    assert len(read_table((",".join(["x"] * 200)).encode())[0]) == problems.MOST_COLUMNS
