from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from sessions.zoom.secret import Secret
from sessions.zoom.webhook.events import NotAnEvent, UrlValidation, read_event
from sessions.zoom.webhook.validation import answer_to
from tests.sessions.zoom.webhook.events import MIDDAY

SECRET = Secret("webhook-secret")


def asked(token):
    told = {"event": "endpoint.url_validation", "payload": {"plainToken": token}, "event_ts": 1650481200000}
    return read_event(json.dumps(told).encode(), received_at=MIDDAY)


def test_the_answer_is_the_token_and_its_signature():
    event = asked("qgg8vlvZRS6UYooatFL8Aw")
    assert isinstance(event, UrlValidation)
    signed = hmac.new(b"webhook-secret", b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert answer_to(event, SECRET) == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": signed}


@pytest.mark.parametrize("token", ["v0:1650481200:{}", ":", "x" * 129, "tökén", "a\nb", "\x7f"])
def test_nothing_is_signed_that_could_be_a_message(token):
    with pytest.raises(NotAnEvent):
        answer_to(asked(token), SECRET)


@pytest.mark.parametrize("token", [None, "", [], {}])
def test_no_token_is_no_event(token):
    with pytest.raises(NotAnEvent):
        asked(token)
