from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from sessions.models import Reminder
from tests.factories.accounts import SiteAdminFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import A_WEEK_LATER, DAY_BEFORE, STARTS_AT, deliver, move, plan, ring

pytestmark = pytest.mark.django_db

LIST = "admin:live_sessions_reminder_changelist"


@pytest.fixture
def browser(client):
    client.force_login(SiteAdminFactory(email="admin@example.org"))
    return client


@pytest.fixture
def live_session(db):
    return LiveSessionFactory(starts_at=STARTS_AT, label="", title="Place Matters")


def test_the_ledger_says_who_was_told_and_why_not(browser, live_session):
    told = EnrollmentFactory(cohort=live_session.cohort, person__email="ana@example.org")
    plan(DAY_BEFORE)
    told.status = EnrollmentStatus.WITHDRAWN
    told.save()
    deliver(DAY_BEFORE)

    page = browser.get(reverse(LIST)).content.decode()

    for words in ("ana@example.org", "Place Matters", "24 h before", "The person is no longer active in the cohort."):
        assert words in page
    assert reverse("admin:notifications_outboxmail_change", args=[Reminder.objects.get().mail_id]) in page


def test_the_ledger_tells_a_move_from_a_reminder(browser, live_session):
    EnrollmentFactory(cohort=live_session.cohort)
    ring(DAY_BEFORE)
    move(live_session, A_WEEK_LATER, DAY_BEFORE)

    assert "the move to this start" in browser.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_ledger_takes_as_many_queries_however_long(browser, live_session, django_assert_num_queries, people):
    EnrollmentFactory.create_batch(people, cohort=live_session.cohort)
    plan(DAY_BEFORE)
    browser.get(reverse(LIST))

    with django_assert_num_queries(5):  # session and person, the cohorts for the filter, the count, the rows
        browser.get(reverse(LIST))


def test_nothing_in_the_ledger_can_be_edited(browser, live_session):
    EnrollmentFactory(cohort=live_session.cohort)
    plan(DAY_BEFORE)
    row = Reminder.objects.get()

    assert browser.post(reverse("admin:live_sessions_reminder_change", args=[row.pk]), {}).status_code == 403
    assert browser.post(reverse("admin:live_sessions_reminder_delete", args=[row.pk])).status_code == 403
    assert browser.get(reverse("admin:live_sessions_reminder_change", args=[row.pk])).status_code == 200
