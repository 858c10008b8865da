from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions.zoom.drafts import Options
from sessions.zoom.errors import HostUnknown, MeetingIsGone, NotUnderstood, OutcomeUnknown, ZoomIsAway
from sessions.zoom.meetings import Difference, differences
from sessions.zoom.rooms import InTwoRooms, Room
from sessions.zoom.secret import Secret
from tests.sessions.zoom.conftest import HOST, START, a_draft, asked
from tests.sessions.zoom.standin.faults import Fault

# Each leaves nobody knowing whether the meeting was made.
UNKNOWN = [Fault.DROP_AFTER, Fault.DROP_BEFORE, Fault.SLOW_AFTER, Fault.SERVER_ERROR, Fault.SERVER_ERROR_AFTER]


def test_a_meeting_is_made_as_the_draft_says(zoom, standin):
    passcode, chosen = Secret("Pass-1"), ("a@example.org", "b@example.org")
    options = Options(record=True, registration=True, alternative_hosts=chosen, passcode=passcode)
    meeting = zoom.meetings.create(a_draft(agenda="Welcome", options=options))

    (kept,) = standin.meetings.values()
    assert kept["type"] == 2
    assert kept["start_time"] == "2022-04-20T19:00:00Z"
    assert kept["timezone"] == "America/New_York"
    assert kept["agenda"] == "[portal-session-1]\nWelcome"
    assert kept["settings"]["auto_recording"] == "cloud"
    assert kept["settings"]["alternative_hosts"] == "a@example.org;b@example.org"
    assert (meeting.id, meeting.topic, meeting.starts_at, meeting.minutes) == (kept["id"], "Session 1", START, 90)
    assert (meeting.join_url, meeting.passcode) == (kept["join_url"], passcode)
    assert meeting.takes_registrants
    assert differences(a_draft(agenda="Welcome", options=options), meeting) == ()


def test_a_local_start_is_sent_as_the_instant_it_is(zoom):
    eastern = START.astimezone(ZoneInfo("America/New_York"))
    assert zoom.meetings.create(a_draft(starts_at=eastern)).starts_at == START


@pytest.mark.parametrize("fault", UNKNOWN, ids=lambda fault: fault.name)
@pytest.mark.parametrize("never_asked", [True, False])
def test_no_answer_makes_one_meeting(zoom, standin, fault, never_asked):
    standin.faults.extend([fault] if never_asked else [Fault.NONE, fault])

    meeting = zoom.meetings.create(a_draft(), never_asked=never_asked)

    assert [*standin.meetings] == [meeting.id]


@pytest.mark.parametrize("fault", UNKNOWN, ids=lambda fault: fault.name)
def test_a_task_that_died_and_comes_again_makes_one_meeting(zoom, standin, fault):
    """The first gave up before it could keep the number; the second knows nothing of it."""
    standin.faults.extend([Fault.NONE, fault, *[Fault.SERVER_ERROR] * 4])
    with pytest.raises(ZoomIsAway):
        zoom.meetings.create(a_draft())

    meeting = zoom.meetings.create(a_draft())

    assert [*standin.meetings] == [meeting.id]


def test_the_key_finds_the_meeting_on_any_page_and_brings_it_up_to_date(zoom, standin):
    standin.page_size = 2
    made = [zoom.meetings.create(a_draft(key=f"portal-session-{number}")) for number in range(7)]

    again = zoom.meetings.create(a_draft(key="portal-session-5", topic="Another title"))

    assert again.id == made[5].id
    assert again.topic == "Another title"
    assert len(standin.meetings) == 7


def test_the_meeting_of_somebody_else_is_never_taken(zoom, standin):
    """The same title and start, with an agenda of its own, or none and made long ago."""
    other = zoom.meetings.create(a_draft(key="portal-session-10"))
    by_hand = zoom.meetings.create(a_draft(key="by-hand"))
    standin.meetings[by_hand.id].update(agenda="", created_at="2021-01-01T00:00:00Z")
    standin.faults.extend([Fault.NONE, Fault.NONE, Fault.NONE, Fault.DROP_BEFORE])

    meeting = zoom.meetings.create(a_draft(key="portal-session-1"))

    assert meeting.id not in {other.id, by_hand.id}
    assert len(standin.meetings) == 3


def test_where_zoom_keeps_no_agenda_the_one_just_made_is_found(zoom, standin, monkeypatch):
    create = zoom.meetings.calls.post

    def forgetful(*arguments, **named):
        try:
            return create(*arguments, **named)
        finally:
            for meeting in standin.meetings.values():
                meeting["agenda"] = ""

    monkeypatch.setattr(
        type(zoom.meetings.calls), "post", lambda _self, *arguments, **named: forgetful(*arguments, **named)
    )
    standin.faults.extend([Fault.NONE, Fault.DROP_AFTER])

    zoom.meetings.create(a_draft())

    assert len(standin.meetings) == 1


