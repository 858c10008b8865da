from __future__ import annotations

import json
from datetime import timedelta

import pytest

from sessions.enums import EventState
from sessions.models import ZoomEvent
from sessions.operations.zoom_inbox import receive
from sessions.zoom.webhook.signature import NotFromZoom
from tests.at_once import at_once
from tests.sessions.zoom.webhook.events import MIDDAY, at, body, file, joined, recorded
from tests.sessions.zoom.webhook.signed import headers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_zoom")]
STARTED = body("meeting.started", 0)


def tell(sent, now=MIDDAY, **signed):
    said = headers(sent, now, **signed)
    return receive(body=sent, timestamp=said["x-zm-request-timestamp"], signature=said["x-zm-signature"], now=now)


def test_an_event_is_stored_with_what_it_is_about():
    assert tell(STARTED, at(3)) is None
    event = ZoomEvent.objects.get()
    assert (event.kind, event.meeting_id, event.uuid, event.at, event.received_at, event.state) == (
        "meeting.started", 85200000001, "/u//1==", MIDDAY, at(3), EventState.WAITING,
    )  # fmt: skip
    assert event.body == json.loads(STARTED)


def test_told_again_it_is_the_same_event():
    for minutes in (0, 5, 25):
        tell(STARTED, MIDDAY + timedelta(minutes=minutes))
    assert ZoomEvent.objects.get().received_at == MIDDAY


@pytest.mark.django_db(transaction=True)
def test_told_many_times_at_once_it_is_one():
    assert at_once(*[lambda: tell(STARTED)] * 6) == [None] * 6
    assert ZoomEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "another"},
        {"timestamp": str(int(MIDDAY.timestamp()) + 1)},
        {"timestamp": None},
        {"signature": None},
        {"signature": "v0=" + "0" * 64},
        {"body": STARTED.replace(b", ", b",")},
        {"now": MIDDAY + timedelta(minutes=5, seconds=1)},
        {"now": MIDDAY - timedelta(minutes=5, seconds=1)},
    ],
)
def test_forged_changed_or_stale_it_has_no_effect(change):
    signed = headers(STARTED, MIDDAY, change.pop("secret", "secret-of-the-webhook"))
    request = {
        "body": STARTED,
        "timestamp": signed["x-zm-request-timestamp"],
        "signature": signed["x-zm-signature"],
        "now": MIDDAY,
    }
    with pytest.raises(NotFromZoom):
        receive(**{**request, **change})
    assert ZoomEvent.objects.count() == 0


def test_without_a_secret_nothing_is_believed(settings):
    settings.ZOOM_WEBHOOK_SECRET = ""
    with pytest.raises(NotFromZoom):
        tell(STARTED, secret="")
    assert ZoomEvent.objects.count() == 0


def test_zooms_question_is_answered_and_not_kept():
    sent = json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}, "event_ts": 1}).encode()
    answer = tell(sent)
    assert (answer["plainToken"], len(answer["encryptedToken"])) == ("abc", 64)
    assert ZoomEvent.objects.count() == 0


def test_what_the_portal_has_no_use_for_is_let_be():
    tell(body("meeting.sharing_started", 0))
    event = ZoomEvent.objects.get()
    assert (event.kind, event.state, event.meeting_id) == ("meeting.sharing_started", EventState.LET_BE, None)
    assert event.reason == "The portal has no use for this kind of event."


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff\xfe",
        b"[1, 2]",
        b'{"event": "meeting.started", "payload": 7}',
        b'{"event": "meeting.started", "payload": {"object": {"id": NaN, "uuid": "x"}}}',
        b"[" * 100_000,
        b"{}" + b" " * 1_000_001,
    ],
)
def test_what_can_not_be_read_is_set_aside_with_a_reason(sent):
    tell(sent)
    event = ZoomEvent.objects.get()
    assert (event.state, bool(event.reason)) == (EventState.FAILED, True)


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_a_number_that_no_meeting_has_breaks_nothing(number):
    tell(body("meeting.started", 0, {"id": number}))
    assert ZoomEvent.objects.get().meeting_id is None


@pytest.mark.parametrize("word", ["\x00", "\ud800", "x" * 5000])
def test_odd_words_break_nothing(word):
    tell(body("meeting.started", 0, {"uuid": word, "topic": word, word: word}))
    tell(joined("1", 0, name=word))
    assert ZoomEvent.objects.count() == 2


def test_what_opens_a_door_is_not_kept():
    tell(joined("1", 0))
    tell(recorded("recording.completed", 9, file("MP4", play_url="https://zoom.us/rec/play/x?pwd=passcode-canary")))
    kept = json.dumps(list(ZoomEvent.objects.values_list("body", flat=True)))
    secrets = ["203.0.113.9", "pass-of-the-recording", "token-of-the-download", "secret-in-a-link", "passcode-canary"]
    assert [secret for secret in secrets if secret in kept] == []
    assert "Ana" in kept
