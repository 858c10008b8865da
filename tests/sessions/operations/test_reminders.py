from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from notifications.models import OutboxMail
from sessions.enums import SessionStatus
from sessions.models import Reminder
from sessions.operations import reminders
from sessions.operations.reminders import plan_due_reminders
from sessions.reminder_times import nearest_due
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import at

STARTS_AT = at("2026-09-23 19:00")
WEEK, DAY, HOUR = 10080, 1440, 60
MINUTE = timedelta(minutes=1)


def before(minutes):
    return STARTS_AT - timedelta(minutes=minutes)


def ledger():
    return sorted(Reminder.objects.values_list("person__email", "minutes_before"))


@pytest.fixture
def live_session(db):
    return LiveSessionFactory(starts_at=STARTS_AT)


@pytest.fixture
def ana(live_session):
    return EnrollmentFactory(cohort=live_session.cohort, person__email="ana@example.org").person


# --- Which are due --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "offset"),
    [
        (before(WEEK) - MINUTE, None),
        (before(WEEK), WEEK),
        (before(DAY + 31), WEEK),
        (before(DAY) - MINUTE, None),
        (before(DAY), DAY),
        (before(HOUR + 31), DAY),
        # Late, and nearly time for the next: that one will do.
        (before(HOUR + 30), None),
        (before(HOUR) - MINUTE, None),
        (before(HOUR), HOUR),
        (before(0) - MINUTE, HOUR),
    ],
)
def test_the_nearest_offset_whose_time_has_come_is_due(now, offset):
    assert nearest_due(starts_at=STARTS_AT, offsets=[DAY, WEEK, HOUR], now=now) == offset


@pytest.mark.parametrize(("left", "offset"), [(60, 60), (54, 60), (53, 60), (52, None), (46, None), (45, 45)])
def test_a_late_reminder_gives_way_only_to_one_that_is_nearer(left, offset):
    assert nearest_due(starts_at=STARTS_AT, offsets=[60, 45], now=before(left)) == offset


def test_no_offsets_no_reminder():
    assert nearest_due(starts_at=STARTS_AT, offsets=[], now=before(1)) is None


def test_a_reminder_is_noted_with_its_mail_when_its_time_comes(live_session, ana):
    assert plan_due_reminders(now=before(WEEK) - MINUTE) == 0
    assert plan_due_reminders(now=before(WEEK)) == 1

    row = Reminder.objects.get()
    assert (row.person, row.live_session, row.starts_at, row.minutes_before, row.state, row.created_at) == (
        ana,
        live_session,
        STARTS_AT,
        WEEK,
        "planned",
        before(WEEK),
    )
    mail = row.mail
    assert (mail.kind, mail.recipient, mail.params) == (
        "live_sessions.reminder",
        ana,
        {"live_session": live_session.pk},
    )
    assert (mail.due_at, mail.expires_at, mail.state) == (before(WEEK), STARTS_AT, "waiting")


def test_each_offset_of_the_cohort_is_noted_once(live_session, ana):
    counts = [plan_due_reminders(now=before(minutes)) for minutes in (WEEK, WEEK - 1, DAY, DAY - 1, HOUR, HOUR - 1, 1)]

    assert counts == [1, 0, 1, 0, 1, 0, 0]
    assert ledger() == [("ana@example.org", HOUR), ("ana@example.org", DAY), ("ana@example.org", WEEK)]


def test_a_cohort_has_its_own_offsets(live_session, ana):
    live_session.cohort.reminder_minutes = [2880, 15]
    live_session.cohort.save()

    assert [plan_due_reminders(now=before(minutes)) for minutes in (WEEK, 2880, DAY, 15)] == [0, 1, 0, 1]


def test_after_a_week_of_standstill_there_is_one_reminder_not_three(live_session, ana):
    assert plan_due_reminders(now=before(30)) == 1
    assert ledger() == [("ana@example.org", HOUR)]


def test_nothing_is_due_once_the_session_has_begun(live_session, ana):
    assert plan_due_reminders(now=STARTS_AT) == 0


@pytest.mark.parametrize("fact", ["cancelled", "cohort completed"])
def test_nothing_is_due_for_a_session_that_does_not_take_place(live_session, ana, fact):
    if fact == "cancelled":
        live_session.status = SessionStatus.CANCELLED
        live_session.save()
    else:
        live_session.cohort.status = CohortStatus.COMPLETED
        live_session.cohort.save()

    assert plan_due_reminders(now=before(DAY)) == 0


