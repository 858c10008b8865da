"""Files as spreadsheet programs write them, made by hand: what each does differently, and nothing else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
KINDS = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/>'
)
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Rows = list[list[str]]


def archive(sheets: dict[str, str], *, strings: list[str] | None = None, hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook of these sheets (their XML by name) and shared strings (their XML)."""
    names = list(enumerate(sheets, start=1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{"hidden" if name in hidden else "visible"}" r:id="rId{n}"/>'
        for n, name in names
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _name in names
    )
    shared = f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{KINDS}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}{shared}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(strings or [])}</sst>',
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in names}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for path, content in parts.items():
            book.writestr(path, DECLARED + content)
    return stream.getvalue()


def worksheet(rows: str, *, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def _sheet_of(rows: Rows, cell: Callable[[str, str], str], *, row_facts: str = "") -> str:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(cell(f"{get_column_letter(n)}{number}", text) for n, text in enumerate(row, start=1) if text)
        lines.append(f'<row r="{number}"{row_facts}>{cells}</row>')
    return "".join(lines)


def excel(rows: Rows) -> bytes:
    """Shared strings, some in runs of their own font; a dimension that is wrong, widths, a blank row far down."""
    strings: list[str] = []

    def cell(place: str, text: str) -> str:
        half = len(text) // 2
        runs = "".join(f'<r><t xml:space="preserve">{escape(part)}</t></r>' for part in (text[:half], text[half:]))
        strings.append(
            f"<si>{runs}</si>" if len(strings) % 2 else f'<si><t xml:space="preserve">{escape(text)}</t></si>'
        )
        return f'<c r="{place}" t="s"><v>{len(strings) - 1}</v></c>'

    lines = _sheet_of(rows, cell, row_facts=' spans="1:8"')
    blank = f'<row r="{len(rows) + 400}"><c r="A{len(rows) + 400}"/></row>'
    sheet = worksheet(lines + blank, before='<dimension ref="A1:H3"/><cols><col min="1" max="1" width="30"/></cols>')
    return archive({"Sheet1": sheet}, strings=strings)


def libreoffice(rows: Rows) -> bytes:
    """Every cell of a row is there, the empty ones too; rows tell their height, and that they aren't hidden."""

    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

    facts = ' customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0"'
    return archive({"Tabelle1": worksheet(_sheet_of(rows, cell, row_facts=facts))})


def google(rows: Rows) -> bytes:
    """A thousand blank rows, texts as results of no formula."""

    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" s="0" t="str"><v>{escape(text)}</v></c>'

    blank = "".join(f'<row r="{n}" ht="15.75"/>' for n in range(len(rows) + 1, 1000))
    return archive({"Form Responses 1": worksheet(_sheet_of(rows, cell) + blank)})


def as_csv(rows: Rows, *, separator: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue()


WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "Excel, XLSX": excel,
    "LibreOffice, XLSX": libreoffice,
    "Google Sheets, XLSX": google,
    "Excel, CSV UTF-8": lambda rows: as_csv(rows).encode("utf-8-sig"),
    "Excel in Spanish, CSV UTF-8": lambda rows: as_csv(rows, separator=";").encode("utf-8-sig"),
    "Excel, Unicode text": lambda rows: as_csv(rows, separator="\t").encode("utf-16"),
    "Excel, told its separator": lambda rows: ("sep=;\r\n" + as_csv(rows, separator=";")).encode("utf-8"),
    "Excel for Mac, CSV": lambda rows: as_csv(rows, end="\r", quoting=csv.QUOTE_ALL).encode("utf-8"),
    "Google Sheets, CSV": lambda rows: as_csv(rows).encode().removesuffix(b"\r\n"),
    "LibreOffice, CSV": lambda rows: as_csv(rows, end="\n", quoting=csv.QUOTE_ALL).encode(),
    "a script, bars": lambda rows: as_csv(rows, separator="|", end="\n").encode(),
    "a script, UTF-16 without a mark": lambda rows: as_csv(rows).encode("utf-16-le"),
}
# These hold the letters of Western Europe only.
WESTERN_WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "Excel, CSV": lambda rows: as_csv(rows).encode("cp1252"),
    "Excel in Spanish, CSV": lambda rows: as_csv(rows, separator=";").encode("cp1252"),
}
