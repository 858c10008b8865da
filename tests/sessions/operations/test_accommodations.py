"""Asking, answering, writing, withdrawing; standing needs and the cohorts they reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from notifications.models import OutboxMail
from sessions.enums import AccommodationStatus, SessionStatus
from sessions.models import AccommodationMessage, AccommodationRequest, StandingNeed
from sessions.operations.accommodations import (
    Needed,
    UnableToAnswer,
    UnableToAsk,
    UnableToWrite,
    answer_request,
    ask_for_session,
    withdraw_request,
    write_message,
)
from sessions.operations.standing_needs import (
    NothingToTakeUp,
    remove_standing_need,
    take_up,
    take_up_all,
    write_standing_need,
)
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import AccommodationRequestFactory, LiveSessionFactory, StandingNeedFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CAPTIONS = Needed(("captioning",))


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=datetime(2026, 9, 23, 19, tzinfo=UTC))


@pytest.fixture
def ana(live_session):
    return EnrollmentFactory(cohort=live_session.cohort).person


@pytest.fixture
def coordinator(live_session):
    return EnrollmentFactory(cohort=live_session.cohort, role=Role.COORDINATOR).person


@pytest.fixture
def request_of_ana(live_session, ana, coordinator):
    return AccommodationRequestFactory(person=ana, live_session=live_session)


def ask(live_session, by, needed=CAPTIONS, now=NOW):
    return ask_for_session(live_session=live_session, needed=needed, by=by, now=now)


def mails():
    return list(OutboxMail.objects.order_by("pk").values_list("kind", "recipient"))


# --- Asking ---------------------------------------------------------------------------------------


def test_asking_twice_is_one_request_and_one_mail(live_session, ana, coordinator):
    first = ask(live_session, ana)
    assert ask(live_session, ana, now=NOW + timedelta(seconds=1)) == first
    assert AccommodationRequest.objects.get().history.count() == 1
    assert mails() == [("live_sessions.accommodation_asked", coordinator.pk)]


def test_asking_for_something_else_is_the_same_request_open_again(live_session, ana, coordinator):
    request = ask(live_session, ana)
    answer_request(request=request, status="arranged", answer="", by=coordinator, now=NOW)
    again = ask(live_session, ana, Needed(("captioning", "place"), " A ramp. "), now=NOW + timedelta(hours=1))
    assert again == request
    assert (again.status, again.words, again.answered_by) == (AccommodationStatus.OPEN, "A ramp.", None)
    assert [kind for kind, _ in mails()].count("live_sessions.accommodation_asked") == 2


@pytest.mark.parametrize(
    ("needed", "field"),
    [
        (Needed(), "kinds"),
        (Needed(words="  "), "kinds"),
        (Needed(("nonsense",)), "kinds"),
        (Needed(("other",)), "words"),
        (Needed(words="x" * 2001), "words"),
    ],
)
def test_what_says_nothing_is_refused_at_its_field(live_session, ana, needed, field):
    with pytest.raises(UnableToAsk) as refused:
        ask(live_session, ana, needed)
    assert refused.value.field == field
    assert AccommodationRequest.objects.count() == 0


def test_cancelled_and_past_sessions_and_completed_cohorts_refuse_with_a_sentence(live_session, ana):
    with pytest.raises(UnableToAsk, match="This session is over"):
        ask(live_session, ana, now=live_session.ends_at)
    live_session.status = SessionStatus.CANCELLED
    live_session.save()
    with pytest.raises(UnableToAsk, match="This session is cancelled"):
        ask(live_session, ana)
    other = LiveSessionFactory(starts_at=live_session.starts_at, cohort__status=CohortStatus.COMPLETED)
    person = EnrollmentFactory(cohort=other.cohort).person
    with pytest.raises(UnableToAsk, match="completed"):
        ask(other, person)


@pytest.mark.parametrize("status", [EnrollmentStatus.WITHDRAWN, EnrollmentStatus.INVITED, EnrollmentStatus.COMPLETED])
def test_only_those_who_take_part_ask(live_session, status):
    person = EnrollmentFactory(cohort=live_session.cohort, status=status).person
    with pytest.raises(UnableToAsk, match="You do not take part"):
        ask(live_session, person)


# --- Answering ------------------------------------------------------------------------------------


def test_an_answer_says_who_and_when_and_twice_is_once(request_of_ana, coordinator, ana):
    for _ in range(2):
        answered = answer_request(
            request=request_of_ana, status="not_met", answer=" No interpreter is free. ", by=coordinator, now=NOW
        )
    assert (answered.answer, answered.answered_by, answered.answered_at) == (
        "No interpreter is free.", coordinator, NOW,
    )  # fmt: skip
    assert mails() == [("live_sessions.accommodation_answered", ana.pk)]
    last = answered.history.first()
    assert (last.history_user, last.status) == (coordinator, "not_met")


@pytest.mark.parametrize(("status", "field"), [("not_met", "answer"), ("withdrawn", "status"), ("", "status")])
def test_a_no_needs_a_reason_and_an_answer_is_one_of_two(request_of_ana, coordinator, status, field):
    with pytest.raises(UnableToAnswer) as refused:
        answer_request(request=request_of_ana, status=status, answer=" ", by=coordinator, now=NOW)
    assert refused.value.field == field


def test_what_is_withdrawn_takes_no_answer_and_no_message(request_of_ana, coordinator, ana):
    withdraw_request(request=request_of_ana, by=ana, now=NOW)
    with pytest.raises(UnableToAnswer, match="withdrawn"):
        answer_request(request=request_of_ana, status="arranged", answer="", by=coordinator, now=NOW)
    with pytest.raises(UnableToWrite, match="withdrawn"):
        write_message(request=request_of_ana, body="Hello", by=ana, now=NOW)


def test_coordinators_hear_of_a_withdrawal_where_something_was_arranged(request_of_ana, coordinator, ana):
    withdraw_request(request=request_of_ana, by=ana, now=NOW)
    assert mails() == []
    AccommodationRequest.objects.update(status=AccommodationStatus.ARRANGED)
    for _ in range(2):
        withdraw_request(request=request_of_ana, by=ana, now=NOW)
    assert mails() == [("live_sessions.accommodation_withdrawn", coordinator.pk)]


def test_nothing_is_answered_or_written_in_a_completed_cohort(request_of_ana, coordinator, ana):
    type(request_of_ana.cohort).objects.update(status=CohortStatus.COMPLETED)
    with pytest.raises(UnableToAnswer, match="completed"):
        answer_request(request=request_of_ana, status="arranged", answer="", by=coordinator, now=NOW)
    with pytest.raises(UnableToWrite, match="completed"):
        write_message(request=request_of_ana, body="Hello", by=ana, now=NOW)


# --- The conversation -----------------------------------------------------------------------------


def test_the_other_side_hears_of_a_message_and_a_double_is_one(request_of_ana, coordinator, ana):
    other = EnrollmentFactory(cohort=request_of_ana.cohort, role=Role.COORDINATOR).person
    for by, body in [(ana, "In Spanish, please."), (ana, " In Spanish, please. "), (coordinator, "Yes.")]:
        write_message(request=request_of_ana, body=body, by=by, now=NOW)
    said = AccommodationMessage.objects.order_by("pk").values_list("author", "body")
    assert list(said) == [(ana.pk, "In Spanish, please."), (coordinator.pk, "Yes.")]
    kind = "live_sessions.accommodation_written"
    assert mails() == [(kind, coordinator.pk), (kind, other.pk), (kind, ana.pk)]


@pytest.mark.parametrize("body", ["", "  \n", "x" * 4001])
def test_an_empty_or_endless_message_is_refused(request_of_ana, ana, body):
    with pytest.raises(UnableToWrite):
        write_message(request=request_of_ana, body=body, by=ana, now=NOW)


# --- Standing needs -------------------------------------------------------------------------------


def standing(person):
    rows = AccommodationRequest.objects.filter(person=person, live_session=None).order_by("cohort")
    return list(rows.values_list("cohort", "status", "words"))


def test_a_standing_need_reaches_every_cohort_one_is_active_in(live_session, ana):
    other = EnrollmentFactory(person=ana, cohort__program=live_session.cohort.program).cohort
    for facts in ({"status": EnrollmentStatus.WITHDRAWN}, {"cohort__status": CohortStatus.COMPLETED}):
        EnrollmentFactory(person=ana, **facts)
    for _ in range(2):
        write_standing_need(person=ana, needed=CAPTIONS, by=ana, now=NOW)
    assert standing(ana) == [(live_session.cohort_id, "open", ""), (other.pk, "open", "")]


def test_writing_it_anew_opens_what_was_answered_and_removing_it_withdraws(live_session, ana, coordinator):
    write_standing_need(person=ana, needed=CAPTIONS, by=ana, now=NOW)
    request = AccommodationRequest.objects.get()
    answer_request(request=request, status="arranged", answer="", by=coordinator, now=NOW)
    write_standing_need(person=ana, needed=CAPTIONS, by=ana, now=NOW)
    assert standing(ana) == [(live_session.cohort_id, "arranged", "")]
    write_standing_need(person=ana, needed=Needed(("asl",), "Near the screen."), by=ana, now=NOW)
    assert standing(ana) == [(live_session.cohort_id, "open", "Near the screen.")]
    for _ in range(2):
        remove_standing_need(person=ana, by=ana, now=NOW)
    assert standing(ana) == [(live_session.cohort_id, "withdrawn", "Near the screen.")]
    assert StandingNeed.objects.count() == 0
    write_standing_need(person=ana, needed=CAPTIONS, by=ana, now=NOW)
    assert standing(ana) == [(live_session.cohort_id, "open", "")]


def test_of_one_who_joins_later_it_is_taken_up_once(ana, coordinator, live_session):
    StandingNeedFactory(person=ana, words="Large print.")
    enrollment = ana.enrollments.get()
    first = take_up(enrollment=enrollment, by=coordinator, now=NOW)
    assert take_up(enrollment=enrollment, by=coordinator, now=NOW) == first
    assert take_up_all(now=NOW) == 0
    assert standing(ana) == [(live_session.cohort_id, "open", "Large print.")]


def test_the_hourly_task_takes_up_what_nobody_has_touched_and_tells_the_coordinators(ana, coordinator):
    StandingNeedFactory(person=ana)
    StandingNeedFactory(person=EnrollmentFactory(status=EnrollmentStatus.WITHDRAWN).person)
    assert [take_up_all(now=NOW), take_up_all(now=NOW)] == [1, 0]
    assert mails() == [("live_sessions.accommodation_asked", coordinator.pk)]


def test_there_is_nothing_to_take_up_of_those_who_need_nothing(ana, coordinator):
    with pytest.raises(NothingToTakeUp):
        take_up(enrollment=ana.enrollments.get(), by=coordinator, now=NOW)


def test_a_cohort_that_is_gone_from_is_not_told(ana, live_session, coordinator):
    CohortFactory()
    ana.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    write_standing_need(person=ana, needed=CAPTIONS, by=ana, now=NOW)
    assert (standing(ana), mails()) == ([], [])
