"""Bringing a meeting along while Zoom answers, refuses, is slow, or says nothing of what it did."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import ZoomState
from sessions.models import ZoomMeeting
from sessions.operations.schedule import cancel_session, edit_session, move_session
from sessions.operations.zoom_desk import bring_along_again
from sessions.operations.zoom_work import RESTS, bring_meeting_along
from sessions.zoom.errors import sentence_of
from tests.at_once import at_once
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.standin.faults import Fault

pytestmark = pytest.mark.django_db
SECRETS = ["secret-key-of-the-portal", "token-1-of-the-account", "join-secret", "start-secret", "passcode-1"]


def test_it_is_made_as_it_should_be_and_its_link_is_kept(at_zoom):
    _, meeting = at_zoom.made()
    (there,) = at_zoom.standin.meetings.values()
    assert (meeting.state, meeting.meeting_id, meeting.uuid, meeting.join_url) == (
        ZoomState.STANDING, there["id"], there["uuid"], there["join_url"],
    )  # fmt: skip
    assert (there["topic"], there["start_time"], there["duration"], there["timezone"]) == (
        "Session 5: Place Matters", "2022-04-20T19:00:00Z", 90, "America/New_York",
    )  # fmt: skip
    assert there["agenda"] == f"[{meeting.key}]"
    # What has never been asked for isn't looked for; the link that makes one the host is asked for by nobody.
    assert [verb for verb, path, _ in at_zoom.standin.seen if path != "/oauth/token"] == ["POST"]
    assert "start-secret" not in str(list(ZoomMeeting.objects.values()))


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.SLOW_AFTER, Fault.SERVER_ERROR_AFTER])
def test_made_without_an_answer_it_is_found_and_not_made_twice(at_zoom, fault):
    at_zoom.fail(fault)
    _, meeting = at_zoom.made()
    assert (meeting.state, list(at_zoom.standin.meetings)) == (ZoomState.STANDING, [meeting.meeting_id])


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.EXPIRED])
def test_a_moments_trouble_is_nobodys_business(at_zoom, fault):
    at_zoom.fail(fault)
    _, meeting = at_zoom.made()
    assert (meeting.state, len(at_zoom.standin.meetings)) == (ZoomState.STANDING, 1)


def test_a_token_that_is_void_is_renewed(at_zoom):
    live_session, meeting = at_zoom.made()
    at_zoom.standin.expire_tokens()
    edit_session(live_session=live_session, title="Renamed", by=None, now=at_zoom.clock())
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, at_zoom.standin.meetings[meeting.meeting_id]["topic"]) == (
        ZoomState.STANDING, "Session 5: Renamed",
    )  # fmt: skip


def test_while_zoom_is_away_it_is_tried_again_later_and_later_then_somebody_is_needed(at_zoom):
    at_zoom.be_away(1000)
    _, meeting = at_zoom.made()
    rested = []
    while meeting.retry_at:
        assert meeting.state == ZoomState.FAILED
        rested.append(meeting.retry_at)
        at_zoom.clock.now = meeting.retry_at - timedelta(seconds=1)
        seen = len(at_zoom.standin.seen)
        at_zoom.work()
        assert len(at_zoom.standin.seen) == seen
        at_zoom.clock.now = meeting.retry_at
        at_zoom.work()
        meeting.refresh_from_db()
    assert (len(rested), meeting.state) == (len(RESTS), ZoomState.FAILED)
    at_zoom.come_back(days=1)
    at_zoom.work()
    assert at_zoom.standin.meetings == {}
    bring_along_again(live_session=meeting.live_session, now=at_zoom.clock() - timedelta(days=2))
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.error_kind, len(at_zoom.standin.meetings)) == (ZoomState.STANDING, "", 1)


def test_after_the_days_limit_it_waits_for_zooms_tomorrow(at_zoom):
    at_zoom.fail(Fault.DAILY)
    _, meeting = at_zoom.made()
    assert (meeting.error_kind, meeting.retry_at) == ("DailyLimitReached", datetime(2022, 4, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("facts", "missing", "kind"),
    [
        ({"zoom_host": "nobody@example.org"}, False, "HostUnknown"),
        ({}, True, "PermissionMissing"),
    ],
)
def test_what_only_people_can_put_right_waits_for_them(at_zoom, facts, missing, kind):
    at_zoom.standin.scopes_missing = missing
    live_session, meeting = at_zoom.made(**facts)
    assert (meeting.state, meeting.error_kind, meeting.retry_at) == (ZoomState.FAILED, kind, None)
    at_zoom.standin.scopes_missing = False
    edit_session(live_session=live_session, zoom_host="", by=None, now=at_zoom.clock())
    bring_along_again(live_session=live_session, now=at_zoom.clock())
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, len(at_zoom.standin.meetings)) == (ZoomState.STANDING, 1)


def test_wrong_keys_are_said_and_told_nowhere(at_zoom, caplog):
    at_zoom.standin.tokens.clear()
    at_zoom.fail(*[Fault.EXPIRED] * 20)
    _, meeting = at_zoom.made()
    assert meeting.error_kind == "KeysRefused"
    said = sentence_of(meeting.error_kind) % meeting.error_facts + caplog.text
    assert [secret for secret in SECRETS if secret in said] == []


def test_the_log_holds_no_address_of_zooms(at_zoom, caplog):
    """The HTTP library would write them down, and those of files open a door."""
    with caplog.at_level("DEBUG"):
        at_zoom.made()
    assert "zoom.us" not in caplog.text
    assert [logging.getLogger(name).getEffectiveLevel() for name in ("httpx", "httpcore")] == [logging.WARNING] * 2


def test_keys_that_are_taken_away_are_missed(at_zoom):
    live_session, meeting = at_zoom.made()
    move_session(live_session=live_session, starts_at=START + timedelta(days=1), by=None, now=at_zoom.clock())
    bring_meeting_along(meeting_pk=meeting.pk, zoom=None, clock=at_zoom.clock)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.error_kind) == (ZoomState.FAILED, "NoKeys")


def test_deleted_at_zoom_it_is_not_made_again_unasked(at_zoom):
    live_session, meeting = at_zoom.made()
    at_zoom.standin.meetings.clear()
    move_session(live_session=live_session, starts_at=START + timedelta(days=1), by=None, now=at_zoom.clock())
    at_zoom.work()
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, at_zoom.standin.meetings) == (ZoomState.GONE, {})


def test_deleted_at_zoom_and_cancelled_is_done(at_zoom):
    live_session, meeting = at_zoom.made()
    at_zoom.standin.meetings.clear()
    cancel_session(live_session=live_session, reason="Snow", by=None, now=at_zoom.clock())
    at_zoom.work()
    meeting.refresh_from_db()
    assert meeting.state == ZoomState.TAKEN_AWAY


def test_another_host_gets_another_meeting_and_the_first_one_goes(at_zoom):
    live_session, meeting = at_zoom.made()
    first = meeting.meeting_id
    edit_session(live_session=live_session, zoom_host="other@example.org", by=None, now=at_zoom.clock())
    at_zoom.work()
    meeting.refresh_from_db()
    assert first != meeting.meeting_id
    assert {number: there["host_email"] for number, there in at_zoom.standin.meetings.items()} == {
        meeting.meeting_id: "other@example.org"
    }


def test_made_without_an_answer_and_cancelled_leaves_nothing_behind(at_zoom):
    # It is done, and then Zoom says nothing for long.
    at_zoom.fail(Fault.DROP_AFTER, *[Fault.DROP_BEFORE] * 40)
    live_session, meeting = at_zoom.made()
    assert (meeting.meeting_id, len(at_zoom.standin.meetings)) == (None, 1)
    at_zoom.come_back()
    cancel_session(live_session=live_session, reason="Snow", by=None, now=at_zoom.clock())
    at_zoom.work()
    assert at_zoom.standin.meetings == {}


def test_what_zoom_does_not_take_over_is_seen(at_zoom):
    live_session, meeting = at_zoom.made()
    # Zoom lets a start in the past be, and says nothing.
    at_zoom.clock.now = START - timedelta(minutes=5)
    move_session(live_session=live_session, starts_at=START - timedelta(minutes=30), by=None, now=at_zoom.clock())
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.found) == (ZoomState.DRIFTED, {"starts_at": "2022-04-20T19:00:00+00:00"})


def test_a_change_while_a_worker_is_at_it_is_not_overlooked(at_zoom, monkeypatch):
    live_session = at_zoom.schedule()
    create = at_zoom.zoom.meetings.create

    def slowly(draft, **more):
        move_session(live_session=live_session, starts_at=START + timedelta(days=7), by=None, now=at_zoom.clock())
        return create(draft, **more)

    monkeypatch.setattr(type(at_zoom.zoom.meetings), "create", lambda self, draft, **more: slowly(draft, **more))
    at_zoom.work()
    meeting = live_session.zoom_meeting
    assert meeting.state == ZoomState.WAITING
    at_zoom.work()
    meeting.refresh_from_db()
    (there,) = at_zoom.standin.meetings.values()
    assert (meeting.state, there["start_time"]) == (ZoomState.STANDING, "2022-04-27T19:00:00Z")


def test_a_worker_that_was_killed_is_followed_by_another_that_makes_no_second(at_zoom, monkeypatch):
    meeting = at_zoom.schedule().zoom_meeting

    def die(*_arguments, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("sessions.operations.zoom_work.found_in", die)
        with pytest.raises(KeyboardInterrupt):
            at_zoom.work()
    # All it wrote down before it died is lost with it.
    ZoomMeeting.objects.update(meeting_id=None, join_url="")
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, len(at_zoom.standin.meetings)) == (ZoomState.AT_WORK, 1)
    at_zoom.clock.pass_by(minutes=6)
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, list(at_zoom.standin.meetings)) == (ZoomState.STANDING, [meeting.meeting_id])


def test_one_whose_workers_die_each_time_is_set_aside(at_zoom):
    meeting = at_zoom.schedule().zoom_meeting
    now = at_zoom.clock()
    ZoomMeeting.objects.update(state=ZoomState.AT_WORK, claimed_at=now - timedelta(hours=1), tries=len(RESTS) + 1)
    at_zoom.work()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.error_kind, at_zoom.standin.seen) == (ZoomState.FAILED, "ZoomError", [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_meeting(at_zoom):
    meeting = at_zoom.schedule().zoom_meeting

    def work():
        bring_meeting_along(meeting_pk=meeting.pk, zoom=at_zoom.zoom, clock=at_zoom.clock)

    assert at_once(*[work] * 4) == [None] * 4
    meeting.refresh_from_db()
    assert (meeting.state, list(at_zoom.standin.meetings)) == (ZoomState.STANDING, [meeting.meeting_id])
    assert at_zoom.asked("POST") == ["/v2/users/host%40example.org/meetings"]
