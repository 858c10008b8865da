"""How asking Zoom for recordings stands at the desk, and the buttons that ask again."""

from __future__ import annotations

import pytest

from sessions.enums import FileState, InquiryState
from sessions.models import RecordingFile, RecordingInquiry, RecordingTakenAway
from sessions.zoom.errors import ZoomIsAway
from tests.factories.sessions import (
    RecordingFactory,
    RecordingFileFactory,
    ZoomMeetingFactory,
)
from tests.factories.zoom_inquiries import RecordingInquiryFactory, RecordingTakenAwayFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
FROM_ZOOM = "sessions:recordings_from_zoom"


@pytest.fixture
def meeting(live_session):
    return ZoomMeetingFactory(live_session=live_session)


def desk(visit, at=END):
    return text_of(visit("facilitator", "sessions:recording_list", "place-matters", at=at))


def ask(visit, role="facilitator", **data):
    return visit(role, FROM_ZOOM, "place-matters", at=END, data=data, follow=True)


def test_before_the_session_nothing_is_said_of_zoom(visit, meeting):
    assert "Ask Zoom now" not in desk(visit, at=START.replace(hour=1))


def test_nobody_has_asked_yet_and_a_click_asks(visit, meeting):
    assert "Last answer of Zoom" not in desk(visit)
    assert "Zoom is being asked. What it has will stand here" in text_of(ask(visit))
    assert "at work Zoom is being asked since" in desk(visit)
    assert RecordingInquiry.objects.get().asked_at == END


def test_what_zoom_answered_stands_there_in_numbers(visit, meeting, live_session):
    inquiry = RecordingInquiryFactory(live_session=live_session, files_found=2, files_coming=1)
    assert "2 files are ready there, 1 is still being made" in desk(visit)
    RecordingInquiry.objects.filter(pk=inquiry.pk).update(files_found=0, files_coming=0)
    assert "nothing is recorded of this session yet" in desk(visit)


def test_what_went_wrong_is_a_sentence_with_a_button(visit, meeting, live_session):
    RecordingInquiryFactory(
        live_session=live_session, state=InquiryState.FAILED, error_kind=ZoomIsAway.kind, retry_at=END
    )
    said = desk(visit)
    assert "Zoom has not said what was recorded Zoom does not answer at the moment." in said
    assert "The portal tries again by itself:" in said
    page = text_of(visit("facilitator", "sessions:session_detail", "place-matters", at=END))
    assert "Recording at Zoom needs a look" in page
    participants = text_of(visit("participant", "sessions:session_detail", "place-matters", at=END))
    assert "Recording at Zoom" not in participants


def test_a_file_that_did_not_come_has_its_own_button(visit, meeting, live_session):
    failed = RecordingFileFactory(
        recording__live_session=live_session, zoom_key="u1|MP4", file="", state=FileState.FAILED,
        failure={"sentence": ZoomIsAway.sentence, "facts": {}}, zoom_view="gallery_view",
    )  # fmt: skip
    assert "Zoom does not answer at the moment." in desk(visit)
    assert f'name="file" value="{failed.pk}"' in visit(
        "facilitator", "sessions:recording_edit", "place-matters", failed.recording_id, at=END
    ).content.decode()  # fmt: skip
    assert "The file is being fetched." in text_of(ask(visit, file=failed.pk))
    assert RecordingFile.objects.get().state == FileState.WAITING
    assert RecordingInquiry.objects.count() == 0
    assert "This file is here already, or being fetched." in text_of(ask(visit, file=failed.pk))


@pytest.mark.parametrize("file", ["0", "x", "-1", "９"])
def test_a_file_that_is_not_there_is_not_found(visit, meeting, file):
    assert ask(visit, file=file).status_code == 404


def test_a_file_of_another_session_is_not_found_here(visit, meeting, cast):
    others = [
        RecordingFileFactory(recording__live_session__cohort=cohort, zoom_key="u1|MP4", file="", state=FileState.FAILED)
        for cohort in (cast.cohort, cast.neighbor_cohort)
    ]
    assert [ask(visit, file=other.pk).status_code for other in others] == [404, 404]
    assert set(RecordingFile.objects.values_list("state", flat=True)) == {FileState.FAILED}


def test_what_will_be_published_by_itself_says_so_and_is_held_back_with_a_click(visit, meeting, live_session):
    recording = RecordingFactory(live_session=live_session, published_at=None, zoom_uuid="u1", missing_reason="")
    assert "by itself once" not in desk(visit)
    type(live_session.cohort).objects.update(recordings_publish_themselves=True)
    assert "It is published by itself once captions and transcript are there." in desk(visit)
    visit("facilitator", "sessions:recording_publish", "place-matters", recording.pk, at=END, data={"to": "hold"})
    assert "Somebody has held it back or taken it away before: it is not published by itself." in desk(visit)


def test_what_was_taken_away_is_listed_and_comes_again_by_a_button(visit, meeting, live_session):
    recording = RecordingFactory(live_session=live_session, title="Rehearsal", zoom_uuid="u1", begins_at=START)
    asked = visit("facilitator", "sessions:recording_delete", "place-matters", recording.pk, at=END)
    assert "it comes back only if somebody asks for it here." in text_of(asked)
    visit("facilitator", "sessions:recording_delete", "place-matters", recording.pk, at=END, data={})
    assert "Rehearsal taken away:" in desk(visit)
    away = RecordingTakenAway.objects.get()
    for said in ("It comes back held back", "It comes back held back"):
        assert said in text_of(ask(visit, again=away.pk))
    away.refresh_from_db()
    assert (away.wanted_again_at, RecordingInquiry.objects.get().uuid) == (END, "u1")
    assert "taken away:" not in desk(visit)


def test_what_was_taken_away_elsewhere_is_not_found_here(visit, meeting, cast):
    others = [RecordingTakenAwayFactory(live_session__cohort=cohort) for cohort in (cast.cohort, cast.neighbor_cohort)]
    assert [ask(visit, again=other.pk).status_code for other in others] == [404, 404]
    assert not RecordingTakenAway.objects.exclude(wanted_again_at=None).exists()


@pytest.mark.parametrize("role", ["participant", "coach", "observer"])
def test_others_have_no_say(visit, meeting, role):
    assert ask(visit, role).status_code == 403
    assert RecordingInquiry.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_no_query_more(counted, meeting, live_session, number):
    RecordingInquiryFactory(live_session=live_session)
    for recording in RecordingFactory.create_batch(number, live_session=live_session):
        RecordingFileFactory(recording=recording, zoom_key="u1|MP4", file="", state=FileState.FAILED)
        RecordingTakenAwayFactory(live_session=live_session)
    counted(9, "facilitator", "sessions:recording_list", "place-matters", at=END)
