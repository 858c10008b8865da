from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.models import Recording
from sessions.operations.recordings import (
    LONGEST_TRANSCRIPT,
    UnableToAddRecording,
    UnableToPublish,
    add_recording,
    edit_recording,
    publish_recording,
    remove_recording,
    unpublish_recording,
)
from tests.factories.sessions import LiveSessionFactory

NOW = datetime(2022, 4, 21, tzinfo=UTC)
URL = "https://video.example.org/w/1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory()


def add(live_session, **facts):
    return add_recording(
        live_session=live_session, **({"title": "Bad Sugar", "url": URL, "by": None, "now": NOW} | facts)
    )


def publish(recording, now=NOW):
    return publish_recording(recording=recording, by=None, now=now)


def test_it_is_held_back_at_first(live_session):
    assert add(live_session, has_captions=True, transcript="Welcome.").published_at is None


@pytest.mark.parametrize(
    "facts",
    [
        {"has_captions": True, "transcript": "Welcome."},
        {"missing_reason": "They are being written."},
        {"has_captions": True, "missing_reason": "The transcript follows."},
    ],
)
def test_published_with_captions_and_transcript_or_a_reason(live_session, facts):
    recording = publish(add(live_session, **facts))
    assert publish(recording, now=NOW + timedelta(days=1)).published_at == NOW


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, "captions and a transcript"),
        ({"has_captions": True}, "a transcript"),
        ({"transcript": "Welcome."}, "captions"),
        ({"missing_reason": "   "}, "captions and a transcript"),
    ],
)
def test_otherwise_it_says_what_is_missing(live_session, facts, missing):
    recording = add(live_session, **facts)
    with pytest.raises(UnableToPublish, match=f"still lacks {missing}. Add them") as refusal:
        publish(recording)
    assert refusal.value.field == "missing_reason"
    assert Recording.objects.get().published_at is None


def test_it_can_be_held_back_again(live_session):
    recording = publish(add(live_session, missing_reason="They are being written."))
    assert unpublish_recording(recording=recording, by=None).published_at is None


def test_a_published_one_keeps_what_it_was_published_with(live_session):
    recording = publish(add(live_session, has_captions=True, transcript="Welcome."))
    words = {"title": "Bad Sugar", "url": URL, "has_captions": True, "by": None, "now": NOW}
    with pytest.raises(UnableToPublish):
        edit_recording(recording=recording, transcript="", missing_reason="", **words)
    edited = edit_recording(recording=recording, transcript="", missing_reason="It holds a name.", **words)
    assert (edited.transcript, edited.missing_reason) == ("", "It holds a name.")


def test_the_same_link_twice_is_one(live_session):
    assert add(live_session) == add(live_session, title="Bad Sugar, cut")
    assert Recording.objects.get().title == "Bad Sugar, cut"


@pytest.mark.parametrize(
    "facts",
    [
        {"title": ""},
        {"url": "http://video.example.org"},
        {"url": "javascript:alert(1)"},
        {"url": ""},
        {"missing_reason": "x" * 301},
        {"transcript": "x" * (LONGEST_TRANSCRIPT + 1)},
    ],
)
def test_facts_that_do_not_fit_are_refused(live_session, facts):
    with pytest.raises(UnableToAddRecording):
        add(live_session, **facts)
    assert not Recording.objects.exists()


def test_it_can_be_taken_away(live_session):
    recording = add(live_session)
    for _twice in range(2):
        remove_recording(recording=recording, by=None)
    assert not Recording.objects.exists()
