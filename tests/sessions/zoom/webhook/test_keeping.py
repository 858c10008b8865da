from __future__ import annotations

import json

import pytest

from sessions.zoom.webhook.keeping import kept
from tests.sessions.zoom.webhook.events import body, file, joined, recorded


def test_what_opens_a_door_is_not_kept():
    about = {
        "start_url": "https://zoom.us/s/1?zak=zak-of-the-host",
        "join_url": "https://zoom.us/j/1?pwd=pwd-of-the-meeting#x",
    }
    data = recorded("recording.completed", 3, file("MP4"), recording_play_passcode="code-to-play", **about)
    secrets = ("token-of-the-download", "pass-of-the-recording", "secret-in-a-link", "zak-of", "pwd-of", "code-to-play")
    assert [secret for secret in secrets if secret.encode() not in data] == []

    written = json.dumps(kept(data))

    assert [secret for secret in secrets if secret in written] == []
    assert kept(data)["payload"]["object"]["join_url"] == "https://zoom.us/j/1?…"
    assert kept(data)["payload"]["object"]["topic"] == "Session 1"


def test_a_link_that_is_none_is_not_kept():
    assert kept(b'{"a": "https://[?pwd=secret"}') == {"a": "…"}


def test_where_people_were_is_not_kept():
    assert "203.0.113.9" not in json.dumps(kept(joined("1", 3)))


def test_the_rest_stays_as_it_is():
    data = body("meeting.started", 3, {"a": [1, 2.5, True, None, {"b": "x?y"}]})
    assert kept(data) == json.loads(data)


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff", b"[" * 200_000])
def test_what_is_no_json_says_so(data):
    with pytest.raises(ValueError, match=r"."):
        kept(data)


def test_a_deep_one_ends_and_no_database_refuses_it():
    deep = b'{"a":' * 50 + b'"\\ud800\\u0000x"' + b"}" * 50
    written = json.dumps(kept(deep))
    assert len(written) < 300
    assert kept(b'{"a": "\\ud800\\u0000x"}') == {"a": "?x"}
    assert kept(b'{"\\ud800\\u0000a": 1}') == {"?a": 1}
