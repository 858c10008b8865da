from __future__ import annotations

import re

import pytest

from sessions.transcripts.finding import MOST_WORDS, folded, has_all, has_any, marked, pattern_of, words_of


def test_words_are_looked_for_once_each_and_not_without_end():
    assert words_of("  Pan  PAN pán ") == ("pan",)
    assert len(words_of(" ".join(map(str, range(50))))) == MOST_WORDS


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("The kitchen table", "KITCHEN", [("The ", False), ("kitchen", True), (" table", False)]),
        (
            "La educación, educacion",
            "Educación",
            [("La ", False), ("educación", True), (", ", False), ("educacion", True)],
        ),
        ("Straße und Strasse", "strasse", [("Straße", True), (" und ", False), ("Strasse", True)]),
        ("then the bathe", "the", [("then ", False), ("the", True), (" bathe", False)]),
        ("Educación, coeducación", "educ", [("Educ", True), ("ación, coeducación", False)]),
        ("anana", "anana anan", [("anan", True), ("a", True)]),
        ("C# and F#", "#", [("C", False), ("#", True), (" and F", False), ("#", True)]),
        ("我们的社区", "社区", [("我们的", False), ("社区", True)]),
        ("nothing", "else", [("nothing", False)]),
        ("", "a", []),
        ("one", "", [("one", False)]),
    ],
)
def test_the_places_are_marked_in_the_text_as_it_is(text, query, pieces):
    found = marked(text, words_of(query))
    assert "".join(piece for piece, _ in found) == text
    assert found == pieces


def test_all_of_the_words_or_one():
    assert [has_all("Mesa de cocina", words_of(q)) for q in ("cocina mesa", "mesa silla")] == [True, False]
    assert [has_any("Mesa de cocina", words_of(q)) for q in ("mesa silla", "silla")] == [True, False]
    assert folded("ÁÉ ñ") == "ae n"


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("educacion", "EDUCACIÓN", True),
        ("Educación", "educacion", True),
        ("nandu", "Ñandú", True),
        ("nandu", "N\u0303andu\u0301", True),
        ("a.b", "aXb", False),
        ("50%", "50% off", True),
        ("(a", "f(a)", True),
    ],
)
def test_databases_find_words_whatever_their_accents(word, text, is_found):
    assert bool(re.search(pattern_of(word), text, re.IGNORECASE)) is is_found