# --- For whom -------------------------------------------------------------------------------------


def test_everybody_active_in_the_cohort_is_reminded_and_nobody_else(cast):
    LiveSessionFactory(cohort=cast.cohort, starts_at=STARTS_AT)

    plan_due_reminders(now=before(DAY))

    reminded = {row.person.email.partition("@")[0] for row in Reminder.objects.select_related("person")}
    assert reminded == {role.replace("_", "-") for role in Role.values}


def test_who_has_completed_or_closed_the_account_is_not_reminded(live_session):
    EnrollmentFactory(cohort=live_session.cohort, status=EnrollmentStatus.COMPLETED)
    EnrollmentFactory(cohort=live_session.cohort, person__is_active=False)

    assert plan_due_reminders(now=before(DAY)) == 0


def test_who_comes_in_later_is_reminded_then(live_session, ana):
    plan_due_reminders(now=before(DAY))
    EnrollmentFactory(cohort=live_session.cohort, person__email="ben@example.org")

    assert plan_due_reminders(now=before(DAY) + timedelta(hours=3)) == 1
    assert ledger() == [("ana@example.org", DAY), ("ben@example.org", DAY)]


# --- Once -----------------------------------------------------------------------------------------


def test_the_database_refuses_a_second_row(live_session, ana):
    plan_due_reminders(now=before(DAY))
    row = Reminder.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_a_rename_plans_nothing(live_session, ana):
    plan_due_reminders(now=before(DAY))
    live_session.title, live_session.slug = "Another name", "another-name"
    live_session.save()

    assert plan_due_reminders(now=before(DAY) + MINUTE) == 0


def test_a_row_lost_by_hand_sends_no_second_mail(live_session, ana):
    """The outbox keeps the key of the mail as well."""
    plan_due_reminders(now=before(DAY))
    mail = OutboxMail.objects.get()
    Reminder.objects.all().delete()

    plan_due_reminders(now=before(DAY) + MINUTE)

    assert Reminder.objects.get().mail == mail
    assert OutboxMail.objects.count() == 1


def test_many_people_are_noted_in_chunks(live_session, monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 2)
    EnrollmentFactory.create_batch(5, cohort=live_session.cohort)

    assert plan_due_reminders(now=before(DAY)) == 5
    assert (Reminder.objects.count(), OutboxMail.objects.count()) == (5, 5)


def test_a_session_moved_after_it_was_found_is_left_for_the_next_minute(live_session, ana):
    """The planner found it at the old start; under the lock it is asked again."""
    live_session.starts_at += timedelta(days=30)
    live_session.save()

    assert reminders._plan_chunk(live_session.pk, reminders.Due(STARTS_AT, DAY, STARTS_AT), before(DAY)) == 0
    assert (Reminder.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_what_is_wrong_with_one_session_does_not_silence_the_others(live_session, ana, caplog):
    broken = LiveSessionFactory(starts_at=STARTS_AT, cohort=CohortFactory(reminder_minutes=["soon"]))

    assert plan_due_reminders(now=before(DAY)) == 1
    assert [record.getMessage() for record in caplog.records] == [
        f"The reminders of session {broken.pk} could not be planned."
    ]


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
def test_queries_of_a_session_that_becomes_due(live_session, django_assert_num_queries, people):
    EnrollmentFactory.create_batch(people, cohort=live_session.cohort)

    # The sessions to come; whether somebody lacks a reminder; then in a transaction (2): the session locked, the people,
    # the mails written and their ids, the ledger; in one of its own (2) what they want, and the notices.
    with django_assert_num_queries(1 + 1 + 2 + 5 + 4):
        assert plan_due_reminders(now=before(DAY)) == people


@pytest.mark.parametrize("people", [1, 3])
def test_queries_of_a_minute_in_which_nothing_becomes_due(live_session, django_assert_num_queries, people):
    EnrollmentFactory.create_batch(people, cohort=live_session.cohort)
    plan_due_reminders(now=before(DAY))

    with django_assert_num_queries(1 + 1):
        assert plan_due_reminders(now=before(DAY) + MINUTE) == 0
