"""What can be wrong with a file as a whole, and how large it may be."""

from __future__ import annotations

from enum import Enum

MOST_ROWS = 10_000
MOST_COLUMNS = 60
# What an XLSX file may become when it is unpacked; 10,000 full rows are a tenth of it.
MOST_UNPACKED = 60_000_000


class FileProblem(Enum):
    """Why a file can't be read as a table."""

    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"


class UnreadableFile(Exception):
    """The file is no table; `problem` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem
