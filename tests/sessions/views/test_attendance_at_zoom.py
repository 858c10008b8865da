"""How asking Zoom who was there stands at the desk, and the button that asks again."""

from __future__ import annotations

import pytest

from sessions.enums import InquiryState
from sessions.models import AttendanceInquiry
from sessions.zoom.errors import ZoomIsAway
from tests.factories.sessions import ZoomMeetingFactory
from tests.factories.zoom_inquiries import AttendanceInquiryFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(live_session):
    return ZoomMeetingFactory(live_session=live_session)


def desk(visit, role="facilitator", at=END):
    return text_of(visit(role, "sessions:attendance", "place-matters", at=at))


def test_where_zoom_cannot_be_asked_nothing_is_said_of_it(visit, live_session):
    assert "What Zoom says" not in desk(visit)
    ZoomMeetingFactory(live_session=live_session)
    assert "What Zoom says" not in desk(visit, at=START.replace(hour=1))


def test_nobody_has_asked_yet_and_a_click_asks(visit, meeting):
    assert "After the session the portal asks Zoom by itself who was there. Ask Zoom now" in desk(visit)
    answer = visit("facilitator", "sessions:attendance_from_zoom", "place-matters", at=END, data={}, follow=True)
    said = text_of(answer)
    assert "Zoom is being asked. Who was there will stand here in a moment" in said
    assert "at work Zoom is being asked since" in said
    assert AttendanceInquiry.objects.get().asked_at == END


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (0, "nobody is listed yet; of a meeting with one person Zoom lists none"),
        (1, "somebody came 1 time"),
        (7, "people came 7 times, those who came again included"),
    ],
)
def test_what_zoom_answered_stands_there(visit, meeting, live_session, found, said):
    AttendanceInquiryFactory(live_session=live_session, stays_found=found)
    assert said in desk(visit)


def test_what_went_wrong_is_a_sentence_with_a_button(visit, meeting, live_session):
    AttendanceInquiryFactory(
        live_session=live_session, state=InquiryState.FAILED, error_kind=ZoomIsAway.kind, retry_at=END
    )
    said = desk(visit)
    assert "Zoom has not said who was there Zoom does not answer at the moment." in said
    assert "Try again now" in said
    page = text_of(visit("facilitator", "sessions:session_detail", "place-matters", at=END))
    assert "Attendance at Zoom needs a look" in page
    assert "Attendance at Zoom" not in text_of(visit("participant", "sessions:session_detail", "place-matters", at=END))


def test_without_a_meeting_the_button_says_so(visit, live_session):
    answer = visit("facilitator", "sessions:attendance_from_zoom", "place-matters", at=END, data={}, follow=True)
    assert "The portal has no meeting at Zoom for this session" in text_of(answer)
