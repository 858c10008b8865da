"""The mails about accommodations: that there is something to read, never what; asked again when they leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from notifications.matters import discreet_matters
from notifications.models import OutboxMail
from notifications.queries import shown_to
from sessions.models import AccommodationRequest
from sessions.operations.accommodation_reminders import remind_of_open_requests
from sessions.operations.accommodations import (
    Needed,
    answer_request,
    ask_for_session,
    withdraw_request,
    write_message,
)
from sessions.operations.schedule import cancel_session, move_session
from sessions.operations.standing_needs import write_standing_need
from sessions.tasks import remind_of_accommodations, take_up_standing_needs
from tests.factories.cohorts import EnrollmentFactory, HolidayFactory
from tests.factories.notifications import PreferenceFactory
from tests.factories.sessions import AccommodationRequestFactory, LiveSessionFactory, StandingNeedFactory
from tests.sessions.mailroom import STARTS_AT, at, deliver, reasons, subjects

pytestmark = pytest.mark.django_db
# The session is on Wednesday, September 23; five business days before is the 16th, and two before that the 14th.
NOW = at("2026-09-08 15:00")
MONDAY = at("2026-09-14 15:00")
NEEDED = Needed(("captioning",), "canary-words")


@pytest.fixture
def ana(enrollment):
    return enrollment.person


@pytest.fixture
def connie(live_session):
    return EnrollmentFactory(
        cohort=live_session.cohort, role=Role.COORDINATOR, person__email="connie@example.org"
    ).person


@pytest.fixture
def asked(live_session, ana, connie):
    return ask_for_session(live_session=live_session, needed=NEEDED, by=ana, now=NOW)


def whole(mail):
    ((page, _kind),) = mail.alternatives
    return f"{mail.subject}\n{mail.body}\n{page}"


def test_each_says_that_there_is_something_and_links_to_it(live_session, asked, ana, connie):
    write_message(request=asked, body="canary-message", by=ana, now=NOW)
    write_message(request=asked, body="canary-reply", by=connie, now=NOW)
    answer_request(request=asked, status="arranged", answer="canary-answer", by=connie, now=NOW)
    withdraw_request(request=asked, by=ana, now=NOW)
    AccommodationRequest.objects.update(status="arranged")
    first = deliver(NOW)
    AccommodationRequest.objects.update(status="open")
    OutboxMail.objects.filter(kind__in=["live_sessions.accommodation_asked"]).update(state="waiting")
    second = deliver(NOW)
    assert sorted(subjects(first)) == [
        ("ana@example.org", "A message about a request in Forum 2026"),
        ("ana@example.org", "There is an answer to your request in Forum 2026"),
        ("connie@example.org", "A message about a request in Forum 2026"),
    ]
    assert subjects(second) == [("connie@example.org", "A request to answer in Forum 2026")]
    for mail in [*first, *second]:
        said = whole(mail)
        assert said.count(f"/cohorts/{live_session.cohort.slug}/accommodations/{asked.pk}/") == 2
        assert [
            word for word in ("canary", "aptioning", "Ana" if "connie" in mail.to[0] else "-none-") if word in said
        ] == []
    assert "Session 5: Place Matters, Wednesday, September 23. It is to be arranged by Sep 16." in second[0].body


def test_a_withdrawal_of_something_arranged_is_told(asked, ana, connie):
    answer_request(request=asked, status="arranged", answer="", by=connie, now=NOW)
    withdraw_request(request=asked, by=ana, now=NOW)
    assert subjects(deliver(NOW)) == [("connie@example.org", "A request in Forum 2026 is withdrawn")]
    assert [reason for _, state, reason in reasons() if state == "skipped"] == [
        "The request has its answer already, or nothing is asked for any more.",
        "The person has asked anew or withdrawn since.",
    ]


@pytest.mark.parametrize("who", ["ana", "connie"])
def test_those_who_have_left_hear_nothing(asked, ana, connie, who):
    answer_request(request=asked, status="arranged", answer="", by=connie, now=NOW)
    write_message(request=asked, body="One", by=ana, now=NOW)
    person = {"ana": ana, "connie": connie}[who]
    person.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert person.email not in [mail.to[0] for mail in deliver(NOW)]


def test_one_who_is_a_facilitator_now_hears_nothing(asked, connie):
    connie.enrollments.update(role=Role.FACILITATOR)
    assert deliver(NOW) == []
    assert reasons()[0][2] == "They may not read the request any more."


# --- Before it is due -----------------------------------------------------------------------------


def remind(now):
    count = remind_of_open_requests(now=now)
    return count, [mail.subject for mail in deliver(now) if mail.to == ["connie@example.org"]]


DUE = ["Due by Sep 16: a request in Forum 2026 is still open"]


def test_once_two_business_days_before_in_the_morning(asked, connie):
    deliver(NOW)
    assert remind(at("2026-09-13 15:00")) == (0, [])
    assert remind(at("2026-09-14 10:59")) == (0, [])  # before seven in New York
    assert remind(at("2026-09-14 11:00")) == (1, DUE)
    for later in ("2026-09-14 12:00", "2026-09-15 15:00", "2026-09-16 15:00"):
        assert remind(at(later))[1] == []
    assert remind(at("2026-09-17 15:00")) == (0, [])


def test_a_worker_that_stood_still_reminds_late_but_before_it_is_due(asked, connie):
    deliver(NOW)
    assert remind(at("2026-09-16 15:00")) == (1, DUE)


def test_a_holiday_comes_into_it(asked, connie, live_session):
    HolidayFactory(cohort=live_session.cohort, day=date(2026, 9, 21))
    deliver(NOW)
    assert remind(at("2026-09-11 15:00"))[1] == ["Due by Sep 15: a request in Forum 2026 is still open"]


def test_whoever_asked_today_was_told_of_today(live_session, ana, connie):
    ask_for_session(live_session=live_session, needed=NEEDED, by=ana, now=MONDAY)
    deliver(MONDAY)
    assert remind(MONDAY + timedelta(hours=2)) == (0, [])
    assert remind(MONDAY + timedelta(days=1)) == (1, DUE)


def test_a_moved_session_has_another_due_date_and_a_reminder_of_its_own(asked, connie, live_session):
    deliver(NOW)
    assert remind_of_open_requests(now=MONDAY) == 1
    move_session(live_session=live_session, starts_at=STARTS_AT + timedelta(days=7), by=None, now=MONDAY)
    assert deliver(MONDAY) == []
    assert "The session was moved, and the request is due on another day." in [reason for _, _, reason in reasons()]
    assert remind(at("2026-09-21 15:00"))[1] == ["Due by Sep 23: a request in Forum 2026 is still open"]


@pytest.mark.parametrize("change", ["answered", "withdrawn", "cancelled", "left"])
def test_nothing_is_sent_of_what_is_settled_meanwhile(asked, ana, connie, live_session, change):
    deliver(NOW)
    assert remind_of_open_requests(now=MONDAY) == 1
    if change == "answered":
        answer_request(request=asked, status="not_met", answer="No.", by=connie, now=MONDAY)
    elif change == "withdrawn":
        withdraw_request(request=asked, by=ana, now=MONDAY)
    elif change == "cancelled":
        cancel_session(live_session=live_session, reason="Illness.", by=None, now=MONDAY)
    else:
        ana.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert [mail for mail in deliver(MONDAY) if mail.to == ["connie@example.org"]] == []
    (due,) = [row for row in reasons() if row[0] == "live_sessions.accommodation_due"]
    assert (due[1], bool(due[2])) == ("skipped", True)
    assert remind_of_open_requests(now=MONDAY) == 0


def test_a_standing_need_is_reminded_of_for_each_session_until_it_is_answered(live_session, ana, connie):
    LiveSessionFactory(cohort=live_session.cohort, starts_at=STARTS_AT + timedelta(days=7))
    write_standing_need(person=ana, needed=NEEDED, by=ana, now=NOW)
    deliver(NOW)
    assert remind(MONDAY) == (1, DUE)
    # Also while the session before is still to come.
    assert remind(at("2026-09-22 15:00"))[1] == ["Due by Sep 23: a request in Forum 2026 is still open"]
    assert remind(at("2026-09-24 15:00")) == (0, [])  # overdue for the next session already: the list says so
    AccommodationRequest.objects.update(status="arranged")
    assert remind(at("2026-09-22 15:00")) == (0, [])


def test_a_session_without_need_of_a_reminder_costs_one_query(live_session, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert remind_of_open_requests(now=MONDAY) == 0


@pytest.mark.parametrize("people", [1, 3])
def test_queries_grow_only_by_the_mails(live_session, connie, people, django_assert_num_queries):
    for _ in range(people):
        AccommodationRequestFactory(
            person=EnrollmentFactory(cohort=live_session.cohort).person, live_session=live_session, asked_at=NOW
        )
    with django_assert_num_queries(4 + 8 * people):
        assert remind_of_open_requests(now=MONDAY) == people


def test_the_tasks_ring(live_session, connie):
    soon = LiveSessionFactory(cohort=live_session.cohort, starts_at=datetime.now(UTC) + timedelta(days=30))
    StandingNeedFactory(person=EnrollmentFactory(cohort=soon.cohort).person)
    take_up_standing_needs()
    remind_of_accommodations()
    assert AccommodationRequest.objects.count() == 1


def noticed(person, now=NOW):
    return [said.line for said in shown_to(person, list(person.notices.order_by("pk")), now).values()]


def test_it_stands_under_notifications_too_and_says_no_more_than_the_mail(live_session, asked, ana, connie):
    assert noticed(connie) == ["Somebody has asked for what they need to take part"]
    write_message(request=asked, body="canary-message", by=ana, now=NOW)
    answer_request(request=asked, status="arranged", answer="canary-answer", by=connie, now=NOW)
    assert noticed(ana) == ["There is an answer to what you need to take part"]
    assert noticed(connie) == ["There is a message about what somebody needs to take part"]
    withdraw_request(request=asked, by=ana, now=NOW)
    assert noticed(ana) == []
    assert noticed(connie)[-1] == "What somebody had asked for is not needed any more"
    for person in (ana, connie):
        for said in shown_to(person, list(person.notices.all()), NOW).values():
            assert "canary" not in f"{said.line}{said.quote}{said.about}"


def test_who_may_not_read_a_request_any_more_is_shown_nothing(live_session, asked, connie):
    connie.enrollments.update(role=Role.FACILITATOR)
    assert noticed(connie) == []


def test_each_chooses_whether_they_are_mailed(live_session, enrollment, connie):
    PreferenceFactory(person=connie, matter="live_sessions.needs", place=str(live_session.cohort_id), channel="portal")
    ask_for_session(live_session=live_session, needed=NEEDED, by=enrollment.person, now=NOW)
    assert deliver(NOW) == []
    assert noticed(connie) == ["Somebody has asked for what they need to take part"]


def test_the_administration_is_not_shown_who_was_told():
    assert {"live_sessions.needs", "live_sessions.own_need"} <= set(discreet_matters())
