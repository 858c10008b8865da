"""After the end: who still owes something of the session is reminded of it, once; the ledger says why the others aren't."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from notifications.models import Notice
from sessions.models import Reminder
from sessions.operations.apologies import excuse
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import PostFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import PromptFactory
from tests.sessions.mailroom import ANA, BEN, MINUTE, STARTS_AT, deliver, move, plan, ring, subjects

pytestmark = pytest.mark.django_db
ENDS_AT = STARTS_AT + timedelta(minutes=90)
DAY_AFTER = ENDS_AT + timedelta(days=1)
SUBJECT = "Still yours to do after “Session 5: Place Matters”"


@pytest.fixture
def prompt(live_session, enrollment):
    ParticipationRuleFactory(cohort=live_session.cohort, replies_required=0)
    live_session.cohort.reminder_minutes, live_session.cohort.reminder_minutes_after = [], [1440]
    live_session.cohort.save()
    return PromptFactory(live_session=live_session, thread__opens_at=ENDS_AT)


def told():
    rows = Reminder.objects.order_by("minutes_before", "person__email")
    return [(row.person.email, row.minutes_before, row.state, row.reason) for row in rows]


def test_who_owes_something_is_told_once_what_it_is(live_session, enrollment, prompt):
    assert ring(DAY_AFTER - MINUTE) == []
    (mail,) = ring(DAY_AFTER)
    assert (mail.to, mail.subject) == ([ANA], SUBJECT)
    assert "- From “Place Matters”: an answer to one of its prompts\n" in mail.body
    assert f"/cohorts/{live_session.cohort.slug}/sessions/session-5/\n" in mail.body
    assert "/join/" not in mail.body
    assert "Wednesday, September 23, 12:00 – 1:30 pm your time (Pacific)" in mail.body
    assert mail.extra_headers["List-Id"].startswith(f"<live_sessions.owed.{live_session.cohort.pk}.")
    assert ring(DAY_AFTER) == ring(DAY_AFTER + timedelta(hours=2)) == []
    assert told() == [(ANA, -1440, "planned", "")]


def test_who_has_done_their_part_is_told_nothing_and_the_ledger_says_why(live_session, enrollment, prompt):
    ben = EnrollmentFactory(cohort=live_session.cohort, person__email=BEN).person
    PostFactory(thread=prompt.thread, author=ben)
    assert subjects(ring(DAY_AFTER)) == [(ANA, SUBJECT)]
    assert told() == [(ANA, -1440, "planned", ""), (BEN, -1440, "skipped", "They owe nothing of it.")]
    assert list(Notice.objects.values_list("person__email", "matter")) == [(ANA, "live_sessions.owed")]


def test_what_is_done_before_the_mail_leaves_is_not_asked_for(live_session, enrollment, prompt):
    plan(DAY_AFTER)
    PostFactory(thread=prompt.thread, author=enrollment.person)
    assert deliver(DAY_AFTER + MINUTE) == []
    assert told() == [(ANA, -1440, "skipped", "They owe nothing of it.")]


@pytest.mark.parametrize("status", [EnrollmentStatus.WITHDRAWN, EnrollmentStatus.COMPLETED])
@pytest.mark.parametrize("when", ["before", "between"])
def test_who_has_left_hears_nothing(live_session, enrollment, prompt, status, when):
    EnrollmentFactory(cohort=live_session.cohort, person__email=BEN)
    if when == "between":
        plan(DAY_AFTER)
    enrollment.status = status
    enrollment.save()
    assert subjects(ring(DAY_AFTER)) == [(BEN, SUBJECT)]


def test_who_is_excused_or_runs_the_cohort_hears_nothing(live_session, enrollment, prompt):
    facilitator = EnrollmentFactory(cohort=live_session.cohort, role=Role.FACILITATOR).person
    excuse(live_session=live_session, person=enrollment.person, by=facilitator, now=STARTS_AT)
    assert ring(DAY_AFTER) == []
    assert told() == [(ANA, -1440, "skipped", "They are excused from this session.")]


def test_who_came_in_after_it_owes_nothing(live_session, enrollment, prompt):
    enrollment.activated_at = ENDS_AT + MINUTE
    enrollment.save()
    assert ring(DAY_AFTER) == []


def test_a_session_moved_ahead_once_more_is_not_over(live_session, enrollment, prompt):
    plan(DAY_AFTER)
    live_session.starts_at += timedelta(days=14)
    live_session.save()
    assert deliver(DAY_AFTER) == []
    assert told() == [(ANA, -1440, "skipped", "The session was moved before the reminder left.")]


def test_the_later_of_two_takes_the_place_of_the_earlier(live_session, enrollment, prompt):
    live_session.cohort.reminder_minutes_after = [60, 1440]
    live_session.cohort.save()
    plan(ENDS_AT + timedelta(hours=1))
    plan(DAY_AFTER)
    assert subjects(deliver(DAY_AFTER)) == [(ANA, SUBJECT)]
    assert told() == [(ANA, -1440, "planned", ""), (ANA, -60, "skipped", "A later reminder took its place.")]


def test_a_reminder_set_long_after_the_session_reminds_nobody(live_session, enrollment, prompt):
    assert plan(DAY_AFTER + timedelta(days=1)) == 0


def test_a_kind_of_session_has_its_own(live_session, enrollment, prompt):
    live_session.cohort.reminders_by_kind = {live_session.kind: {"after": [60]}}
    live_session.cohort.save()
    assert subjects(ring(ENDS_AT + timedelta(hours=1))) == [(ANA, SUBJECT)]
    assert ring(DAY_AFTER) == []


def test_those_before_the_start_of_a_kind_are_its_own(live_session, enrollment):
    live_session.cohort.reminders_by_kind = {live_session.kind: {"before": [30]}}
    live_session.cohort.save()
    assert plan(STARTS_AT - 31 * MINUTE) == 0
    assert plan(STARTS_AT - 30 * MINUTE) == 1


def test_moved_after_it_was_over_they_hear_of_the_move_like_everybody_who_was_told(live_session, enrollment, prompt):
    ring(DAY_AFTER)
    move(live_session, STARTS_AT + timedelta(days=7), DAY_AFTER + MINUTE)
    assert [mail.to for mail in deliver(DAY_AFTER + MINUTE)] == [[ANA]]


def test_under_notifications_it_stands_while_it_is_owed(client, live_session, enrollment, prompt, time_machine):
    time_machine.move_to(DAY_AFTER)
    ring(DAY_AFTER)
    client.force_login(enrollment.person)
    line = "Still yours to do. From “Place Matters”: an answer to one of its prompts"
    assert line in client.get("/notifications/").content.decode()
    PostFactory(thread=prompt.thread, author=enrollment.person)
    assert line not in client.get("/notifications/").content.decode()
