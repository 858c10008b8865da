"""An empty roster to fill in: its columns, one example, and what each column takes."""

from __future__ import annotations

import csv
import io

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cohorts.enums import OrganizationType, Role, RoleLevel
from cohorts.roster.headers import COLUMNS
from cohorts.roster.problems import MOST_ROWS
from cohorts.roster.reading import EXAMPLE_EMAIL

# The columns somebody fills in; the others are written by an export.
FILLED_IN = [column for column in COLUMNS if column not in {"cohort", "status"}]


def explanations() -> dict[str, str]:
    """What each column takes, in words."""
    return {
        "email": _("Needed. People are known by it, whatever its case. Dots are not guessed away: a.b@ and ab@ are two people."),
        "name": _("First and last name. What people say of themselves once they have signed in is kept."),
        "organization": _("By its name. One that is new here needs its type."),
        "organization_type": _("One of the types. Once for each new organization is enough."),
        "team": _("By its name; it is opened where the cohort has none of this name. A team is of one organization."),
        "role": _("One of the roles; participant where the cell is empty."),
        "level": _("Where the person stands at work. Coordinators see it; peers don’t."),
        "title": _("What the person does at work, in your words."),
        "pronouns": _("As the person says them."),
        "language": _("In which the invitation is written."),
        "time_zone": _("Eastern, Central, Mountain, Pacific, or a name like America/Chicago. Empty: the browser will say."),
        "cohort": _("The address or title of a cohort, where it isn’t the one chosen on the page."),
        "status": _("Written by an export. Nobody is withdrawn, completed or brought back by a file."),
    }  # fmt: skip


def allowed_words() -> dict[str, list[str]]:
    """The columns that are chosen from a list, with the words of the pages."""
    return {
        "organization_type": [str(kind.label) for kind in OrganizationType],
        "role": [str(role.label) for role in Role],
        "level": [str(level.label) for level in RoleLevel],
        "language": [str(name) for _code, name in settings.LANGUAGES],
    }


def example() -> dict[str, str]:
    """A row as it may be; importing passes it over."""
    words = {column: allowed[0] for column, allowed in allowed_words().items()}
    return words | {
        "email": EXAMPLE_EMAIL,
        "name": _("Maria Example (write over this row)"),
        "organization": "Riverbend Community Health",
        "team": _("Riverbend team"),
        "role": str(Role.TEAM_LEAD.label),
        "title": _("Community health worker"),
        "pronouns": "she/her",
        "time_zone": "Eastern",
    }


def template_as_csv() -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([FILLED_IN, [example()[column] for column in FILLED_IN]])
    return text.getvalue().encode("utf-8-sig")


def template_as_xlsx() -> bytes:
    """A sheet to fill in, cells as text so that nothing becomes a date, lists to choose from, and a sheet that explains."""
    book = Workbook()
    people, explained = book.worksheets[0], book.create_sheet(_("Explanation"))
    people.title = _("People")
    people.append(FILLED_IN)
    people.append([example()[column] for column in FILLED_IN])
    people.freeze_panes = "A2"
    for number, column in enumerate(FILLED_IN, start=1):
        letter = get_column_letter(number)
        people[f"{letter}1"].font = Font(bold=True)
        people.column_dimensions[letter].width = 24
        people.column_dimensions[letter].number_format = "@"
        people[f"{letter}2"].number_format = "@"
        people[f"{letter}2"].font = Font(italic=True)
        if words := allowed_words().get(column):
            _choose_from(people, letter, words, book)
    _explain(explained)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _choose_from(people: Worksheet, letter: str, words: list[str], book: Workbook) -> None:
    """A list to choose from, in a hidden sheet of its own: some of the words hold commas or are long."""
    name = f"words_{letter}"
    words_sheet = book.create_sheet(name)
    words_sheet.sheet_state = "hidden"
    for word in words:
        words_sheet.append([word])
    choice = DataValidation(
        type="list", formula1=f"{name}!$A$1:$A${len(words)}", allow_blank=True, showErrorMessage=False
    )
    people.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{MOST_ROWS}")


def _explain(sheet: Worksheet) -> None:
    sheet.append([_("Column"), _("What it takes"), _("Words to choose from")])
    allowed = allowed_words()
    for column in FILLED_IN:
        sheet.append([column, explanations()[column], "\n".join(allowed.get(column, []))])
    for letter, width in (("A", 20), ("B", 70), ("C", 45)):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
