from __future__ import annotations

import re

import pytest

from common.search.sought import LONGEST, MOST_TERMS, Sought, Term, folded, loosely, read


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("Housing  FOOD", (Term(("housing",)), Term(("food",)))),
        ('"the first house" -chiles', (Term(("the", "first", "house")), Term(("chiles",), is_unwanted=True))),
        ('-"first house" seeds', (Term(("first", "house"), is_unwanted=True), Term(("seeds",)))),
        ("co-design it's", (Term(("co", "design")), Term(("it", "s")))),
        ("food food", (Term(("food",)),)),
        ('"never closed', (Term(("never", "closed")),)),
        ("-- __ ) ( & | ! ' : * \\", ()),
        ("'; DROP TABLE posts; --", (Term(("drop",)), Term(("table",)), Term(("posts",)))),
        ("Vivienda pu\u0301blica", (Term(("vivienda",)), Term(("pública",)))),
    ],
)
def test_what_is_typed_becomes_terms(typed, terms):
    assert read(typed).terms == terms


def test_it_is_bounded():
    assert len(read(" ".join(f"w{n}" for n in range(90))).terms) == MOST_TERMS
    assert sum(len(word) for word in read("a" * 10_000).words) == LONGEST


def test_to_leave_something_out_is_no_search():
    assert [bool(read(typed)) for typed in ("-food", "", "food -housing")] == [False, False, True]


def test_words_are_the_wanted_ones_each_once():
    assert read('food "food bank" -money').words == ("food", "bank")


def test_letters_lose_their_marks_and_capitals():
    assert folded("ÁRBOL Niño Überall ça œuf Ångström") == "arbol nino uberall ca œuf angstrom"


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("cedar", "Cedar, community member", True),
        ("Cedar, community member", "Cedar, community member", True),
        ("hector", "Héctor Salgado Ortiz", True),
        ("héctor ort", "Héctor Salgado Ortiz", True),
        ("ana", "Diana", False),
        ("cedar housing", "Cedar, community member", False),
        ("cedar -member", "Cedar, community member", False),
        ("", "Cedar", False),
    ],
)
def test_who_is_meant(typed, name, expected):
    assert read(typed).is_name(name) is expected


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("sofia", "Sofía came", True),
        ("SOFÍA", "sofia came", True),
        ("sofia", "SOFÍA", True),
        ("sofia", "Sofi\u0301a", True),
        ("cat", "education", False),
        ("cat", "cats", True),
        ('"food bank"', "food–bank", True),
        ('"food bank"', "food in a bank", False),
    ],
)
def test_letters_are_compared_loosely(typed, text, expected):
    (term,) = read(typed).terms
    assert bool(re.search(loosely(term, after=r"\b"), text, re.IGNORECASE)) is expected


def test_nothing_sought_is_nothing():
    assert (Sought().words, bool(Sought())) == ((), False)
