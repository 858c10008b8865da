"""A roster as people write it, for the tests of planning and importing."""

from __future__ import annotations

from textwrap import dedent

from cohorts.operations.roster_words import roster_words
from cohorts.roster.files import read_sheet
from cohorts.roster.reading import Roster, read_roster


def roster(text: str) -> Roster:
    """The roster of a CSV file; blanks around the cells don't matter."""
    return read_roster(read_sheet(dedent(text).strip().encode()), roster_words())
