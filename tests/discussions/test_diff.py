from __future__ import annotations

import random
import time

import pytest

from discussions.diff import Change, compared


def shown(before, after):
    marks = {Change.KEPT: "{}", Change.OUT: "[-{}-]", Change.IN: "[+{}+]"}
    return "".join(marks[piece.change].format(piece.text) for piece in compared(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("same", "same", "same"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
        ("We map rent.", "We map the rent!", "We map [+the +]rent[-.-][+!+]"),
        ("one\ntwo\nthree", "one\nthree", "one\n[-two\n-]three"),
        ("Rent in my street", "Rent in our street", "Rent in [-my -][+our +]street"),
        ("Ayúdanos a leer", "Ayúdanos a escribir", "Ayúdanos a [-leer-][+escribir+]"),
    ],
)
def test_what_changed_word_by_word(before, after, expected):
    assert shown(before, after) == expected


@pytest.mark.parametrize("seed", range(5))
def test_both_texts_are_whole(seed):
    chance = random.Random(seed)
    words = ["the ", "a\n", "rent, ", "  ", "of ", "x", "\n\n"]
    before, after = ("".join(chance.choice(words) for _ in range(300)) for _ in range(2))
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != Change.IN) == before
    assert "".join(piece.text for piece in pieces if piece.change != Change.OUT) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 5000, "b a " * 5000),
        ("a\n" * 10_000, "b\na\n" * 5000),
        (".," * 10_000, ",." * 10_000),
        ("x " * 5000 + "y", "y " + "x " * 5000),
    ],
)
def test_no_text_takes_long(before, after):
    began = time.perf_counter()
    pieces = compared(before, after)
    assert time.perf_counter() - began < 3
    assert "".join(piece.text for piece in pieces if piece.change != Change.IN) == before
