from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

from cohorts.roster.files import Sheet
from cohorts.roster.headers import COLUMNS, folded
from cohorts.roster.reading import Problem, Words, Wrong, read_roster

WORDS = Words(
    roles={"participant": "participant", "teamlead": "team_lead", "lead": "team_lead", "observer": "observer"},
    organization_types={"healthcenter": "health_center", "communityhealthcenter": "health_center", "pca": "pca"},
    is_email=lambda text: "@" in text and " " not in text,
)


def read(*rows):
    return read_roster(Sheet([list(row) for row in rows]), WORDS)


def problems_of(roster):
    return [(row.number, problem) for row in roster.rows for problem in row.problems]


def test_a_row_is_read_by_its_headers():
    roster = read(
        ("Team", "E-Mail Address", "Full name", "Organisation", "Type", "Role", "Job title", "Pronouns", "Cohort"),
        ("East", "Ana@Example.ORG", "Ana Ruiz", "Riverbend", "Community health center", "Team Lead", "Nurse", "she/her",
         "forum-2026"),
    )  # fmt: skip
    (row,) = roster.rows
    assert row.problems == []
    assert (row.number, row.email, row.name, row.organization, row.organization_type, row.team, row.role) == (
        2, "ana@example.org", "Ana Ruiz", "Riverbend", "health_center", "East", "team_lead",
    )  # fmt: skip
    assert (row.title, row.pronouns, row.cohort) == ("Nurse", "she/her", "forum-2026")
    assert (roster.unread, roster.missing, roster.twice) == ([], [], [])


def test_first_and_last_names_are_put_together():
    roster = read(("email", "First name", "Surname"), ("a@example.org", "Ana", "Ruiz"), ("b@example.org", "", "Bo"))
    assert [row.name for row in roster.rows] == ["Ana Ruiz", "Bo"]


def test_a_name_beside_a_last_name_is_the_first_one_unless_it_holds_both():
    roster = read(
        ("email", "Nombre", "Apellidos"), ("a@example.org", "Ana", "Ruiz"), ("b@example.org", "Bo Lee", "Lee")
    )
    assert [row.name for row in roster.rows] == ["Ana Ruiz", "Bo Lee"]


def test_short_and_blank_rows_keep_the_numbers_of_the_spreadsheet():
    roster = read(("email", "name", "role"), ("a@example.org",), (), ("b@example.org", "B", "observer"))
    assert [(row.number, row.role) for row in roster.rows] == [(2, ""), (4, "observer")]


def test_what_is_wrong_with_the_header():
    roster = read(("name", "Phone", "", "Full name"), ("Ana", "555"))
    assert (roster.missing, roster.unread, roster.twice) == (["email"], ["Phone"], ["Full name"])


def test_wrong_cells_say_what_stands_there_and_what_is_near():
    roster = read(
        ("email", "role", "organization type"),
        ("", "observer", ""),
        ("no address", "observr", "hospital"),
        ("a@example.org", "chief", "health centre"),
    )
    assert problems_of(roster) == [
        (2, Problem("email", Wrong.MISSING)),
        (3, Problem("email", Wrong.NOT_AN_EMAIL, "no address")),
        (3, Problem("role", Wrong.UNKNOWN_ROLE, "observr", meant="observer")),
        (3, Problem("organization_type", Wrong.UNKNOWN_TYPE, "hospital")),
        (4, Problem("role", Wrong.UNKNOWN_ROLE, "chief")),
        (4, Problem("organization_type", Wrong.UNKNOWN_TYPE, "health centre", meant="health_center")),
    ]


def test_a_text_that_is_too_long():
    assert problems_of(read(("email", "name"), ("a@example.org", "x" * 121))) == [
        (2, Problem("name", Wrong.TOO_LONG, "x" * 60, limit=120))
    ]


def test_a_team_needs_an_organization():
    assert problems_of(read(("email", "team"), ("a@example.org", "East"))) == [
        (2, Problem("organization", Wrong.TEAM_WITHOUT_ORGANIZATION, meant="East"))
    ]


def test_an_organization_has_one_type():
    roster = read(
        ("email", "organization", "organization_type"),
        ("a@example.org", "Riverbend", "pca"),
        ("b@example.org", "riverbend", ""),
        ("c@example.org", "Riverbend", "health center"),
    )
    assert roster.types == {"riverbend": "pca"}
    assert problems_of(roster) == [
        (4, Problem("organization_type", Wrong.OTHER_TYPE, "health_center", meant="pca", row=2))
    ]


def test_folding():
    assert folded(" E-Mail_address ") == "emailaddress"
    assert folded("ＥＭＡＩＬ") == "email"


def test_the_columns_are_those_of_the_handbook():
    lines = (Path(__file__).parents[3] / "docs" / "administration.md").read_text().splitlines()
    table = lines[next(n for n, line in enumerate(lines) if line.startswith("| column |")) + 2 :]
    cells = [line.split("|")[1] for line in takewhile(lambda line: line.startswith("|"), table)]
    assert [name for cell in cells for name in re.findall(r"`(\w+)`", cell)] == list(COLUMNS)


def test_an_address_among_other_things_is_proposed():
    written = ["Ana Ruiz <Ana@Example.org>", "mailto: ana@example.org.", "ana@example.org  ANA@example.org"]
    roster = read(("email",), *((text,) for text in written))
    assert problems_of(roster) == [
        (number, Problem("email", Wrong.MORE_THAN_AN_EMAIL, text, meant="ana@example.org"))
        for number, text in enumerate(written, start=2)
    ]


def test_two_addresses_in_one_cell_are_two_people():
    roster = read(("email",), ("ana@example.org bo@example.org",))
    assert problems_of(roster) == [(2, Problem("email", Wrong.MANY_EMAILS, "ana@example.org bo@example.org"))]


def test_a_lost_character_is_not_taken_for_a_name():
    roster = read(("email", "name"), ("ana@example.org", "Jos\ufffd"))
    assert problems_of(roster) == [(2, Problem("name", Wrong.LOST_CHARACTER, "Jos\ufffd"))]


def test_text_without_a_header_is_noticed():
    header = ("email", "", "name")
    roster = read(header, ("a@example.org", "", "A"), ("b@example.org", "x", "B"), ("c@example.org", "", "C", "", "y"))
    assert roster.beyond == [3, 4]
