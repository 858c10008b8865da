"""The meeting at its session's desk, the way in, and the address at which Zoom tells what happens."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sessions.enums import ZoomState
from sessions.models import LiveSession, ZoomEvent, ZoomMeeting
from tests.sessions.views.conftest import text_of
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.webhook.events import MIDDAY, body
from tests.sessions.zoom.webhook.signed import headers

pytestmark = pytest.mark.django_db
BEFORE = START - timedelta(days=3)
EDIT = "sessions:session_edit"
ACT = "sessions:session_zoom"
SECRETS = ["join-secret", "start-secret", "passcode-1", "tk=registrant"]


@pytest.fixture
def made(at_zoom, cast):
    """The session `session-5` of the cast's cohort, its meeting standing; the stand-in's clock is the pages' clock."""
    at_zoom.clock.now = BEFORE
    return at_zoom.made(cast.cohort)


def desk(visit, **more):
    return text_of(visit("facilitator", EDIT, "session-5", at=BEFORE, **more))


def act(visit, act, role="facilitator", at=BEFORE):
    return visit(role, ACT, "session-5", at=at, data={"act": act}, follow=True)


class TestTheDesk:
    def test_it_says_how_the_meeting_stands(self, visit, made):
        said = desk(visit)
        assert "Meeting at Zoom ready Meeting 852 0000 0001 stands at Zoom as it should." in said
        page = text_of(visit("facilitator", "sessions:session_detail", "session-5", at=BEFORE))
        assert "Meeting at Zoom ready" in page
        assert "Meeting at Zoom" not in text_of(visit("participant", "sessions:session_detail", "session-5", at=BEFORE))

    def test_while_it_is_made_the_page_waits_for_nobody(self, visit, at_zoom, cast):
        at_zoom.clock.now = BEFORE
        at_zoom.schedule(cast.cohort)
        assert "The portal is bringing the meeting along." in desk(visit)
        assert at_zoom.standin.seen == []

    def test_what_went_wrong_is_a_sentence_and_a_button_tries_again(self, visit, at_zoom, cast):
        at_zoom.clock.now = BEFORE
        at_zoom.be_away()
        at_zoom.made(cast.cohort)
        said = desk(visit)
        assert "This did not work at Zoom Zoom does not answer at the moment." in said
        assert "The portal tries again by itself:" in said
        answer = visit("facilitator", "sessions:session_detail", "session-5", at=BEFORE)
        assert "This did not work at Zoom Zoom does not answer at the moment." in text_of(answer)
        assert re.search(
            r'/zoom/"[^>]*>.*?name="act" value="again"[^>]*>\s*Try again now', answer.content.decode(), re.DOTALL
        )
        seen = len(at_zoom.standin.seen)
        assert "The portal asks Zoom now." in text_of(act(visit, "again"))
        assert (ZoomMeeting.objects.get().state, len(at_zoom.standin.seen)) == (ZoomState.WAITING, seen)
        at_zoom.come_back()
        at_zoom.work()
        assert "stands at Zoom as it should" in desk(visit)

    def test_moved_at_zoom_the_time_is_taken_over_or_put_back(self, visit, at_zoom, made):
        live_session, meeting = made
        at_zoom.standin.meetings[meeting.meeting_id].update(start_time="2022-04-20T20:00:00Z", duration=60)
        at_zoom.look(meeting)
        said = desk(visit)
        assert "The meeting was changed at Zoom At Zoom it begins" in said
        assert "4:00 pm Eastern" in said
        assert "At Zoom it takes 60 minutes." in said
        assert "Put it back as the session says Take over the time at Zoom" in said
        assert "The session takes place when the meeting does." in text_of(act(visit, "take_over"))
        live_session.refresh_from_db()
        assert (live_session.starts_at, live_session.minutes) == (START + timedelta(hours=1), 60)

    def test_deleted_at_zoom_it_is_made_again(self, visit, at_zoom, made):
        _, meeting = made
        at_zoom.standin.meetings.clear()
        at_zoom.look(meeting)
        assert "The meeting is no longer at Zoom" in desk(visit)
        assert "Zoom needs a look" in text_of(visit("facilitator", "sessions:manage_schedule", at=BEFORE))
        act(visit, "again")
        at_zoom.work()
        assert "stands at Zoom as it should" in desk(visit)
        assert "Zoom needs a look" not in text_of(visit("facilitator", "sessions:manage_schedule", at=BEFORE))

    def test_what_can_not_be_done_is_said(self, visit, made):
        assert "The meeting at Zoom takes place when the session does." in text_of(act(visit, "take_over"))
        assert act(visit, "something else").status_code == 200

    @pytest.mark.parametrize("role", ["participant", "coach", "observer"])
    def test_others_have_no_say(self, visit, made, role):
        assert act(visit, "again", role).status_code == 403

    def test_no_secret_stands_in_any_page_or_in_the_history(self, visit, at_zoom, cast):
        cast.cohort.zoom_registration = True
        cast.cohort.save()
        at_zoom.clock.now = BEFORE
        live_session, _ = at_zoom.made(cast.cohort)
        pages = [
            visit("facilitator", name, *args, at=BEFORE).content.decode()
            for name, args in [
                (EDIT, ["session-5"]),
                ("sessions:session_detail", ["session-5"]),
                ("sessions:session_join", ["session-5"]),
                ("sessions:manage_schedule", []),
                ("sessions:schedule", []),
            ]
        ]
        kept = [str(list(live_session.history.values())), json.dumps(ZoomMeeting.objects.get().wanted)]
        assert [secret for secret in SECRETS for text in pages + kept if secret in text] == []
        # There is something that could have been said.
        assert "join-secret" in ZoomMeeting.objects.get().join_url


