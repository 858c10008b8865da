from __future__ import annotations

from cohorts.roster.comparing import bare_address, compare_rows, look_alikes
from cohorts.roster.reading import EXAMPLE_EMAIL, Problem, RosterRow, Wrong


def compared(*rows):
    """Problems by row number; a row is (email, cohort, organization, team) and more by name."""
    numbered = [RosterRow(number, **row) for number, row in enumerate(rows, start=2)]
    found = compare_rows(numbered, lambda row: row.cohort)
    return [(number, problem) for number, problems in found.items() for problem in problems]


def test_the_same_person_twice_in_a_cohort():
    assert compared(
        {"email": "a@example.org"}, {"email": "a@example.org"}, {"email": "a@example.org", "cohort": "other"}
    ) == [(3, Problem("email", Wrong.TWICE, "a@example.org", row=2))]


def test_two_that_have_no_address_are_not_one_person():
    rows = [RosterRow(number, email="none", problems=[Problem("email", Wrong.NOT_AN_EMAIL)]) for number in (2, 3)]
    assert {number: found for number, found in compare_rows(rows, lambda row: row.cohort).items() if found} == {}


def test_two_teams_for_one_person():
    east, west = ({"email": "a@example.org", "organization": "R", "team": team} for team in ("East", "West"))
    assert compared(east, west) == [(3, Problem("team", Wrong.TWO_TEAMS, "West", meant="East", row=2))]


def test_a_person_in_two_cohorts_is_described_once():
    here = {"email": "a@example.org", "name": "Ana", "title": "Nurse"}
    there = {"email": "a@example.org", "name": "Anna", "title": "", "cohort": "other"}
    assert compared(here, there) == [(3, Problem("name", Wrong.OTHER_WORD, "Anna", meant="Ana", row=2))]


def test_a_team_is_of_one_organization():
    assert compared(
        {"email": "b@example.org", "organization": "Riverbend", "team": "East"},
        {"email": "c@example.org", "organization": "RIVERBEND", "team": "east"},
        {"email": "d@example.org", "organization": "Hillside", "team": "EAST"},
        {"email": "e@example.org", "organization": "Hillside", "team": "EAST", "cohort": "other"},
    ) == [(4, Problem("team", Wrong.TEAM_OF_ANOTHER, "EAST", meant="Riverbend", row=2))]


def test_the_templates_example_contradicts_nobody():
    example = {"email": EXAMPLE_EMAIL, "organization": "Riverbend", "team": "East"}
    assert compared(example, {"email": "a@example.org", "organization": "Hillside", "team": "East"}) == []


def test_addresses_without_what_some_providers_ignore():
    assert bare_address("ana.ruiz+cop@gmail.com") == bare_address("anaruiz@googlemail.com") == "anaruiz@gmail.com"
    assert bare_address("ana@ex.ample.org") == "ana@ex.ample.org"


def test_addresses_that_look_alike_in_the_file_and_beside_those_known():
    emails = ["ana.ruiz@example.org", "bo@example.org", "anaruiz@example.org", "bo+cop@example.org", "cy@example.org"]
    rows = [RosterRow(number, email=email) for number, email in enumerate(emails, start=2)]
    assert look_alikes(rows, ["c.y@example.org", "bo@example.com"]) == {
        4: [("ana.ruiz@example.org", 2)],
        5: [("bo@example.org", 3)],
        6: [("c.y@example.org", 0)],
    }
