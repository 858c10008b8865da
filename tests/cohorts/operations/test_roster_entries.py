from __future__ import annotations

import pytest

from cohorts.operations.roster_plan import plan_roster
from cohorts.operations.roster_words import roster_words
from cohorts.roster.files import read_sheet
from cohorts.roster.reading import Problem, Wrong, read_roster
from tests.factories.cohorts import CohortFactory

pytestmark = pytest.mark.django_db


def test_a_wrong_cell_is_named_as_the_spreadsheet_names_it():
    sheet = read_sheet(b"First name,Last name,E-Mail Address,Org.\nAna,Ruiz,ana@example,Riverbend\n")
    roster = read_roster(sheet, roster_words())
    roster.rows[0].problems.append(Problem("name", Wrong.LOST_CHARACTER, "Ana"))
    (entry,) = plan_roster(roster, cohort=CohortFactory()).entries
    assert [cell for cell, _text in entry.wrong_cells] == ["C2, E-Mail Address", "A2, First name", "organization_type"]
