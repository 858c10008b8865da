from __future__ import annotations

import pytest

from sessions.attendance.names import address_in, folded_name, proposals, spellings

PEOPLE = {
    1: "Ana Núñez",
    2: "Bo Lee",
    3: "María del Carmen Ortiz",
    4: "Priya Raman",
    5: "Joseph Tran",
    6: "Josephine Trent",
    7: "Ana Ruiz",
    8: "李 小龙",
}


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("Ana Nunez", [1]),
        ("NÚÑEZ, Ana", [1]),
        ("Guest (Bo Lee)", [2]),
        ("Bo Lee (he/him)", [2]),
        ("Carmen Ortiz", [3]),
        ("Priya's iPhone", [4]),
        ("Priya R.", [4]),
        ("Pryia Raman", [4]),
        ("Joseph T", [5]),
        ("Joesph Tran", [5]),
        ("Ana", [1, 7]),
        ("李小龙", []),
        ("iPhone", []),
        ("Zoe Martin", []),
        ("", []),
    ],
)
def test_whom_a_name_may_mean(said, who):
    assert proposals(said, PEOPLE) == who


def test_three_are_proposed_at_most():
    assert proposals("Ana", dict.fromkeys(range(9), "Ana Ruiz")) == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "folded"), [("  ANA  Núñez-Ruiz ", "ana nunez ruiz"), ("Bo (he/him)", "bo he him"), ("🌲", "🌲"), ("", "")]
)
def test_names_are_compared_without_case_accents_and_signs(name, folded):
    assert folded_name(name) == folded


def test_some_call_themselves_by_their_address():
    assert address_in("Ana", " Ana@Example.org ") == "ana@example.org"
    assert address_in("Ana@Example.org", "") == "ana@example.org"
    assert address_in("Ana @ home", "") == ""


def test_a_name_in_parentheses_is_a_name():
    assert spellings("Guest (Bo Lee)") == ("Guest (Bo Lee)", "Guest", "Bo Lee")
    assert spellings("Bo") == ("Bo",)
