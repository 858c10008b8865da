"""Asking on a session's page, the conversation, the coordinators' list, standing needs in the profile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus
from sessions.enums import AccommodationStatus, SessionStatus
from sessions.models import AccommodationMessage, AccommodationRequest, StandingNeed
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import AccommodationMessageFactory, AccommodationRequestFactory, StandingNeedFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
ASK, ONE, ANSWER = "sessions:accommodation_ask", "sessions:accommodation_detail", "sessions:accommodation_answer"
WITHDRAW, DESK, TAKE_UP = (
    "sessions:accommodation_withdraw",
    "sessions:accommodation_desk",
    "sessions:accommodation_take_up",
)
BEFORE = START - timedelta(days=12)


@pytest.fixture
def request_of(cast, live_session):
    return AccommodationRequestFactory(
        person=cast["participant"], live_session=live_session, words="Font of 24 points", asked_at=BEFORE
    )


def test_from_the_sessions_page_to_the_request(visit, live_session):
    assert (
        reverse(ASK, args=[live_session.cohort.slug, SLUG])
        in visit("participant", "sessions:session_detail", SLUG).content.decode()
    )
    form = text_of(visit("participant", ASK, SLUG, at=BEFORE))
    assert "If you can, ask before this day, so that there is time to arrange it: Sep 14" in form
    assert "The facilitators of the session read what is needed, without your name. Nobody else sees it." in form
    sent = visit("participant", ASK, SLUG, data={"kinds": ["captioning"], "words": "Please."}, at=BEFORE, follow=True)
    assert "Your request is with the coordinators." in text_of(sent)
    assert "Live captioning Please." in text_of(sent)
    request = AccommodationRequest.objects.get()
    assert request.get_absolute_url() in visit("participant", "sessions:session_detail", SLUG).content.decode()
    again = visit("participant", ASK, SLUG)
    assert "You have asked already" in text_of(again)
    assert (
        'value="captioning" checked'
        in again.content.decode().replace(' class="form-check-input"', "").replace(' id="id_kinds_0"', "")
        or "checked" in again.content.decode()
    )


def test_after_the_due_date_one_may_still_ask(visit, live_session):
    assert "for this session that day has passed. Ask all the same" in text_of(visit("participant", ASK, SLUG))


def test_an_empty_form_keeps_what_was_typed(visit, live_session):
    answer = visit("participant", ASK, SLUG, data={"kinds": ["other"], "shows_name": "on"})
    assert "Say in your own words what else you need." in text_of(answer)
    assert answer.content.decode().count(" checked") == 2


@pytest.mark.parametrize(
    ("facts", "at", "words"),
    [({}, END, "This session is over."), ({"status": SessionStatus.CANCELLED}, BEFORE, "This session is cancelled")],
)
def test_sessions_that_are_no_more_say_so_and_take_nothing(visit, live_session, facts, at, words):
    type(live_session).objects.update(**facts)
    assert words in text_of(visit("participant", ASK, SLUG, at=at))
    assert words in text_of(visit("participant", ASK, SLUG, at=at, data={"kinds": ["captioning"]}))
    assert AccommodationRequest.objects.count() == 0
    assert "Ask for it" not in text_of(visit("participant", "sessions:session_detail", SLUG, at=at))


def test_those_who_have_completed_it_and_completed_cohorts_are_told(visit, cast, live_session):
    cast["coach"].enrollments.update(status=EnrollmentStatus.COMPLETED)
    assert visit("coach", ASK, SLUG).status_code == 403
    type(cast.cohort).objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.COMPLETED)
    answer = visit("participant", ASK, SLUG)
    assert (answer.status_code, "This cohort has been completed" in text_of(answer)) == (403, True)


def test_the_conversation_goes_both_ways_and_survives_an_empty_line(visit, request_of):
    assert visit("participant", ONE, request_of.pk, data={"body": " "}).status_code == 200
    visit("participant", ONE, request_of.pk, data={"body": "<b>PDF</b> is fine"})
    page = visit("coordinator", ONE, request_of.pk, data={"body": "You get it on Monday."}, follow=True)
    assert "Participant Sep 18, 12:00 pm Pacific <b>PDF</b> is fine" in text_of(page)
    assert "Coordinator Sep 18, 12:00 pm Pacific You get it on Monday." in text_of(page)
    assert "Request of Participant" in text_of(page)


def test_an_answer_is_read_by_its_person_and_can_be_changed(visit, request_of):
    refused = visit("coordinator", ANSWER, request_of.pk, data={"status": "not_met", "answer": ""})
    assert "Say why it can’t be met; the person reads it." in text_of(refused)
    done = visit("coordinator", ANSWER, request_of.pk, data={"status": "not_met", "answer": "Too late."}, follow=True)
    assert "The answer is saved" in text_of(done)
    page = text_of(visit("participant", ONE, request_of.pk))
    assert "Answer Cannot be met Too late. Coordinator · Sep 18" in page
    assert "Too late." in visit("coordinator", ANSWER, request_of.pk).content.decode()


def test_an_answer_to_what_is_not_asked_for_any_more_is_not_saved(visit, request_of):
    seen = request_of.asked_at.isoformat()
    visit("participant", ASK, SLUG, data={"kinds": ["asl"]})
    typed = {"status": "arranged", "answer": "Booked.", "to": seen}
    refused = visit("coordinator", ANSWER, request_of.pk, data=typed)
    assert "The person has changed what they need since you opened this page." in text_of(refused)
    assert ("ASL interpretation" in text_of(refused), "Booked." in refused.content.decode()) == (True, True)
    request_of.refresh_from_db()
    assert request_of.status == AccommodationStatus.OPEN
    typed["to"] = refused.context["form"]["to"].value()
    visit("coordinator", ANSWER, request_of.pk, data=typed)
    request_of.refresh_from_db()
    assert request_of.status == AccommodationStatus.ARRANGED


@pytest.mark.parametrize("to", ["", "yesterday", "2026-99-99"])
def test_what_is_no_time_is_no_answer_to_something_else(visit, request_of, to):
    visit("coordinator", ANSWER, request_of.pk, data={"status": "arranged", "answer": "", "to": to})
    request_of.refresh_from_db()
    assert request_of.status == AccommodationStatus.ARRANGED


def test_withdrawing_and_asking_anew(visit, request_of):
    assert "Your request is withdrawn." in text_of(visit("participant", WITHDRAW, request_of.pk, data={}, follow=True))
    assert "Not ready" not in text_of(visit("facilitator", "sessions:session_detail", SLUG))
    assert "withdrawn" in text_of(visit("coordinator", ONE, request_of.pk))
    visit("participant", ASK, SLUG, data={"kinds": ["asl"]})
    assert AccommodationRequest.objects.get().status == AccommodationStatus.OPEN


def test_a_request_for_all_sessions_is_changed_in_the_profile(visit, cast, live_session):
    request = AccommodationRequestFactory(person=cast["participant"], live_session=None, cohort=cast.cohort)
    page = visit("participant", ONE, request.pk)
    assert "For every session of this cohort" in text_of(page)
    assert reverse("sessions:standing_needs") in page.content.decode()
    assert reverse(WITHDRAW, args=[cast.cohort.slug, request.pk]) not in page.content.decode()


def test_the_session_says_that_it_is_not_ready_to_those_who_run_it(visit, request_of, cast):
    sentence = "1 request of somebody who needs something to take part is still open. Due by Sep 14."
    for role, link in (("facilitator", False), ("coordinator", True)):
        page = visit(role, "sessions:session_detail", SLUG, at=BEFORE)
        assert f"Not ready yet {sentence}" in text_of(page)
        assert "Font of 24 points" in text_of(page)
        assert (reverse(DESK, args=[cast.cohort.slug]) in page.content.decode()) == link
        assert f"not ready {sentence}" in text_of(visit(role, "sessions:manage_schedule", at=BEFORE))
    assert "Overdue since Sep 14." in text_of(visit("facilitator", "sessions:session_detail", SLUG))


def test_the_list_says_when_each_is_due_and_what_is_overdue(visit, request_of, cast):
    page = text_of(visit("coordinator", DESK, at=BEFORE))
    assert "Still open Participant Live captioning Font of 24 points Session 5: Place Matters" in page
    assert "Due by Sep 14" in page
    late = text_of(visit("coordinator", DESK))
    assert ("Participant overdue" in late, "Overdue since Sep 14" in late) == (True, True)


def test_an_empty_list_says_what_will_stand_there(visit, cast):
    assert "Nothing is open" in text_of(visit("coordinator", DESK))


def test_a_standing_need_not_touched_yet_is_taken_up_from_the_list(visit, cast, live_session):
    person = StandingNeedFactory(words="A quiet room").person
    enrollment = EnrollmentFactory(cohort=cast.cohort, person=person)
    assert "A quiet room For every session of this cohort" in text_of(visit("coordinator", DESK))
    page = visit("coordinator", TAKE_UP, enrollment.pk, data={}, follow=True)
    assert "What is needed open Live captioning A quiet room" in text_of(page)
    StandingNeed.objects.all().delete()
    AccommodationRequest.objects.all().delete()
    gone = visit("coordinator", TAKE_UP, enrollment.pk, data={}, follow=True)
    assert "This person asks for nothing now." in text_of(gone)


def test_a_completed_cohorts_requests_can_still_be_read(visit, request_of, cast):
    AccommodationMessageFactory(request=request_of, body="Said then.")
    type(cast.cohort).objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.COMPLETED)
    page = text_of(visit("participant", ONE, request_of.pk))
    assert ("Said then." in page, "Your message" in page, "I do not need it" in page) == (True, False, False)
    assert visit("coordinator", ANSWER, request_of.pk).status_code == 403
    assert visit("participant", WITHDRAW, request_of.pk, data={}).status_code == 403
    refused = visit("participant", ONE, request_of.pk, data={"body": "More"})
    assert AccommodationMessage.objects.filter(body="More").count() == 0
    assert refused.status_code == 200


def test_standing_needs_are_written_once_and_removed(client, cast):
    client.force_login(cast["participant"])
    url = reverse("sessions:standing_needs")
    assert url in client.get(reverse("accounts:profile")).content.decode()
    page = client.post(url, {"kinds": ["materials"], "words": "Braille"}, follow=True)
    assert "Saved. The coordinators of every cohort you take part in know of it" in text_of(page)
    assert f"Every session of {cast.cohort.title} open" in text_of(page)
    assert "Braille" in page.content.decode()
    removed = client.post(reverse("sessions:standing_needs_remove"), follow=True)
    assert "Your standing needs are removed." in text_of(removed)
    assert StandingNeed.objects.count() == 0
    assert AccommodationRequest.objects.get().status == AccommodationStatus.WITHDRAWN


def test_my_community_leads_to_what_is_open_and_to_asking(visit, request_of, cast, client):
    client.force_login(cast["coordinator"])
    AccommodationRequest.objects.update(live_session=None)
    page = client.get("/")
    assert f"1 accommodation is still open in {cast.cohort.title}." in text_of(page)
    assert reverse(DESK, args=[cast.cohort.slug]) in page.content.decode()
    for role in ("facilitator", "participant", "neighbor"):
        client.force_login(cast[role])
        assert "still open" not in text_of(client.get("/"))


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_whatever_stands_on_them(counted, cast, live_session, request_of, number):
    for _ in range(number):
        person = EnrollmentFactory(cohort=cast.cohort).person
        AccommodationRequestFactory(person=person, live_session=live_session, status="arranged")
        AccommodationRequestFactory(
            person=EnrollmentFactory(cohort=cast.cohort).person, live_session=live_session, answer="x"
        )
        AccommodationMessageFactory(request=request_of, author=person)
    counted(9, "coordinator", DESK)
    counted(7, "participant", ONE, request_of.pk)
    counted(21, "facilitator", "sessions:session_detail", SLUG)
