from __future__ import annotations

import pytest

from sessions.transcripts.cues import Cue
from sessions.transcripts.speakers import with_speakers


def spoken(*texts, known=(), gap=5000):
    cues = [Cue(n * (1000 + gap), n * (1000 + gap) + 1000, text) for n, text in enumerate(texts)]
    return [(cue.speaker, cue.text) for cue in with_speakers(cues, known)]


def test_a_name_that_comes_back_is_a_speaker():
    assert spoken("Ana Ruiz, RN (she/her): Hello", "ANA RUIZ, RN (she/her): Hi") == [
        ("Ana Ruiz, RN (she/her)", "Hello"),
        ("ANA RUIZ, RN (she/her)", "Hi"),
    ]


def test_a_name_that_is_known_is_one_at_once():
    assert spoken("José Núñez: Hola", "Question: why", known={"josé núñez"}) == [
        ("José Núñez", "Hola"),
        ("", "Question: why"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We meet at 10:30 tomorrow",
        "See https://example.org/a: it is there",
        "and so: we left",
        "Why? Because: we had to",
        "12: 30",
        "A sentence of many more than eight words goes on: it is none",
        "x" * 61 + ": long",
        "Nothing after: ",
    ],
)
def test_a_colon_makes_no_speaker(text):
    assert spoken(text, text) == [("", text), ("", text)]


def test_where_few_lines_have_a_name_a_word_that_comes_back_is_none():
    assert spoken("Remember: one", "Remember: two", *["said"] * 20)[0] == ("", "Remember: one")


def test_who_spoke_goes_on_over_a_short_pause_only():
    assert spoken("Ana: one", "two", "Ana: three", gap=3000)[1] == ("Ana", "two")
    assert spoken("Ana: one", "two", "Ana: three", gap=3001)[1] == ("", "two")


def test_tags_have_the_last_word():
    cues = (Cue(0, 1, "Ana: one"), Cue(1, 2, "Ana: two", "Tom"))
    assert with_speakers(cues) == cues