def test_it_gives_up_without_having_made_many(zoom, standin, clock):
    standin.faults.extend([Fault.NONE, Fault.DROP_BEFORE] * 6)

    with pytest.raises(OutcomeUnknown):
        zoom.meetings.create(a_draft())

    assert len(asked(standin, "POST")) == 3
    assert standin.meetings == {}
    # A moment each, in which Zoom may come to list what it made.
    assert clock.slept == [1, 2]


def test_a_change_is_read_back_and_what_zoom_let_be_is_told(zoom, clock):
    meeting = zoom.meetings.create(a_draft())
    past = a_draft(topic="New", starts_at=clock.now - timedelta(days=1), minutes=60)

    changed = zoom.meetings.update(meeting.id, past)

    assert (changed.topic, changed.minutes) == ("New", 60)
    assert differences(past, changed) == (Difference("starts_at", past.starts_at, START),)


def test_spaces_that_zoom_took_away_are_no_difference(zoom, standin):
    draft = a_draft(topic=" Session  1: opening ")
    meeting = zoom.meetings.create(draft)
    standin.meetings[meeting.id]["topic"] = "Session 1: opening"
    assert differences(draft, zoom.meetings.get(meeting.id)) == ()
    assert differences(a_draft(topic="Session 2"), zoom.meetings.get(meeting.id)) != ()


def test_what_was_moved_at_zoom_is_seen(zoom, standin):
    meeting = zoom.meetings.create(a_draft())
    standin.meetings[meeting.id].update(start_time="2022-04-21T19:00:00Z", duration=30)

    found = differences(a_draft(), zoom.meetings.get(meeting.id))

    assert found == (Difference("starts_at", START, START + timedelta(days=1)), Difference("minutes", 90, 30))


def test_a_meeting_deleted_at_zoom(zoom, standin):
    meeting = zoom.meetings.create(a_draft())
    standin.meetings.clear()

    with pytest.raises(MeetingIsGone) as gone:
        zoom.meetings.get(meeting.id)
    with pytest.raises(MeetingIsGone):
        zoom.meetings.update(meeting.id, a_draft())
    assert "Create it again" in str(gone.value)
    assert zoom.meetings.delete(meeting.id) is False


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.DROP_AFTER, Fault.SERVER_ERROR_AFTER, Fault.TOO_MANY])
def test_deleting(zoom, standin, fault):
    keep, drop = zoom.meetings.create(a_draft()), zoom.meetings.create(a_draft(key="portal-session-2"))
    standin.faults.append(fault)

    zoom.meetings.delete(drop.id)

    assert [*standin.meetings] == [keep.id]


def test_a_host_nobody_knows(zoom):
    with pytest.raises(HostUnknown, match=r"no such host .*stranger@example\.org"):
        zoom.meetings.create(a_draft(host="stranger@example.org"))


def test_rooms_replace_the_rooms_before(zoom, standin):
    meeting = zoom.meetings.create(a_draft())
    zoom.meetings.assign_rooms(meeting.id, (Room("Table 1", ("a@example.org",)), Room("Table 2", ("b@example.org",))))
    zoom.meetings.assign_rooms(meeting.id, (Room("Table 3", ("a@example.org", "c@example.org")),))

    rooms = standin.meetings[meeting.id]["settings"]["breakout_room"]
    assert rooms == {"enable": True, "rooms": [{"name": "Table 3", "participants": ["a@example.org", "c@example.org"]}]}


def test_rooms_zoom_would_refuse_are_not_sent(zoom, standin):
    meeting = zoom.meetings.create(a_draft())
    with pytest.raises(InTwoRooms, match=r"A@example\.org|a@example\.org"):
        zoom.meetings.assign_rooms(meeting.id, (Room("1", ("a@example.org",)), Room("2", ("A@example.org",))))
    assert asked(standin, "PATCH") == []


def test_the_link_of_the_host_is_asked_for_and_not_shown(zoom):
    meeting = zoom.meetings.create(a_draft())
    link = zoom.meetings.start_link(meeting.id)

    assert "zak=start-secret" in link.reveal()
    assert "start-secret" not in f"{link} {link!r} {meeting!r}"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://us02web.zoom.us/j/1", "https://[", "", None])
def test_a_link_that_people_must_not_be_sent_to(zoom, standin, url):
    meeting = zoom.meetings.create(a_draft())
    standin.meetings[meeting.id]["join_url"] = url
    with pytest.raises(NotUnderstood, match="join_url"):
        zoom.meetings.get(meeting.id)


def test_the_host_stands_in_the_path(zoom, standin):
    zoom.meetings.create(a_draft(), never_asked=True)
    assert asked(standin) == [("POST", "/v2/users/host%40example.org/meetings")]
    assert [meeting["host_email"] for meeting in standin.meetings.values()] == [HOST]
