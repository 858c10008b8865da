from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from sessions.models import HelpRequest
from sessions.operations.breakout_problem import Wishes
from sessions.operations.breakouts import plan_breakouts, publish
from sessions.queries.help import help_at
from tests.factories.breakouts import BreakoutRoundFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import HelpRequestFactory, LiveSessionFactory
from tests.sessions.operations.room import people_of
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CALLED = "canary-words"


def page(visit, role, at=START):
    return text_of(visit(role, "sessions:session_detail", "place-matters", at=at))


def ask(visit, role="participant", at=START, **data):
    return visit(role, "sessions:help_ask", "place-matters", at=at, data=data, follow=True)


def state(visit, role, known="", at=START):
    return visit(role, "sessions:help_state", "place-matters", at=at, query=f"?known={known}")


def called(live_session, cast, role="participant"):
    return HelpRequestFactory(live_session=live_session, person=cast[role], words=CALLED, asked_at=START)


class TestAsking:
    def test_it_is_there_from_the_opening_of_the_doors_to_the_end(self, visit, live_session):
        assert "Ask for help" in page(visit, "participant", START - 15 * MINUTE)
        assert "Ask for help" in page(visit, "participant", END - MINUTE)
        assert "Ask for help" not in page(visit, "participant", START - 16 * MINUTE)
        assert "Ask for help" not in page(visit, "participant", END)

    def test_the_facilitators_are_called(self, visit, live_session):
        said = text_of(ask(visit, words="No sound"))
        assert "The facilitators have been called." in said
        assert "The facilitators see your call of Sep 21, 12:00 pm." in said
        assert "“No sound” I need no help any more" in said
        assert HelpRequest.objects.get().words == "No sound"

    def test_without_a_word_too_and_twice_is_once(self, visit, live_session):
        ask(visit)
        ask(visit)
        assert HelpRequest.objects.count() == 1

    def test_refused_it_says_why_and_keeps_the_words(self, visit, live_session):
        answer = ask(visit, at=END, words="No sound")
        assert "Help can be asked for here from 15 minutes before the session to its end." in text_of(answer)
        assert 'value="No sound"' in answer.content.decode()
        assert not HelpRequest.objects.exists()

    def test_it_can_be_taken_back(self, visit, live_session):
        ask(visit)
        assert "you need no help any more." in text_of(ask(visit, no_more="1"))
        assert not HelpRequest.objects.get().is_open
        assert "Ask for help" in page(visit, "participant")

    def test_the_person_hears_who_sees_to_it(self, visit, cast, live_session):
        call = called(live_session, cast)
        before = help_at(live_session, cast["participant"], START).mark
        assert state(visit, "participant", before).status_code == 204
        HelpRequest.objects.update(answered_at=START, answered_by=cast["facilitator"])
        answer = state(visit, "participant", before)
        assert "Facilitator sees to it and will speak to you. Thank you, it is solved" in text_of(answer)
        taken = help_at(live_session, cast["participant"], START).mark
        assert state(visit, "participant", taken).status_code == 204
        HelpRequest.objects.update(closed_at=START)
        answer = state(visit, "participant", taken)
        assert "Facilitator has seen to it." in text_of(answer)
        # Nobody is asked for news any more.
        assert "data-hx-get" not in answer.content.decode()
        assert call.pk

    def test_the_person_says_that_it_is_solved(self, visit, cast, live_session):
        call = called(live_session, cast)
        HelpRequest.objects.update(answered_at=START, answered_by=cast["facilitator"])
        ask(visit, no_more="1")
        call.refresh_from_db()
        assert (call.is_open, call.answered_by) == (False, cast["facilitator"])


