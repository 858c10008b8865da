"""What can be wrong with a participants report, as sentences for whoever brought it.

A page translates: `gettext(problem.sentence) % problem.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from common.marked import gettext_noop


class Wrong(Enum):
    """What can be wrong with one cell; the value is the sentence."""

    NO_NAME = gettext_noop("Row %(row)s names nobody. It is left out.")
    NOT_A_TIME = gettext_noop("Row %(row)s, %(column)s: “%(found)s” is no time we can read.")
    NOT_MINUTES = gettext_noop("Row %(row)s, %(column)s: “%(found)s” is no number of minutes.")
    ENDS_BEFORE = gettext_noop("Row %(row)s, %(column)s: “%(found)s” is before the person joined.")
    NO_TIME = gettext_noop("Row %(row)s says neither when nor how long. The person is listed without minutes.")
    NOT_CALCULATED = gettext_noop("Row %(row)s, %(column)s: “%(found)s” is a formula, not a value.")


@dataclass(frozen=True)
class Problem:
    """A wrong cell. `row` is counted as a spreadsheet does, `column` is the file's own header, `found` what stands there."""

    row: int
    column: str
    wrong: Wrong
    found: str = ""

    @property
    def sentence(self) -> str:
        """To be translated, then filled with `facts`."""
        return str(self.wrong.value)

    @property
    def facts(self) -> Mapping[str, str | int]:
        """What the sentence is filled with."""
        return {"row": self.row, "column": self.column, "found": self.found}

    def __str__(self) -> str:
        return self.sentence % self.facts


class Why(Enum):
    """Why a file as a whole is no report; the value is the sentence."""

    NOT_A_TABLE = gettext_noop("This file can't be read as a table. Download the report from Zoom again, as CSV.")
    TOO_LARGE = gettext_noop(
        "This file is larger than %(limit)s MB. A report of one meeting is smaller: is it the right file?"
    )
    TOO_LONG = gettext_noop(
        "This file has more than %(limit)s rows. A report of one meeting has fewer: is it the right file?"
    )
    EMPTY = gettext_noop("This file is empty. Download the report from Zoom again.")
    MISSING_COLUMNS = gettext_noop(
        "This is no participants report: the columns %(missing)s are missing. The file has: %(found)s. "
        "In Zoom, open Reports, then Usage, click the number of participants, and export."
    )
    WEBINAR = gettext_noop("This is a webinar's report. The portal reads the participants report of a meeting.")
    NOBODY = gettext_noop("There is nobody in this report. Zoom lists nobody where only one person was in the meeting.")


class NotAReport(Exception):
    """The file is not taken; nothing was changed by it. `why.value` is the sentence, `facts` fill it."""

    def __init__(self, why: Why, **facts: str | int) -> None:
        super().__init__(why.name)
        self.why = why
        self.facts = facts

    def __str__(self) -> str:
        return str(self.why.value) % self.facts
