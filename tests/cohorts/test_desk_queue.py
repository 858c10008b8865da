"""What waits for those who run a cohort: one notice a day, whatever waits, with the rights of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as mailboxes

from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Enrollment, JoinRequest
from cohorts.operations.desk_queue import tell_of_queues
from notifications.delivery import deliver_mail
from notifications.models import Notice
from notifications.queries import shown_to
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, JoinRequestFactory
from tests.factories.discussions import BoardFactory, FlagFactory, HeldPostFactory, PostFactory, ThreadFactory
from tests.factories.notifications import PreferenceFactory
from tests.factories.sessions import LiveSessionFactory, PresenceFactory

pytestmark = pytest.mark.django_db
# 9:00 of a Tuesday in New York, where the cohorts are.
NOW = datetime(2026, 9, 15, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return CohortFactory(title="Forum 2026", time_zone="America/New_York")


def desk(cohort, name, role=Role.COORDINATOR, **kwargs):
    return EnrollmentFactory(cohort=cohort, role=role, person__email=f"{name}@example.org", **kwargs).person


def fill(cohort):
    """A thing in each queue; two in that of names, one of which was heard twice."""
    board = BoardFactory(cohort=cohort)
    JoinRequestFactory(cohort=cohort)
    FlagFactory.create_batch(2, post=PostFactory(thread=ThreadFactory(board=board)))
    HeldPostFactory(thread=ThreadFactory(board=board))
    live_session = LiveSessionFactory(cohort=cohort)
    for name in ("Iphone", "Iphone", "Kitchen"):
        PresenceFactory(live_session=live_session, person=None, name=name)


def lines(person, now=NOW):
    shown = shown_to(person, list(Notice.objects.filter(person=person)), now)
    return [said.line for said in shown.values()]


def sent(now=NOW):
    before = len(mailboxes.outbox)
    deliver_mail(clock=lambda: now)
    return sorted((mail.to[0], mail.subject) for mail in mailboxes.outbox[before:])


def test_everything_that_waits_stands_in_one_notice(cohort):
    connie, fay = desk(cohort, "connie"), desk(cohort, "fay", Role.FACILITATOR)
    EnrollmentFactory(cohort=cohort)
    fill(cohort)
    assert [tell_of_queues(now=NOW), tell_of_queues(now=NOW + timedelta(hours=3))] == [2, 0]
    all_of_it = "Waiting for you in Forum 2026: 1 request to join, 1 flagged post, 1 first post, 2 names in attendance"
    assert lines(connie) == [all_of_it]
    assert lines(fay) == ["Waiting for you in Forum 2026: 1 flagged post, 1 first post, 2 names in attendance"]
    assert sent() == [("connie@example.org", all_of_it), ("fay@example.org", lines(fay)[0])]
    assert Notice.objects.count() == 2


def test_it_is_told_in_the_morning_and_where_something_waits(cohort):
    connie = desk(cohort, "connie")
    assert tell_of_queues(now=NOW) == 0
    JoinRequestFactory(cohort=cohort)
    assert tell_of_queues(now=NOW + timedelta(hours=1)) == 0
    early = NOW + DAY - timedelta(hours=1, minutes=1)
    assert [tell_of_queues(now=early), tell_of_queues(now=early + timedelta(minutes=1))] == [0, 1]
    assert lines(connie) == ["Waiting for you in Forum 2026: 1 request to join"]


def test_what_was_told_is_not_told_again_until_something_comes_or_it_is_monday(cohort):
    connie = desk(cohort, "connie")
    JoinRequestFactory(cohort=cohort)
    tuesday_to_friday = [tell_of_queues(now=NOW + day * DAY) for day in range(4)]
    monday = tell_of_queues(now=NOW + 6 * DAY)
    JoinRequestFactory(cohort=cohort)
    assert (tuesday_to_friday, monday, tell_of_queues(now=NOW + 7 * DAY)) == ([1, 0, 0, 0], 1, 1)
    assert lines(connie) == ["Waiting for you in Forum 2026: 2 requests to join"]
    assert Notice.objects.count() == 1


def test_what_was_decided_before_the_mail_leaves_is_not_mailed(cohort):
    connie = desk(cohort, "connie")
    JoinRequestFactory(cohort=cohort)
    tell_of_queues(now=NOW)
    JoinRequest.objects.update(status="declined")
    assert (sent(), lines(connie)) == ([], [])


@pytest.mark.parametrize("change", [{"status": EnrollmentStatus.WITHDRAWN}, {"role": Role.PARTICIPANT}])
def test_who_does_not_run_it_any_more_hears_and_sees_nothing(cohort, change):
    connie, dan = desk(cohort, "connie"), desk(cohort, "dan")
    JoinRequestFactory(cohort=cohort)
    tell_of_queues(now=NOW)
    Enrollment.objects.filter(person=connie).update(**change)
    assert [who for who, _subject in sent()] == [dan.email]
    assert lines(connie) == []


def test_nothing_of_another_cohort_and_each_chooses(cohort):
    """Two cohorts of one program, one person at both desks."""
    connie = desk(cohort, "connie")
    other = CohortFactory(program=cohort.program, title="Forum 2027", time_zone="America/New_York")
    EnrollmentFactory(cohort=other, role=Role.COORDINATOR, person=connie)
    third = CohortFactory(program=cohort.program)
    PreferenceFactory(person=connie, matter="cohorts.queue", place=str(other.pk), channel="portal")
    for each in (cohort, other, other, third):
        JoinRequestFactory(cohort=each)
    tell_of_queues(now=NOW)
    assert sorted(lines(connie)) == [
        "Waiting for you in Forum 2026: 1 request to join",
        "Waiting for you in Forum 2027: 2 requests to join",
    ]
    assert sent() == [("connie@example.org", "Waiting for you in Forum 2026: 1 request to join")]


@pytest.mark.parametrize("number", [1, 3])
def test_showing_costs_the_same_for_any_number_of_cohorts(number, django_assert_num_queries):
    connie = desk(CohortFactory(), "connie")
    for _one in range(number):
        cohort = EnrollmentFactory(role=Role.COORDINATOR, person=connie).cohort
        fill(cohort)
    tell_of_queues(now=NOW + timedelta(hours=6))
    notices = list(Notice.objects.filter(person=connie))
    assert len(notices) == number
    with django_assert_num_queries(5):
        shown_to(connie, notices, NOW)
