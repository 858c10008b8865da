from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from sessions.enums import ZoomState
from sessions.models import ZoomMeeting
from sessions.queries.room import has_room, meeting_panel, room_link, sentence_about
from tests.factories.accounts import UserFactory
from tests.factories.sessions import LiveSessionFactory, ZoomMeetingFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def meeting():
    return ZoomMeetingFactory(meeting_id=85212345678)


def test_the_way_in_leads_to_the_pasted_link_else_to_the_meeting(meeting, django_assert_num_queries):
    live_session, person = meeting.live_session, UserFactory()
    with django_assert_num_queries(1):
        assert room_link(live_session, person) == meeting.join_url
    assert has_room(live_session)
    live_session.join_url = "https://example.org/pasted"
    with django_assert_num_queries(0):
        assert (room_link(live_session, person), has_room(live_session)) == ("https://example.org/pasted", True)


@pytest.mark.parametrize(
    ("changes", "open_"),
    [
        ({"state": ZoomState.FAILED}, True),
        ({"state": ZoomState.DRIFTED}, True),
        ({"state": ZoomState.AT_WORK}, True),
        ({"state": ZoomState.GONE}, False),
        ({"is_wanted": False}, False),
        ({"join_url": ""}, False),
    ],
)
def test_a_room_that_is_known_to_be_gone_is_none(meeting, changes, open_):
    ZoomMeeting.objects.update(**changes)
    assert (bool(room_link(meeting.live_session, UserFactory())), has_room(meeting.live_session)) == (open_, open_)


def test_the_panel_says_what_is_there_and_nothing_where_none_is_wanted(meeting):
    panel = meeting_panel(meeting.live_session, NOW)
    assert (panel.meeting.number, panel.needs_a_look, panel.error) == ("852 1234 5678", False, "")
    ZoomMeeting.objects.update(state=ZoomState.TAKEN_AWAY, is_wanted=False)
    assert meeting_panel(meeting.live_session, NOW) is None
    assert meeting_panel(LiveSessionFactory(), NOW) is None


def test_an_error_is_a_sentence_in_the_readers_language(meeting):
    meeting.error_kind, meeting.error_facts = "HostUnknown", {"said": "User does not exist."}
    assert "knows no such host in this account (User does not exist.)" in sentence_about(meeting)
    with translation.override("es"):
        assert "User does not exist." in sentence_about(meeting)
        assert "knows no such host" not in sentence_about(meeting)


def test_facts_of_another_version_break_nothing(meeting):
    meeting.error_kind, meeting.error_facts = "HostUnknown", {}
    assert "knows no such host" in sentence_about(meeting)
    meeting.error_kind = "AnErrorOfTomorrow"
    assert sentence_about(meeting) == "Something went wrong with Zoom. Try again, or paste a link."
