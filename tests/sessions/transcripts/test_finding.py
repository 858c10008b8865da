from __future__ import annotations

import pytest

from sessions.transcripts.finding import MOST_WORDS, folded, has_all, has_any, marked, words_of


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
        ("banana", "ana nan", [("b", False), ("ana", True), ("n", True), ("a", False)]),
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
