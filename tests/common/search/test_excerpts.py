from __future__ import annotations

import pytest

from common.search.excerpts import LONGEST, candidates, excerpt, marked
from common.search.sought import read


def joined(pieces):
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in pieces)


def test_words_are_marked_whatever_their_capitals():
    assert joined(marked("House, house & household", {"house"})) == "[House], [house] & household"
    assert marked("", {"house"}) == []
    assert marked("Nothing", set()) == [("Nothing", False)]


def test_a_text_is_cut_around_the_first_word_found():
    text = "before " * 60 + "the house " + "after " * 60
    shown = joined(excerpt(text, {"house"}))
    assert shown.startswith("… before before")
    assert shown.endswith(" …")
    assert "the [house] after" in shown
    assert len(shown) < LONGEST + 10


@pytest.mark.parametrize("text", ["short\n\ntext", "a" * 5_000, "word " * 500])
def test_what_has_no_word_in_it_is_cut_at_its_beginning(text):
    shown = joined(excerpt(text, {"house"}))
    assert len(shown) <= LONGEST + 2
    assert shown[:4] == text[:4]


def test_candidates_begin_as_what_is_sought_does():
    assert candidates(["Housing, house; hotel, a House"], read("houses")) == {"housing", "house", "hotel"}
    assert candidates(["Éxito exit"], read("exito")) == {"éxito", "exit"}
    assert candidates(["house"], read("")) == set()
