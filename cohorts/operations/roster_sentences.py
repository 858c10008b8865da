"""What is wrong with a roster, in sentences that say what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.enums import OrganizationType, Role, RoleLevel
from cohorts.roster.headers import nearest_column
from cohorts.roster.problems import MOST_ROWS, FileProblem, UnreadableFile
from cohorts.roster.reading import Problem, Roster, Wrong

# The columns of a roster in words.
LABELS = {
    "name": gettext_lazy("name"),
    "organization": gettext_lazy("organization"),
    "team": gettext_lazy("team"),
    "role": gettext_lazy("role"),
    "level": gettext_lazy("role level"),
    "title": gettext_lazy("role at work"),
    "pronouns": gettext_lazy("pronouns"),
    "language": gettext_lazy("language"),
    "time_zone": gettext_lazy("time zone"),
}
MOST_NUMBERS = 12
SENTENCES = {
    Wrong.MISSING: gettext_lazy("The e-mail address is missing."),
    Wrong.NOT_AN_EMAIL: gettext_lazy("“%(found)s” is not an e-mail address. One looks like name@example.org."),
    Wrong.MORE_THAN_AN_EMAIL: gettext_lazy("“%(found)s” is more than an e-mail address."),
    Wrong.MANY_EMAILS: gettext_lazy("“%(found)s” holds more than one e-mail address. Write one person a row."),
    Wrong.LOST_CHARACTER: gettext_lazy(
        "“%(found)s” has lost a character. Write it again, or save the file as “CSV UTF-8” or XLSX."
    ),
    Wrong.UNKNOWN_ROLE: gettext_lazy("“%(found)s” is not a role."),
    Wrong.UNKNOWN_TYPE: gettext_lazy("“%(found)s” is not a type of organization."),
    Wrong.UNKNOWN_LEVEL: gettext_lazy("“%(found)s” is not a role level."),
    Wrong.UNKNOWN_LANGUAGE: gettext_lazy("“%(found)s” is not a language of this portal."),
    Wrong.UNKNOWN_ZONE: gettext_lazy("“%(found)s” is not a time zone."),
    Wrong.TOO_LONG: gettext_lazy("“%(found)s …” is too long; there is room for %(limit)d characters."),
    Wrong.FORMULA_ERROR: gettext_lazy("“%(found)s” is a formula that failed. Write the text itself."),
    Wrong.NOT_CALCULATED: gettext_lazy(
        "“%(found)s” is a formula, and the file doesn’t hold its result. Copy the cell and paste it as a value."
    ),
    Wrong.DATE: gettext_lazy(
        "Your spreadsheet made a date of this, %(found)s. Format the cell as text and write it again."
    ),
    Wrong.TWICE: gettext_lazy("Row %(row)d has the same address. Keep one of the two rows."),
    Wrong.TWO_TEAMS: gettext_lazy(
        "Row %(row)d puts the same person into “%(meant)s”. A person is in one team of a cohort: keep one of the two rows."
    ),
    Wrong.OTHER_WORD: gettext_lazy("In row %(row)d the same person has “%(meant)s” here. Write the same in both."),
    Wrong.TEAM_WITHOUT_ORGANIZATION: gettext_lazy("A team is of one organization: write which one “%(meant)s” is of."),
    Wrong.TEAM_OF_ANOTHER: gettext_lazy(
        "In row %(row)d “%(found)s” is a team of %(meant)s. Give one of the two teams another name."
    ),
    Wrong.OTHER_TYPE: gettext_lazy("In row %(row)d the organization is a %(meant)s, here it is a %(found)s."),
}
# Of cells that are chosen from a list, the words of the list.
CHOICES: dict[Wrong, type[Role | OrganizationType | RoleLevel] | None] = {
    Wrong.UNKNOWN_ROLE: Role,
    Wrong.UNKNOWN_TYPE: OrganizationType,
    Wrong.UNKNOWN_LEVEL: RoleLevel,
    Wrong.UNKNOWN_LANGUAGE: None,
    Wrong.UNKNOWN_ZONE: None,
    Wrong.MORE_THAN_AN_EMAIL: None,
}


def about_cell(problem: Problem) -> str:
    """The sentence about one wrong cell."""
    facts: dict[str, Any] = {"found": problem.found, "meant": problem.meant, "row": problem.row, "limit": problem.limit}
    if problem.wrong is Wrong.OTHER_TYPE:
        facts |= {name: OrganizationType(facts[name]).label for name in ("found", "meant")}
    sentence = str(SENTENCES[problem.wrong]) % facts
    return f"{sentence} {_right(problem)}" if problem.wrong in CHOICES else sentence


def _right(problem: Problem) -> str:
    """What may be written in a cell that is chosen from a list."""
    words = CHOICES[problem.wrong]
    if words is not None:
        right = _one_of(words, problem.meant)
        if problem.wrong is Wrong.UNKNOWN_ROLE and not problem.meant:
            right += " " + _("If it is what they do at work, head the column “title”.")
        return right
    if problem.meant:
        return _("Is “%(meant)s” meant?") % {"meant": problem.meant}
    if problem.wrong is Wrong.UNKNOWN_ZONE:
        return _("Write Eastern, Central, Mountain or Pacific, or a name like America/Chicago.")
    languages = get_text_list([f"“{name}”" for _code, name in settings.LANGUAGES], _("or"))
    return _("Write %(words)s.") % {"words": languages}


def about_file(refusal: UnreadableFile) -> str:
    """Why a file can't be read at all."""
    match refusal.problem:
        case FileProblem.EMPTY:
            return _("The file is empty. The first row must hold the headers, “email” among them.")
        case FileProblem.TOO_LONG:
            return ngettext(
                "The file has more than %(rows)d row. Split it.", "The file has more than %(rows)d rows. Split it.", MOST_ROWS
            ) % {"rows": MOST_ROWS}  # fmt: skip
        case FileProblem.TOO_LARGE:
            return _("The file unpacks to more than a list of people needs. Save the one sheet in a file of its own.")
        case FileProblem.NOT_A_SPREADSHEET:
            return _("This is not a CSV or XLSX file. In your spreadsheet choose “Save as”, then one of the two.")
        case FileProblem.OLD_EXCEL:
            return _(
                "This is a workbook of an old Excel, or one with a password. Choose “Save as”, “Excel workbook (.xlsx)”, "
                "without a password."
            )
        case FileProblem.OPEN_DOCUMENT:
            return _("This is an OpenDocument spreadsheet. Choose “Save as”, then “Excel 2007–365 (.xlsx)”.")


