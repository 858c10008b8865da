from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from sessions.zoom.drafts import LONGEST_AGENDA, LONGEST_TOPIC, Options, as_payload
from tests.sessions.zoom.conftest import START, a_draft
from tests.sessions.zoom.standin.checks import check_meeting


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": START.replace(tzinfo=None)},
        {"minutes": 0},
        {"minutes": 1441},
        {"key": ""},
        {"key": "a]b"},
        {"key": "a\nb"},
        {"host": ""},
        {"host": ".."},
    ],
)
def test_a_draft_that_can_mean_nothing(wrong):
    with pytest.raises(ValueError, match=r"\."):
        a_draft(**wrong)


@pytest.mark.parametrize("length", [0, 1, 199, 200, 201, 1980, 2000, 5000])
def test_words_are_cut_to_what_zoom_takes_and_the_key_stays(length):
    payload = as_payload(a_draft(topic="t" * length, agenda="a" * length))
    check_meeting(payload)
    assert payload["topic"] == ("t" * length if length <= LONGEST_TOPIC else "t" * 199 + "…")
    assert len(payload["agenda"]) <= LONGEST_AGENDA
    assert payload["agenda"].startswith("[portal-session-1]")


@pytest.mark.parametrize("hours", [-12, -4, 0, 5.5, 14])
def test_the_start_is_said_in_one_form(hours):
    there = START.astimezone(timezone(timedelta(hours=hours)))
    assert as_payload(a_draft(starts_at=there))["start_time"] == "2022-04-20T19:00:00Z"


@pytest.mark.parametrize(
    ("waiting", "before", "sent"), [(True, True, False), (False, True, True), (False, False, False)]
)
def test_nobody_is_in_before_the_host_where_there_is_a_waiting_room(waiting, before, sent):
    options = Options(waiting_room=waiting, join_before_host=before)
    assert as_payload(a_draft(options=options))["settings"]["join_before_host"] is sent


def test_no_passcode_is_none():
    assert "password" not in as_payload(a_draft())