class TestChoosing:
    DETAILS = {"title": "Place Matters", "label": "Session 5", "kind": "module", "format": "virtual"}
    WHEN = {"day": "2022-04-20", "wall_time": "15:00", "minutes": "90"}

    def create(self, visit, **more):
        answer = visit("facilitator", "sessions:session_create", at=BEFORE, data=self.DETAILS | self.WHEN | more)
        assert answer.status_code == 302
        return LiveSession.objects.get()

    def test_a_meeting_is_made_unless_somebody_chooses_otherwise(self, visit, at_zoom, cast):
        form = visit("facilitator", "sessions:session_create", at=BEFORE).content.decode()
        assert 'name="makes_meeting"' in form
        self.create(visit, makes_meeting="on", zoom_host="other@example.org")
        assert ZoomMeeting.objects.get().wanted["host"] == "other@example.org"

    def test_without_the_tick_a_link_is_pasted_later(self, visit, at_zoom, cast):
        live_session = self.create(visit)
        assert (live_session.makes_meeting, ZoomMeeting.objects.count()) == (False, 0)
        visit("facilitator", EDIT, live_session.slug, at=BEFORE, data=self.DETAILS | {"makes_meeting": "on"})
        assert ZoomMeeting.objects.get().state == ZoomState.WAITING

    def test_without_keys_there_is_no_such_choice_and_what_was_chosen_stays(self, visit, cast):
        form = visit("facilitator", "sessions:session_create", at=BEFORE).content.decode()
        assert "makes_meeting" not in form
        assert self.create(visit).makes_meeting is True

    def test_a_series_is_chosen_for_at_once(self, visit, at_zoom, cast):
        rule = {
            "rhythm": "weekly", "n": "3", "weekday": "2", "first_day": "2022-04-20", "count": "2", "wall_time": "15:00",
            "minutes": "90", "label": "Session", "first_number": "1", "titles": "One\nTwo",
        }  # fmt: skip
        rows = visit("facilitator", "sessions:series_create", at=BEFORE, data=rule)
        assert "Let the portal make a meeting at Zoom" in text_of(rows)
        shared = {"step": "save", "all-format": "virtual", "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0"}
        for place, day in enumerate(["2022-04-20", "2022-04-27"]):
            row = {"day": day, "wall_time": "15:00", "minutes": "90", "label": f"Session {place}", "kind": "module"}
            shared |= {f"rows-{place}-{name}": value for name, value in row.items()}
        visit("facilitator", "sessions:series_create", at=BEFORE, data=shared | {"all-makes_meeting": "on"})
        assert (LiveSession.objects.count(), ZoomMeeting.objects.count()) == (2, 2)


