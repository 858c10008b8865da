from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as mailboxes

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.operations.reading import note_all_read
from notifications.delivery import deliver_mail
from notifications.models import MailHours, Notice, OutboxMail
from notifications.operations.digests import period_due, plan_digests
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.discussions import BoardFactory, FollowingFactory, PostFactory, ThreadFactory
from tests.factories.notifications import MailHoursFactory, NoticeFactory
from tests.factories.sessions import LiveSessionFactory, MaterialFactory

pytestmark = pytest.mark.django_db
# A Monday, 8:00 in Los Angeles, where the factory's people live.
MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cohort():
    return CohortFactory(title="Clinics", time_zone="America/New_York")


@pytest.fixture
def ana(cohort):
    return EnrollmentFactory(cohort=cohort, person__email="ana@example.org", person__name="Ana").person


@pytest.fixture
def thread(cohort):
    board = BoardFactory(cohort=cohort, name="Everybody")
    return ThreadFactory(board=board, title="Who maps rent?", created_at=MONDAY - 30 * DAY)


def say(thread, at=MONDAY - DAY, body="We do."):
    type(thread).objects.filter(pk=thread.pk).update(last_post_at=at)
    return PostFactory(thread=thread, author__name="Lena Park", created_at=at, body_html=f"<p>{body}</p>")


def ring(now=MONDAY):
    before = len(mailboxes.outbox)
    plan_digests(now=now)
    deliver_mail(clock=lambda: now)
    return mailboxes.outbox[before:]


def reasons():
    return list(OutboxMail.objects.order_by("pk").values_list("state", "reason"))


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "zone", "now", "period"),
    [
        ({}, "America/Los_Angeles", MONDAY, "2026-W38"),
        ({}, "America/Los_Angeles", MONDAY - timedelta(minutes=1), ""),
        ({}, "America/Los_Angeles", MONDAY + 15 * HOUR, "2026-W38"),
        ({}, "America/Los_Angeles", MONDAY + 16 * HOUR, ""),  # Tuesday
        ({}, "Asia/Kolkata", MONDAY, "2026-W38"),  # 8:30 pm
        ({}, "No/Where", MONDAY, "2026-W38"),
        ({"weekday": 1}, "America/Los_Angeles", MONDAY, ""),
        ({"weekday": 1}, "America/Los_Angeles", MONDAY + DAY, "2026-W38"),
        ({"digest": "day", "hour": 9}, "America/Los_Angeles", MONDAY, ""),
        ({"digest": "day", "hour": 9}, "America/Los_Angeles", MONDAY + HOUR, "2026-09-14"),
        ({"digest": "day", "hour": 9}, "America/Los_Angeles", MONDAY + 25 * HOUR, "2026-09-15"),
        ({"digest": "never"}, "America/Los_Angeles", MONDAY, ""),
        # The night in which 2:00 doesn't exist.
        ({"digest": "day", "hour": 2}, "America/Los_Angeles", datetime(2026, 3, 8, 9, 59, tzinfo=UTC), ""),
        ({"digest": "day", "hour": 2}, "America/Los_Angeles", datetime(2026, 3, 8, 10, tzinfo=UTC), "2026-03-08"),
    ],
)
def test_it_is_due_at_its_readers_hour(wish, zone, now, period):
    assert period_due(MailHours(**wish), zone, now) == period


def test_one_per_period_however_often_it_rings(ana, thread):
    say(thread)
    assert [mail.to for mail in ring()] == [["ana@example.org"]]
    say(thread, at=MONDAY + HOUR)
    assert [plan_digests(now=MONDAY), plan_digests(now=MONDAY + HOUR)] == [0, 0]
    assert len(ring(MONDAY + 7 * DAY)) == 1


def test_those_get_it_who_are_active_where_something_goes_on(ana, cohort):
    for status in (EnrollmentStatus.INVITED, EnrollmentStatus.COMPLETED, EnrollmentStatus.WITHDRAWN):
        EnrollmentFactory(cohort=cohort, status=status)
    EnrollmentFactory(cohort=CohortFactory(status=CohortStatus.ARCHIVED))
    EnrollmentFactory(cohort=cohort, person__is_active=False)
    UserFactory()
    assert plan_digests(now=MONDAY) == 1
    assert OutboxMail.objects.get().recipient == ana


