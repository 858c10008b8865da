"""A session is moved or cancelled at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sessions.enums import SessionStatus
from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.expired_sign_in import kept_form, values_of
from tests.factories.cohorts import PhaseFactory
from tests.factories.sessions import (
    AgendaItemFactory,
    PromptFactory,
)
from tests.sessions.operations.test_schedule import remind
from tests.sessions.views.conftest import START, text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def move(visit, **changes):
    data = {"day": "2022-10-26", "wall_time": "15:00", "minutes": "90", "reason": "Holiday"} | changes
    return visit("facilitator", "sessions:session_move", "place-matters", data=data, follow=True)


class TestMoving:
    def test_it_says_beforehand_what_moves_along(self, visit, live_session):
        PromptFactory.create_batch(2, live_session=live_session)
        remind(live_session)
        form = visit("facilitator", "sessions:session_move", "place-matters")
        said = text_of(form)
        assert "Its 2 prompts open when the session ends on its new date." in said
        assert "One person has been told of the present date and gets a mail about the new one." in said
        content = form.content.decode()
        assert [f'value="{value}"' in content for value in ("2022-09-21", "15:00", "90")] == [True, True, True]

    def test_it_is_moved_on_the_cohorts_clock_and_says_what_followed(self, visit, cast, live_session):
        prompt = PromptFactory(live_session=live_session)
        AgendaItemFactory(live_session=live_session, minutes=90)
        remind(live_session)
        said = text_of(move(visit, minutes="120"))
        assert (
            "“Place Matters” now takes place on Wednesday, October 26, 3:00 – 5:00 pm Eastern. "
            "Its prompts open at 5:00 pm that day. 1 person who had been told of the old date gets a mail. "
            "Its agenda adds up to 90 minutes and must be brought to 120."
        ) in said
        live_session.refresh_from_db()
        prompt.thread.refresh_from_db()
        assert live_session.starts_at == datetime(2022, 10, 26, 19, tzinfo=UTC)
        assert prompt.thread.opens_at == datetime(2022, 10, 26, 21, tzinfo=UTC)
        entry = live_session.history.latest("history_id")
        assert (entry.history_user, entry.history_change_reason) == (cast["facilitator"], "Holiday")

    def test_a_mistyped_year_is_asked_about_once(self, visit, live_session):
        asked = move(visit, day="2012-10-26")
        assert "Is this the day you mean? This day has passed." in text_of(asked)
        assert LiveSession.objects.get().starts_at == START
        seen = values_of(kept_form(parsed(asked)))["seen"]
        # Another slip is another question; the same sent again is meant.
        assert "Is this the day you mean?" in text_of(move(visit, day="2013-10-26", seen=seen))
        assert "now takes place on" in text_of(move(visit, day="2012-10-26", seen=seen))
        assert LiveSession.objects.get().starts_at.year == 2012

    def test_a_day_outside_the_phase_is_asked_about(self, visit, cast, live_session):
        spring = {"title": "Spring", "starts_on": date(2022, 9, 1), "ends_on": date(2022, 9, 30)}
        live_session.phase = PhaseFactory(cohort=cast.cohort, **spring)
        live_session.save()
        assert "It lies outside the phase “Spring”." in text_of(move(visit))
        assert "now takes place on" in text_of(move(visit, day="2022-09-28"))

    def test_an_hour_that_does_not_exist_is_refused_with_date_and_time(self, visit, live_session):
        said = text_of(move(visit, day="2023-03-12", wall_time="02:30"))
        assert "2:30 a.m. on March 12, 2023 does not exist (Eastern)" in said
        assert LiveSession.objects.get().starts_at == START

    def test_to_where_it_is_nothing_happens(self, visit, live_session):
        assert "Nothing was changed" in text_of(move(visit, day="2022-09-21"))
        assert LiveSession.objects.get().sequence == 0


class TestCancelling:
    def test_it_says_what_follows_and_asks_for_a_reason(self, visit, live_session):
        PromptFactory(live_session=live_session)
        said = text_of(visit("facilitator", "sessions:session_cancel", "place-matters"))
        assert "Its prompt stays closed." in said
        assert "Cancel the session Keep the session" in said
        assert "Nobody has been reminded of it yet, so nobody gets a mail." in said
        answer = visit("facilitator", "sessions:session_cancel", "place-matters", data={"reason": ""})
        assert "Fill this in." in text_of(answer)
        assert not LiveSession.objects.get().is_cancelled

    def test_with_a_reason_it_is_cancelled(self, visit, live_session):
        answer = visit("facilitator", "sessions:session_cancel", "place-matters", data={"reason": "Snow"}, follow=True)
        assert "“Place Matters” is cancelled." in text_of(answer)
        assert LiveSession.objects.get().cancellation_reason == "Snow"

    def test_on_the_board_its_prompts_are_said_to_stay_closed(self, visit, live_session):
        PromptFactory(live_session=live_session)
        visit("facilitator", "sessions:session_cancel", "place-matters", data={"reason": "Snow"})
        board = text_of(visit("facilitator", "discussions:board_detail", live_session.board.slug))
        assert "Stays closed" in board
        assert "9999" not in board

    def test_once_cancelled_there_is_nothing_to_cancel(self, visit, live_session):
        LiveSession.objects.update(status=SessionStatus.CANCELLED)
        answer = visit("facilitator", "sessions:session_cancel", "place-matters")
        assert answer["Location"] == live_session.get_absolute_url()
