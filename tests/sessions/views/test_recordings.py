from __future__ import annotations

import pytest

from sessions.models import Recording
from tests.factories.sessions import RecordingFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
VIDEO = {"title": "Place Matters", "url": "https://video.example.org/5", "transcript": "", "missing_reason": ""}


@pytest.fixture
def desk(visit, live_session):
    def ask(name, *args, data=None, **kwargs):
        return visit("facilitator", f"sessions:{name}", "place-matters", *args, data=data, at=END, **kwargs)

    return ask


def test_it_is_held_back_at_first(desk, visit):
    answer = desk("recording_list", data=VIDEO, follow=True)
    assert "People do not see it until it is published." in text_of(answer)
    assert Recording.objects.get().published_at is None
    assert (
        "video.example.org"
        not in visit("participant", "sessions:session_detail", "place-matters", at=END).content.decode()
    )


def test_saved_and_published_in_one_act(desk, visit):
    captioned = {"has_captions": "on", "transcript": "Welcome.", "step": "publish"}
    assert "The recording is published." in text_of(desk("recording_list", data=VIDEO | captioned, follow=True))
    assert Recording.objects.get().published_at == END
    assert (
        "video.example.org" in visit("participant", "sessions:session_detail", "place-matters", at=END).content.decode()
    )


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(desk):
    answer = desk("recording_list", data=VIDEO | {"has_captions": "on", "step": "publish"}, follow=True)
    assert "This recording still lacks a transcript. Add them, or say why they are missing." in text_of(answer)
    assert 'value="https://video.example.org/5"' in answer.content.decode()
    assert Recording.objects.get().published_at is None


def test_published_with_a_click_and_held_back_with_another(desk, live_session):
    recording = RecordingFactory(live_session=live_session, published_at=None)
    assert "The recording is published." in text_of(desk("recording_publish", recording.pk, data={}, follow=True))
    recording.refresh_from_db()
    assert recording.published_at == END
    desk("recording_publish", recording.pk, data={"to": "hold"})
    recording.refresh_from_db()
    assert recording.published_at is None


def test_a_click_does_not_get_past_the_gate(desk, live_session):
    recording = RecordingFactory(live_session=live_session, published_at=None, missing_reason="")
    answer = desk("recording_publish", recording.pk, data={}, follow=True)
    assert "This recording still lacks captions and a transcript." in text_of(answer)
    recording.refresh_from_db()
    assert recording.published_at is None


def test_a_published_one_is_corrected_and_stays_published(desk, live_session):
    recording = RecordingFactory(live_session=live_session)
    refused = desk("recording_edit", recording.pk, data=VIDEO)
    assert "still lacks captions and a transcript" in text_of(refused)
    desk("recording_edit", recording.pk, data=VIDEO | {"missing_reason": "It holds a name."})
    recording.refresh_from_db()
    assert (recording.missing_reason, recording.published_at is None) == ("It holds a name.", False)


@pytest.mark.parametrize("url", ["http://video.example.org", "javascript:alert(1)", "https://a@b.example.org", ""])
def test_a_link_that_is_none_is_refused(desk, url):
    answer = desk("recording_list", data=VIDEO | {"url": url, "transcript": "Typed."})
    assert answer.status_code == 200
    assert "Typed." in answer.content.decode()
    assert not Recording.objects.exists()


def test_one_is_taken_away_after_a_yes(desk, live_session):
    recording = RecordingFactory(live_session=live_session)
    assert "The video itself stays where it is." in text_of(desk("recording_delete", recording.pk))
    desk("recording_delete", recording.pk, data={})
    assert not Recording.objects.exists()


@pytest.mark.parametrize("name", ["recording_edit", "recording_publish", "recording_delete"])
def test_one_of_another_cohort_is_not_found_here(desk, cast, name):
    foreign = RecordingFactory(live_session__cohort=cast.neighbor_cohort, published_at=None)
    assert desk(name, foreign.pk, data=VIDEO).status_code == 404
    foreign.refresh_from_db()
    assert foreign.published_at is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(counted, live_session, number):
    RecordingFactory.create_batch(number, live_session=live_session)
    counted(6, "facilitator", "sessions:recording_list", "place-matters")
