"""Who was in a session, asked of Zoom once it is over, of a stand-in that checks each request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sessions import tasks
from sessions.enums import Attended, InquiryState
from sessions.models import AttendanceInquiry, Presence
from sessions.operations.attendance_inquiries import ask_who_was_there, ring_for_attendance, take_attendance
from sessions.operations.zoom_events import apply_waiting_events
from sessions.operations.zoom_fetching import NothingToAsk
from sessions.queries.attendance import Known
from sessions.querysets import LEASE
from sessions.zoom.errors import NoKeys, ZoomIsAway
from tests.factories.cohorts import EnrollmentFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.webhook.events import at, joined, left

pytestmark = pytest.mark.django_db
END = 90 * 60
NOW = at(END + 15 * 60)
TAKE = "live_sessions.take_attendance"
UUID = "/u//1=="
ANA = "ana@example.org"


@pytest.fixture
def meeting(at_zoom):
    _, meeting = at_zoom.made()
    return meeting


@pytest.fixture
def ana(meeting):
    return EnrollmentFactory(cohort=meeting.live_session.cohort, person__email=ANA, activated_at=at(-86_400)).person


@pytest.fixture
def rung(monkeypatch):
    started = []
    place = "sessions.operations.attendance_inquiries.start_on_commit"
    monkeypatch.setattr(place, lambda name, **arguments: started.append((name, arguments)))
    return started


def row(came, went, *, name="Ana", email=ANA, **more):
    """A row as Zoom lists it; `came` and `went` in minutes after the start."""
    said = [at(minutes * 60).strftime("%Y-%m-%dT%H:%M:%SZ") if minutes is not None else "" for minutes in (came, went)]
    usual = {"id": "", "user_id": "16778240", "registrant_id": "", "duration": 0, "status": "in_meeting"}
    return {**usual, "name": name, "user_email": email, "join_time": said[0], "leave_time": said[1], **more}


def hold(at_zoom, meeting, *rows, uuid=UUID, minutes=0):
    began = at(minutes * 60).strftime("%Y-%m-%dT%H:%M:%SZ")
    at_zoom.standin.hold(meeting.meeting_id, uuid=uuid, started_at=began, participants=rows)


def take(at_zoom, meeting, **more):
    return take_attendance(meeting_pk=meeting.pk, **{"zoom": at_zoom.zoom, "now": NOW, **more})


def minutes_of(person, live_session):
    standing = Known.of([live_session], person=person).standing(live_session, person.pk, now=NOW)
    return (standing.minutes, standing.state)


def test_who_was_there_is_noted_and_the_rest_waits_for_a_name(at_zoom, meeting, ana):
    hold(
        at_zoom, meeting,
        row(0, 40), row(50, 90, user_id="16778241"),
        row(0, 90, name="iPad in the hall", email="", user_id="3"),
        row(-10, -5, status="in_waiting_room", name="Waits", email="", user_id="4"),
        row(0, 90, name="", email="", user_id="5"),
        row(0, None, name="Ben", email="", user_id="6", duration=1800),
        row(0, None, name="Never gone", email="", user_id="7"),
    )  # fmt: skip
    assert take(at_zoom, meeting) == 4
    assert minutes_of(ana, meeting.live_session) == (80, Attended.LIVE)
    waiting = Presence.objects.waiting().order_by("name").values_list("name", "joined_at", "left_at")
    assert list(waiting) == [("Ben", at(0), at(1800)), ("iPad in the hall", at(0), at(END))]
    inquiry = AttendanceInquiry.objects.get()
    assert (inquiry.state, inquiry.stays_found, inquiry.answered_at) == (InquiryState.ANSWERED, 4, NOW)


def test_asked_again_it_is_the_same_and_what_zoom_corrected_is_corrected(at_zoom, meeting, ana):
    hold(at_zoom, meeting, row(0, 40))
    take(at_zoom, meeting)
    before = list(Presence.objects.values())
    take(at_zoom, meeting)
    assert list(Presence.objects.values()) == before
    hold(at_zoom, meeting, row(0, 90))
    take(at_zoom, meeting)
    assert minutes_of(ana, meeting.live_session) == (90, Attended.LIVE)


def test_what_the_events_told_and_the_list_count_once(at_zoom, meeting, ana):
    for event in (joined("16778240", 0, "Ana", email=ANA), left("16778240", 30 * 60, "Ana", email=ANA)):
        tell(event, NOW)
    apply_waiting_events(now=NOW)
    assert minutes_of(ana, meeting.live_session)[0] == 30
    # The events of the second half were lost: the portal was away.
    hold(at_zoom, meeting, row(0, 30), row(40, 90, user_id="16778241"))
    take(at_zoom, meeting)
    assert minutes_of(ana, meeting.live_session) == (80, Attended.LIVE)
    # An event that comes late changes nothing of the list.
    tell(left("16778240", 31 * 60, "Ana", email=ANA), NOW)
    apply_waiting_events(now=NOW)
    assert minutes_of(ana, meeting.live_session)[0] >= 80


def test_a_registrant_is_known_by_their_number(at_zoom, meeting, ana):
    enrollment = meeting.live_session.cohort.enrollments.get(person=ana)
    meeting.registrants.create(enrollment=enrollment, registrant_id="r-1", email=ANA, registered_at=at(0))
    hold(at_zoom, meeting, row(0, 90, name="Somebody else", email="", registrant_id="r-1"))
    take(at_zoom, meeting)
    assert minutes_of(ana, meeting.live_session) == (90, Attended.LIVE)


def test_what_was_held_on_another_day_is_another_thing(at_zoom, meeting, ana):
    hold(at_zoom, meeting, row(-1500, -1440), uuid="tried", minutes=-1500)
    hold(at_zoom, meeting, row(-60, -50), uuid="early", minutes=-60)
    hold(at_zoom, meeting, row(100, 190), uuid="after", minutes=100)
    assert take(at_zoom, meeting) == 0
    assert Presence.objects.count() == 0


def test_it_is_asked_by_itself_after_the_end_until_somebody_is_listed(at_zoom, meeting, ana, rung):
    ends_at = meeting.live_session.ends_at
    assert ring_for_attendance(now=ends_at + timedelta(minutes=5)) == 0
    assert ring_for_attendance(now=NOW) == 1
    assert rung == [(TAKE, {"meeting": meeting.pk})]
    # It is being asked; the message was lost; nobody is listed yet; somebody is.
    assert ring_for_attendance(now=NOW + timedelta(minutes=5)) == 0
    assert ring_for_attendance(now=NOW + LEASE) == 1
    hold(at_zoom, meeting)
    take(at_zoom, meeting)
    assert ring_for_attendance(now=NOW + timedelta(hours=1)) == 1
    hold(at_zoom, meeting, row(0, 90))
    take(at_zoom, meeting)
    assert ring_for_attendance(now=NOW + timedelta(hours=2)) == 0


def test_of_a_session_long_past_nobody_asks_by_itself(meeting, rung):
    assert ring_for_attendance(now=NOW + timedelta(days=2)) == 0


def test_the_button_asks_and_twice_is_once(meeting, rung):
    for seconds in (0, 5):
        ask_who_was_there(live_session=meeting.live_session, now=NOW + timedelta(seconds=seconds))
    assert rung == [(TAKE, {"meeting": meeting.pk})]
    assert AttendanceInquiry.objects.get().state == InquiryState.ASKING
    with pytest.raises(NothingToAsk):
        ask_who_was_there(live_session=meeting.live_session, now=at(-60))


@pytest.mark.parametrize(("error", "again"), [(ZoomIsAway(), True), (ZeroDivisionError(), False)])
def test_what_went_wrong_is_kept_and_nothing_is_lost(at_zoom, meeting, ana, monkeypatch, error, again):
    hold(at_zoom, meeting, row(0, 90))
    take(at_zoom, meeting)

    def holdings(_past, _meeting):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr("sessions.zoom.participants.Past.holdings", holdings)
        with pytest.raises(type(error)):
            take(at_zoom, meeting, again_at=NOW + timedelta(minutes=1))
    inquiry = AttendanceInquiry.objects.get()
    assert (inquiry.state, inquiry.error_kind) == (InquiryState.FAILED, getattr(error, "kind", ""))
    assert inquiry.retry_at == (NOW + timedelta(minutes=1) if again else None)
    assert minutes_of(ana, meeting.live_session) == (90, Attended.LIVE)
    take(at_zoom, meeting)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.error_kind, inquiry.retry_at) == (InquiryState.ANSWERED, "", None)


def test_without_keys_that_is_what_went_wrong(meeting, monkeypatch):
    monkeypatch.setattr("sessions.tasks.zoom_account", lambda: None)
    tasks.take_attendance_of(meeting=meeting.pk)
    assert AttendanceInquiry.objects.get().error_kind == NoKeys.kind


def test_the_task_comes_back_as_often_as_it_says(at_zoom, meeting):
    at_zoom.be_away()
    task = tasks.take_attendance_of
    task.push_request(retries=task.max_retries, kwargs={})
    try:
        task.run(meeting=meeting.pk)
    finally:
        task.pop_request()
    inquiry = AttendanceInquiry.objects.get()
    assert (inquiry.state, inquiry.retry_at) == (InquiryState.FAILED, None)


def test_a_session_that_is_gone_is_nobodys(at_zoom, meeting):
    assert take_attendance(meeting_pk=meeting.pk + 1, zoom=at_zoom.zoom, now=NOW) == 0
