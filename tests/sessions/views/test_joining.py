from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from sessions.enums import SessionStatus
from sessions.models import LiveSession
from sessions.operations.schedule import move_session
from sessions.queries.joining import door_state
from tests.factories.sessions import LiveSessionFactory, PromptFactory, RecordingFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
RAW = "raw-link-canary"


def join(visit, role="participant", **kwargs):
    return visit(role, "sessions:session_join", "place-matters", **kwargs)


def door(visit, live_session, *, known_at, at, role="participant"):
    known = door_state(live_session, known_at)
    return visit(role, "sessions:session_door", "place-matters", at=at, query=f"?known={known}")


class TestTheDoor:
    def test_while_nothing_changes_nothing_is_sent(self, visit, live_session):
        answer = door(visit, live_session, known_at=START - DAY, at=START - 16 * MINUTE)
        assert (answer.status_code, answer.content) == (204, b"")

    def test_it_opens_by_itself_and_sends_nobody_in(self, visit, live_session):
        answer = door(visit, live_session, known_at=START - DAY, at=START - 15 * MINUTE)
        # htmx stops asking at 286.
        assert answer.status_code == 286
        assert text_of(answer) == "The door is open The door is open. Join now"
        assert (
            reverse("sessions:session_join", args=[live_session.cohort.slug, "place-matters"])
            in answer.content.decode()
        )
        assert RAW not in answer.content.decode()

    def test_a_room_without_a_link_is_said_to_have_none(self, visit, live_session):
        LiveSession.objects.update(join_url="")
        assert "It is time, and the room’s link is not there yet." in text_of(
            door(visit, live_session, known_at=START - DAY, at=START)
        )

    def test_its_heading_finds_a_place_on_every_page_that_waits(self, visit, live_session):
        heading = '<span id="door-heading"'
        assert heading in door(visit, live_session, known_at=START - DAY, at=START).content.decode()
        assert heading in join(visit, at=START - HOUR).content.decode()
        live_session.history.update(history_date=START - 30 * DAY)
        move_session(live_session=live_session, starts_at=START + HOUR, by=None, now=START - 2 * DAY)
        moved = join(visit, at=START)
        assert "This session has been moved" in text_of(moved)
        assert "/join/door/" in moved.content.decode()
        assert heading in moved.content.decode()
        LiveSession.objects.update(join_url="")
        without_link = join(visit, at=START + HOUR)
        assert "The room is not ready yet" in text_of(without_link)
        assert heading in without_link.content.decode()

    @pytest.mark.parametrize("change", [{"status": SessionStatus.CANCELLED}, {"starts_at": START + DAY}])
    def test_what_else_changes_is_said_too(self, visit, live_session, change):
        LiveSession.objects.update(**change)
        answer = door(visit, live_session, known_at=START - DAY, at=START - DAY)
        assert text_of(answer) == "Something has changed about this session. Look again"

    def test_those_who_completed_the_cohort_do_not_wait_there(self, visit, cast, live_session):
        cast["participant"].enrollments.update(status=EnrollmentStatus.COMPLETED)
        assert door(visit, live_session, known_at=START - DAY, at=START).status_code == 403

    def test_the_page_for_the_early_asks_there(self, visit, live_session):
        content = join(visit, at=START - 2 * HOUR).content.decode()
        assert f"/join/door/?known={door_state(live_session, START - 3 * DAY)}" in content
        assert "<span data-with-script hidden>Leave this page open: it says so by itself.</span>" in content
        assert "<noscript>Load this page again then.</noscript>" in content

    def test_days_before_nothing_is_asked_for(self, visit, live_session):
        content = join(visit).content.decode()
        assert "/join/door/" not in content
        assert "Come back to this page then" in content


class TestMoved:
    @pytest.fixture
    def moved(self, live_session):
        at = START - 2 * DAY
        live_session.history.update(history_date=START - 30 * DAY)
        with time_machine.travel(at, tick=False):
            return move_session(live_session=live_session, starts_at=START + 7 * DAY, by=None, now=at)

    def test_who_comes_at_the_old_time_is_told_the_new_one(self, visit, moved):
        said = text_of(join(visit, at=START))
        assert "This session has been moved" in said
        assert "Now: Wednesday, September 28" in said
        assert "It was planned for Sep 21, 12:00 pm Pacific before, and has been moved." in said
        assert "You can go in from Sep 28, 11:45 am Pacific" in said

    def test_at_another_time_the_door_is_just_not_open(self, visit, moved):
        said = text_of(join(visit, at=START + DAY))
        assert "The door is not open yet" in said
        assert "It was planned for Sep 21, 12:00 pm Pacific before" in said


def test_after_the_end_the_way_leads_to_what_there_is(visit, live_session):
    page = live_session.get_absolute_url()
    before = join(visit, at=END)
    assert [f"{page}#recording" in before.content.decode(), f"{page}#prompts" in before.content.decode()] == [
        False,
        False,
    ]
    RecordingFactory(live_session=live_session)
    PromptFactory(live_session=live_session)
    after = join(visit, at=END)
    assert "What you can do now: Watch the recording Go to the prompts" in text_of(after)
    assert [f"{page}#recording" in after.content.decode(), f"{page}#prompts" in after.content.decode()] == [True, True]


def test_of_a_cancelled_one_the_reason_and_the_next_are_said(visit, cast, live_session):
    LiveSessionFactory(cohort=cast.cohort, title="Bad Sugar", label="Session 6", starts_at=START + 5 * MINUTE)
    LiveSession.objects.filter(pk=live_session.pk).update(
        status=SessionStatus.CANCELLED, cancellation_reason="Snow in Albany."
    )
    said = text_of(join(visit, at=START))
    assert "Snow in Albany." in said
    assert "The next session Session 6: Bad Sugar" in said
    assert "Join now" in said
    # One filled button: what one can do now.
    assert join(visit, at=START).content.decode().count("btn-primary") == 1


def test_elsewhere_their_own_session_under_way_has_a_way_in(visit, cast, live_session):
    LiveSessionFactory(cohort=cast.neighbor_cohort, slug="own", title="Their own", starts_at=START - 5 * MINUTE)
    answer = join(visit, "neighbor", at=START)
    assert answer.status_code == 404
    assert "Join now Session" in text_of(answer)
    # The way in is the one filled button.
    assert re.findall(r'btn-primary" href="([^"]+)"', answer.content.decode()) == [
        reverse("sessions:session_join", args=[cast.neighbor_cohort.slug, "own"])
    ]
    assert reverse("sessions:session_join", args=[cast.neighbor_cohort.slug, "own"]) in answer.content.decode()
    made_up = visit("neighbor", "sessions:session_join", "no-such-session", at=START)
    assert text_of(made_up) == text_of(answer)


def test_signed_out_one_signs_in_and_comes_back(client, live_session):
    address = reverse("sessions:session_join", args=[live_session.cohort.slug, "place-matters"])
    assert client.get(address)["Location"] == f"/account/login/?next={address}"


@pytest.mark.parametrize("at", [START - DAY, END])
def test_the_pages_at_the_door_cost_little(counted, live_session, at):
    counted(7 if at < START else 10, "participant", "sessions:session_join", "place-matters", at=at)