class TestSeeing:
    @pytest.mark.parametrize("role", ["facilitator", "coordinator", "site_admin"])
    def test_those_who_run_it_see_who_calls(self, visit, cast, live_session, role):
        called(live_session, cast)
        assert f"Participant: {CALLED} " in page(visit, role)
        assert f"Participant: {CALLED} just now · Session 5: Place Matters" in text_of(
            visit(role, "sessions:help_desk", at=START)
        )
        assert f"Participant: {CALLED} " in text_of(visit(role, "sessions:manage_schedule", at=START))

    @pytest.mark.parametrize("role", ["team_lead", "coach", "observer"])
    def test_the_others_do_not(self, visit, cast, live_session, role):
        called(live_session, cast)
        assert CALLED not in page(visit, role)
        assert CALLED not in text_of(state(visit, role))
        assert visit(role, "sessions:help_desk", at=START).status_code == 403

    def test_they_see_at_which_table_somebody_raises_a_hand(self, visit, cast, live_session):
        people_of(cast.cohort, organizations=3, each=2)
        wishes = Wishes(rounds=2, minutes=20, size=4, expected="active")
        row = plan_breakouts(live_session=live_session, wishes=wishes, by=cast["facilitator"], now=START)
        publish(plan_row=row, by=cast["facilitator"], now=START)
        called(live_session, cast)
        assert "Round" not in text_of(state(visit, "facilitator"))
        known = help_at(live_session, cast["facilitator"], START).mark
        for number in (1, 2):
            BreakoutRoundFactory(plan=row, number=number, began_at=START)
            table = row.seats.get(person=cast["participant"], round=number).table
            for asked in (state(visit, "facilitator", known), visit("facilitator", "sessions:help_desk", at=START)):
                assert f"{CALLED} Round {number}: {table}" in text_of(asked)
            known = help_at(live_session, cast["facilitator"], START).mark
        # And from their table they come to where one calls.
        mine = visit("participant", "sessions:my_tables", "place-matters", at=START)
        assert f'href="{live_session.get_absolute_url()}#help"' in mine.content.decode()

    def test_the_neighbors_desk_sees_nothing(self, visit, cast, live_session):
        called(live_session, cast)
        LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START)
        answer = visit("neighbor", "sessions:help_desk", at=START, cohort=cast.neighbor_cohort)
        assert answer.status_code == 200
        assert CALLED not in answer.content.decode()

    def test_news_comes_without_reloading_and_only_if_there_is_some(self, visit, cast, live_session):
        before = help_at(live_session, cast["facilitator"], START).mark
        assert state(visit, "facilitator", before).status_code == 204
        called(live_session, cast)
        answer = state(visit, "facilitator", before)
        assert CALLED in text_of(answer)
        assert 'data-hx-trigger="every 15s"' in answer.content.decode()

    def test_over_there_is_nothing_to_ask_for(self, visit, cast, live_session):
        called(live_session, cast)
        assert state(visit, "facilitator", at=END).status_code == 204
        assert "Calls for help" not in page(visit, "facilitator", END)
        assert "Calls for help" not in text_of(visit("facilitator", "sessions:manage_schedule", at=END))

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_with_one_and_with_three(self, counted, cast, live_session, number):
        for _number in range(number):
            person = EnrollmentFactory(cohort=cast.cohort).person
            HelpRequestFactory(live_session=live_session, person=person, asked_at=START)
        counted(7, "facilitator", "sessions:help_state", "place-matters", at=START)
        counted(6, "facilitator", "sessions:help_desk", at=START)
        counted(23, "facilitator", "sessions:session_detail", "place-matters", at=START)


class TestTakingOn:
    def take(self, visit, call, role="facilitator", session="place-matters"):
        return visit(role, "sessions:help_take", session, call.pk, at=START, data={}, follow=True)

    def test_who_came_first_sees_to_it(self, visit, cast, live_session):
        call = called(live_session, cast)
        assert "Participant has been told that you see to it." in text_of(self.take(visit, call))
        assert "Somebody else sees to it already." in text_of(self.take(visit, call, "coordinator"))
        call.refresh_from_db()
        assert call.answered_by == cast["facilitator"]
        assert f"Participant: {CALLED} just now You see to it." in page(visit, "facilitator")
        assert f"Participant: {CALLED} just now Facilitator sees to it." in page(visit, "coordinator")

    def test_the_others_at_the_desk_hear_of_it_by_themselves(self, visit, cast, live_session):
        call = called(live_session, cast)
        before = help_at(live_session, cast["coordinator"], START).mark
        self.take(visit, call)
        assert "Facilitator sees to it." in text_of(state(visit, "coordinator", before))
        desk = text_of(visit("coordinator", "sessions:help_desk", at=START))
        assert "Facilitator sees to it." in desk

    def test_done_by_anybody_who_runs_it_the_call_is_gone(self, visit, cast, live_session):
        call = called(live_session, cast)
        self.take(visit, call)
        for _time in range(2):
            data = {"data": {"done": "1"}, "follow": True}
            answer = visit("coordinator", "sessions:help_take", "place-matters", call.pk, at=START, **data)
            assert "The call of Participant is closed." in text_of(answer)
        call.refresh_from_db()
        assert (call.is_open, call.answered_by) == (False, cast["facilitator"])
        assert "Nobody has asked for help." in page(visit, "facilitator")

    def test_only_in_the_session_it_was_made_in(self, visit, cast, live_session):
        call = called(live_session, cast)
        LiveSessionFactory(cohort=cast.cohort, slug="another", starts_at=START)
        assert self.take(visit, call, session="another").status_code == 404
        assert self.take(visit, call, "team_lead").status_code == 403
        call.refresh_from_db()
        assert call.is_open


def test_who_completed_the_cohort_calls_nobody(visit, cast, live_session):
    cast["participant"].enrollments.update(status=EnrollmentStatus.COMPLETED)
    assert "Is something wrong?" not in page(visit, "participant")
    assert "You do not take part in this cohort now." in text_of(ask(visit))


def test_signed_out_the_words_are_kept(client, live_session):
    address = reverse("sessions:help_ask", args=[live_session.cohort.slug, "place-matters"])
    assert client.post(address, {"words": "No sound"})["Location"].startswith("/account/login/")