def about_reading(roster: Roster) -> list[str]:
    """What to know of how the file was read: sheets and columns that weren't, rows that were though they are hidden."""
    sheet, notes = roster.sheet, []
    if sheet.others:
        others = ", ".join(f"“{name}”" for name in sheet.others)
        notes.append(_("Read: the sheet “%(name)s”. Not read: %(others)s.") % {"name": sheet.name, "others": others})
    if roster.unread:
        columns = ", ".join(_header(written) for written in roster.unread)
        notes.append(_("Not read: %(columns)s.") % {"columns": columns})
    if roster.beyond:
        text = ngettext(
            "Row %(rows)s has text in a column without a header, which is not read. Has a comma moved its cells?",
            "Rows %(rows)s have text in a column without a header, which is not read. Has a comma moved their cells?",
            len(roster.beyond),
        )
        notes.append(text % {"rows": row_numbers(roster.beyond)})
    if hidden := sorted(set(sheet.hidden) & {row.number for row in roster.rows}):
        text = ngettext(
            "Row %(rows)s is hidden in the spreadsheet, and is read like the others.",
            "Rows %(rows)s are hidden in the spreadsheet, and are read like the others.",
            len(hidden),
        )
        notes.append(text % {"rows": row_numbers(hidden)})
    if sheet.merged:
        notes.append(_("What stands in merged cells is read for each of their rows."))
    return notes


def row_numbers(numbers: Iterable[int]) -> str:
    """Some numbers of rows; of many the first ones."""
    known = list(numbers)
    shown = ", ".join(str(number) for number in known[:MOST_NUMBERS])
    return shown if len(known) <= MOST_NUMBERS else f"{shown} …"


def _header(written: str) -> str:
    """A header nobody asked for, with the one that may be meant."""
    if meant := nearest_column(written):
        return _("“%(header)s” (is “%(meant)s” meant?)") % {"header": written[:60], "meant": meant}
    return f"“{written[:60]}”"


def organization_types(meant: str = "") -> str:
    """The types an organization may have, or the one that was probably meant."""
    return _one_of(OrganizationType, meant)


def _one_of(words: type[Role | OrganizationType | RoleLevel], meant: str) -> str:
    if meant:
        return _("Is “%(word)s” meant?") % {"word": words(meant).label}
    labels = [f"“{word.label}”" for word in words]
    return _("Write %(words)s.") % {"words": get_text_list(labels, _("or"))}