class TestTheWayIn:
    def test_it_leads_to_the_meeting(self, visit, made):
        answer = visit("participant", "sessions:session_join", "session-5", at=START)
        assert (answer.status_code, answer["Location"]) == (302, made[1].join_url)
        assert "no-store" in answer["Cache-Control"]

    def test_each_has_their_own_where_the_cohort_wants_it(self, visit, at_zoom, cast):
        cast.cohort.zoom_registration = True
        cast.cohort.save()
        at_zoom.clock.now = BEFORE
        at_zoom.made(cast.cohort)
        links = {
            visit(role, "sessions:session_join", "session-5", at=START)["Location"] for role in ("participant", "coach")
        }
        assert len(links) == 2
        assert all("tk=registrant" in link for link in links)

    def test_facilitators_go_in_early(self, visit, made):
        early = visit("facilitator", "sessions:session_join", "session-5", at=BEFORE)
        assert "Facilitators: go in now and set up" in text_of(early)
        answer = visit("facilitator", "sessions:session_join", "session-5", at=BEFORE, query="?set-up=1")
        assert answer["Location"] == made[1].join_url

    def test_before_it_is_made_the_room_is_not_ready(self, visit, at_zoom, cast):
        at_zoom.clock.now = BEFORE
        at_zoom.schedule(cast.cohort)
        assert "The room is not ready yet" in text_of(
            visit("participant", "sessions:session_join", "session-5", at=START)
        )
        assert "no Zoom link" in text_of(visit("facilitator", "sessions:manage_schedule", at=BEFORE))

    def test_with_a_meeting_no_link_is_missed(self, visit, made):
        assert "no Zoom link" not in text_of(visit("facilitator", "sessions:manage_schedule", at=BEFORE))


@pytest.mark.usefixtures("at_zoom")
class TestTheWebhook:
    @pytest.fixture
    def tell(self):
        """One request, by a stranger without a cookie or a token of ours."""
        client = Client(enforce_csrf_checks=True)

        def post(sent, now=MIDDAY, signed=None, method="post"):
            with time_machine.travel(now, tick=False):
                return getattr(client, method)(
                    reverse("sessions:zoom_webhook"),
                    sent,
                    content_type="application/json",
                    headers=headers(sent, now) if signed is None else signed,
                )

        return post

    def test_its_address_is_the_one_zoom_is_told(self):
        assert reverse("sessions:zoom_webhook") == "/zoom/webhook/"

    def test_an_event_is_taken_and_answered_at_once(self, tell, at_zoom):
        answer = tell(body("meeting.started", 0))
        assert (answer.status_code, answer.content) == (204, b"")
        # It is stored, and nobody else is waited for.
        assert (ZoomEvent.objects.count(), at_zoom.standin.seen) == (1, [])

    def test_zooms_question_is_answered(self, tell):
        sent = json.dumps(
            {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}, "event_ts": 1}
        ).encode()
        answer = tell(sent)
        assert (answer.status_code, answer.json()["plainToken"]) == (200, "abc")

    def test_a_question_that_would_sign_anything_is_not(self, tell):
        question = {"event": "endpoint.url_validation", "payload": {"plainToken": "v0:1:x"}, "event_ts": 1}
        assert tell(json.dumps(question).encode()).status_code == 400

    @pytest.mark.parametrize(
        "signed", [{}, headers(b"other", MIDDAY), headers(body("meeting.started", 0), MIDDAY, "x")]
    )
    def test_what_zoom_did_not_sign_is_refused_and_tells_the_log_no_more(self, tell, signed, caplog):
        assert tell(body("meeting.started", 0), signed=signed).status_code == 401
        assert ZoomEvent.objects.count() == 0
        assert "secret-of-the-webhook" not in caplog.text
        assert "meeting.started" not in caplog.text

    def test_an_old_one_played_again_is_refused(self, tell):
        sent = body("meeting.started", 0)
        signed = headers(sent, MIDDAY)
        assert tell(sent, MIDDAY + timedelta(minutes=6), signed=signed).status_code == 401

    def test_a_body_beyond_every_event_is_refused_before_it_is_read(self, tell):
        assert tell(b"x" * 3_000_000).status_code == 400
        assert ZoomEvent.objects.count() == 0

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_it_is_told_by_post_alone(self, tell, method):
        assert tell(b"", method=method).status_code == 405
