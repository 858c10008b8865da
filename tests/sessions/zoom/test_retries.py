from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from sessions.zoom.errors import (
    DailyLimitReached,
    NotUnderstood,
    OutcomeUnknown,
    Refused,
    TooManyCalls,
    ZoomError,
    ZoomIsAway,
)
from sessions.zoom.retries import Patience, Retries
from tests.sessions.zoom.conftest import NOW, Clock, a_draft, asked
from tests.sessions.zoom.standin.faults import Fault

REPEATED = [ZoomIsAway(), TooManyCalls(), TooManyCalls(retry_at=NOW + timedelta(seconds=3))]
NOT_REPEATED = [OutcomeUnknown(), DailyLimitReached(), NotUnderstood(where="x"), Refused(said="x"), ValueError("x")]


def run(errors, seed=1, patience=None):
    """What became of a call that fails with the errors, in turn: the pauses, and whether it did in the end."""
    clock, left = Clock(), list(errors)
    retries = Retries(clock, patience or Patience(), clock.sleep, random.Random(seed))

    def call():
        if left:
            raise left.pop(0)
        return "done"

    try:
        return clock.slept, retries.run(call)
    except (ZoomError, ValueError) as error:
        return clock.slept, error


@pytest.mark.parametrize("error", REPEATED, ids=repr)
def test_three_failures_and_then_it_does(error):
    assert run([error] * 3)[1] == "done"


@pytest.mark.parametrize("error", REPEATED, ids=repr)
def test_four_failures_and_it_ends(error):
    slept, outcome = run([error] * 4)
    assert outcome is error
    assert len(slept) == 3


@pytest.mark.parametrize("error", NOT_REPEATED, ids=repr)
def test_other_errors_end_at_once(error):
    assert run([error]) == ([], error)


def test_pauses_grow_and_differ_between_those_who_wait():
    all_pauses = [run([ZoomIsAway()] * 3, seed)[0] for seed in range(50)]
    for first, second, third in all_pauses:
        assert 0.5 <= first <= 1
        assert 1 <= second <= 2
        assert 2 <= third <= 4
    assert len({tuple(pauses) for pauses in all_pauses}) == 50


@pytest.mark.parametrize("seconds", [0, 1, 7, 20])
def test_zoom_is_never_asked_earlier_than_it_said(seconds):
    for seed in range(20):
        (pause,), outcome = run([TooManyCalls(retry_at=NOW + timedelta(seconds=seconds))], seed)
        assert outcome == "done"
        assert seconds <= pause <= seconds + 1


def test_a_long_wait_is_left_to_a_later_task():
    slept, outcome = run([TooManyCalls(retry_at=NOW + timedelta(seconds=21))])
    assert slept == []
    assert outcome.retry_at == NOW + timedelta(seconds=21)


def test_all_together_end_when_patience_does():
    slept, outcome = run([ZoomIsAway()] * 50, patience=Patience(tries=50, altogether=30))
    assert isinstance(outcome, ZoomIsAway)
    assert 15 <= sum(slept) <= 30


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.DROP_AFTER, Fault.SLOW_AFTER])
def test_reading_goes_on_after_trouble(zoom, standin, clock, fault):
    meeting = zoom.meetings.create(a_draft())
    standin.faults.extend([fault] * 3)
    assert zoom.meetings.get(meeting.id).id == meeting.id
    assert len(clock.slept) == 3


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.NONSENSE, Fault.REDIRECT])
def test_what_makes_no_sense_is_not_asked_again(zoom, standin, fault):
    standin.faults.append(fault)
    with pytest.raises(NotUnderstood):
        zoom.meetings.get(1)
    assert len(asked(standin)) == 1


def test_the_limit_of_a_day_names_when_it_ends(zoom, standin):
    standin.faults.append(Fault.DAILY)
    with pytest.raises(DailyLimitReached) as caught:
        zoom.meetings.get(1)
    assert caught.value.retry_at == datetime(2022, 4, 2, tzinfo=UTC)
    assert len(asked(standin)) == 1


def test_a_creation_is_repeated_where_zoom_said_that_it_did_nothing(zoom, standin):
    standin.faults.extend([Fault.TOO_MANY, Fault.TOO_MANY])
    zoom.meetings.create(a_draft(), never_asked=True)
    assert len(asked(standin, "POST")) == 3
    assert asked(standin, "GET") == []