@pytest.mark.parametrize("people", [1, 20])
def test_planning_costs_the_same_for_any_number(cohort, people, django_assert_num_queries):
    EnrollmentFactory.create_batch(people, cohort=cohort)
    # Hours, audience, people; which there are, the mails, their ids.
    with django_assert_num_queries(6):
        assert plan_digests(now=MONDAY) == people


# --- What -----------------------------------------------------------------------------------------


def test_what_is_unread_by_board_what_is_new_and_what_comes_next(ana, cohort, thread):
    say(thread, body="Ours is <b>a map</b>.")
    session = LiveSessionFactory(cohort=cohort, title="Place Matters", label="", starts_at=MONDAY + 2 * DAY, minutes=90)
    material = MaterialFactory(live_session=session, title="Slides")
    facts = {"person": ana, "place": str(cohort.pk), "created_at": MONDAY - DAY}
    NoticeFactory(matter="live_sessions.materials", params={"materials": [material.pk]}, **facts)
    # By mail at once, or read already: it isn't told twice.
    soon = {"live_session": session.pk, "starts_at": int(session.starts_at.timestamp())}
    NoticeFactory(matter="live_sessions.soon", params=soon, **facts)
    NoticeFactory(matter="live_sessions.scheduled", params={"live_sessions": [session.pk]}, read_at=MONDAY, **facts)

    (mail,) = ring()

    assert mail.subject == "Your week in CoP Portal"
    when = "Wednesday, September 16, 8:00 – 9:30 am your time (Pacific) · 11:00 am – 12:30 pm Eastern"
    origin, slug = "http://localhost:8000", cohort.slug
    assert mail.body.partition("\n-- \n")[0].strip() == "\n".join(
        [
            "Hello Ana,",
            "",
            "this is what you have not read yet, and what comes next.",
            "",
            "Clinics",
            "- New materials for “Place Matters”",
            "  Slides",
            f"  {origin}{session.get_absolute_url()}",
            "",
            "Everybody · Clinics",
            "- Who maps rent? (1 new)",
            "  Ours is a map.",
            f"  {origin}/cohorts/{slug}/discussions/{thread.board.slug}/{thread.slug}/?unread=1",
            "",
            "Your next session",
            f"- “Place Matters”: {when}",
            f"  {origin}{session.get_absolute_url()}",
        ]
    )
    html = mail.alternatives[0].content
    assert all(f'href="{origin}{url}' in html for url in (session.get_absolute_url(), thread.get_absolute_url()))


def test_it_is_never_empty(ana, cohort):
    LiveSessionFactory(cohort=cohort, starts_at=MONDAY + 2 * DAY)
    assert ring() == []
    assert reasons() == [("skipped", "There was nothing to tell.")]


def test_what_they_may_not_see_or_have_read_when_it_leaves_is_not_in_it(ana, cohort, thread):
    say(thread)
    plan_digests(now=MONDAY)
    note_all_read(person=ana, seen_at=MONDAY, now=MONDAY)
    assert ring() == []
    EnrollmentFactory(cohort=cohort, person__email="ben@example.org")
    plan_digests(now=MONDAY)
    ana.enrollments.model.objects.update(status=EnrollmentStatus.WITHDRAWN)
    assert ring() == []


def test_whoever_mutes_a_thread_reads_nothing_of_it(ana, thread):
    say(thread)
    FollowingFactory(person=ana, thread=thread, level="muted")
    assert ring() == []


def test_whoever_has_changed_their_mind_gets_none(ana, thread):
    say(thread)
    plan_digests(now=MONDAY)
    MailHoursFactory(person=ana, digest="never")
    assert ring() == []
    assert reasons() == [("skipped", "They want no digest.")]


def test_what_the_last_one_told_is_not_told_again(ana, cohort, thread):
    MailHoursFactory(person=ana, digest="day")
    say(thread, at=MONDAY - 2 * HOUR)
    (mail,) = ring()
    assert mail.subject == "Your day in CoP Portal"
    assert ring(MONDAY + DAY) == []
    say(thread, at=MONDAY + DAY + HOUR)
    assert len(ring(MONDAY + 2 * DAY)) == 1
    assert not Notice.objects.exists()
