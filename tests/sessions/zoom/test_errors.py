from __future__ import annotations

import pickle
import re

import pytest

from sessions.zoom import rooms  # noqa: F401 - its errors are among the kinds
from sessions.zoom.errors import KINDS, TooManyCalls, ZoomError, ZoomIsAway, sentence_of
from tests.sessions.zoom.conftest import NOW


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_has_a_sentence_that_says_what_to_do(kind):
    names = re.findall(r"%\((\w+)\)s", kind.sentence)
    error = kind(**dict.fromkeys(names, "100 %(x)s"))
    assert str(error).replace("100 %(x)s", "") == re.sub(r"%\(\w+\)s", "", kind.sentence)
    assert str(error).endswith(".")
    assert "!" not in str(error)
    # What is so, and what to do.
    assert len(re.findall(r"[.:?] |: ", str(error))) >= 1


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_row_keeps_makes_the_sentence_again(kind):
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)s", kind.sentence), "x")
    error = kind(**facts)
    assert sentence_of(error.kind) % error.facts == str(error)


def test_a_kind_nobody_knows_any_more_has_a_sentence():
    assert sentence_of("OfALaterVersion") == ZoomError.sentence


def test_an_error_goes_through_a_queue_whole():
    error = pickle.loads(pickle.dumps(TooManyCalls(retry_at=NOW, said="x")))  # noqa: S301 - its own
    assert (type(error), error.retry_at, error.facts) == (TooManyCalls, NOW, {"said": "x"})


def test_only_what_may_do_by_itself_is_tried_again_later():
    assert {name for name, kind in KINDS.items() if kind.try_again} == {
        *(
            "ZoomIsAway",
            "OutcomeUnknown",
            "TooManyCalls",
            "DailyLimitReached",
            "NotUnderstood",
            "NothingRecorded",
            "FileNotWhole",
        ),
    }
    assert {name for name, kind in KINDS.items() if kind.repeat_now} == {"ZoomIsAway", "TooManyCalls"}
    assert ZoomIsAway().kind == "ZoomIsAway"
