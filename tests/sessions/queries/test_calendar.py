from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from cohorts.enums import CohortStatus, EnrollmentStatus, GroupStatus
from cohorts.models import Enrollment
from sessions.models import LiveSession
from sessions.operations.removal import remove_session
from sessions.operations.schedule import cancel_session, edit_session, move_session
from sessions.queries.calendar import calendar_of, feed_with_secret
from tests.factories.accounts import SiteAdminFactory
from tests.factories.cohorts import (
    AffinityGroupFactory,
    CohortFactory,
    EnrollmentFactory,
    GroupMeetingFactory,
    GroupMembershipFactory,
)
from tests.factories.sessions import CalendarFeedFactory, LiveSessionFactory
from tests.sessions.ical import events_of, read, titles_of

pytestmark = pytest.mark.django_db
SOON = datetime(2090, 1, 4, 20, tzinfo=UTC)


@pytest.fixture
def feed():
    return CalendarFeedFactory(person__time_zone="America/Los_Angeles")


@pytest.fixture
def live_session(feed):
    enrollment = EnrollmentFactory(person=feed.person)
    return LiveSessionFactory(cohort=enrollment.cohort, label="", title="Mine", starts_at=SOON)


def titles(feed, **which):
    calendar = calendar_of(feed, **which)
    return None if calendar is None else titles_of(calendar.body)


class TestWhoseSessions:
    def test_those_of_all_ones_cohorts_in_order_and_of_no_other(self, feed, live_session):
        second = EnrollmentFactory(person=feed.person).cohort
        LiveSessionFactory(cohort=second, label="", title="Earlier, elsewhere", starts_at=SOON - timedelta(days=1))
        # A second cohort of the same program, and one of another.
        LiveSessionFactory(cohort=CohortFactory(program=live_session.cohort.program), title="Neighbors")
        LiveSessionFactory(title="Others")
        assert titles(feed) == ["Earlier, elsewhere", "Mine"]
        assert titles(feed, cohort=live_session.cohort.slug) == ["Mine"]
        assert titles(feed, cohort=second.slug) == ["Earlier, elsewhere"]
        for cohort in (CohortFactory(program=live_session.cohort.program), CohortFactory()):
            assert titles(feed, cohort=cohort.slug) is None
        assert titles(feed, cohort="there-is-none") is None

    @pytest.mark.parametrize(
        ("status", "seen"),
        [
            (EnrollmentStatus.ACTIVE, ["Mine"]),
            (EnrollmentStatus.COMPLETED, ["Mine"]),
            (EnrollmentStatus.INVITED, None),
            (EnrollmentStatus.WITHDRAWN, None),
        ],
    )
    def test_it_dies_with_the_membership_and_comes_back_with_it(self, feed, live_session, status, seen):
        Enrollment.objects.update(status=status)
        assert (titles(feed), titles(feed, cohort=live_session.cohort.slug)) == (seen, seen)
        Enrollment.objects.update(status=EnrollmentStatus.ACTIVE)
        assert titles(feed) == ["Mine"]

    def test_withdrawn_from_one_of_two_the_other_stays(self, feed, live_session):
        Enrollment.objects.update(status=EnrollmentStatus.WITHDRAWN)
        other = EnrollmentFactory(person=feed.person).cohort
        LiveSessionFactory(cohort=other, label="", title="Stays")
        assert titles(feed) == ["Stays"]

    def test_who_stands_above_all_cohorts_has_only_their_own(self, live_session):
        admins = CalendarFeedFactory(person=SiteAdminFactory())
        assert titles(admins) is None
        assert titles(admins, cohort=live_session.cohort.slug) is None
        EnrollmentFactory(person=admins.person, cohort=live_session.cohort)
        LiveSessionFactory(title="Others")
        assert titles(admins) == ["Mine"]

    def test_a_completed_cohort_is_still_read(self, feed, live_session):
        live_session.cohort.status = CohortStatus.COMPLETED
        live_session.cohort.save()
        assert titles(feed) == ["Mine"]

    def test_a_closed_account_has_no_feed(self):
        feed = CalendarFeedFactory(secret="known")
        assert feed_with_secret("known") == feed
        feed.person.is_active = False
        feed.person.save()
        assert feed_with_secret("known") is None

    @pytest.mark.parametrize("guess", ["", "known ", "KNOWN", "know", "known\n", "\ud800"])
    def test_nothing_but_the_secret_opens_it(self, guess):
        feed = CalendarFeedFactory(secret="known")
        assert feed_with_secret(guess) is None
        assert feed_with_secret(feed.digest) is None
        assert feed_with_secret(feed.sealed) is None


class TestGroups:
    def test_the_dates_of_ones_groups_with_their_place(self, feed, live_session):
        group = AffinityGroupFactory(cohort=live_session.cohort, name="Readers", status=GroupStatus.OPEN)
        other = AffinityGroupFactory(cohort=live_session.cohort, name="Walkers", status=GroupStatus.OPEN)
        GroupMeetingFactory(group=group, title="First", starts_at=SOON + timedelta(days=1), place="Room 4")
        GroupMeetingFactory(group=other, title="Not mine", place="canary-place")
        membership = GroupMembershipFactory(group=group, person=feed.person)
        GroupMembershipFactory(group=other, person=feed.person, left_at=SOON)
        assert titles(feed) == ["Mine", "Readers: First"]
        assert "canary-place" not in calendar_of(feed).body.decode()
        membership.removed_at = SOON
        membership.save()
        assert titles(feed) == ["Mine"]


class TestChanges:
    """Whatever changes the calendar moves both what a calendar is asked by: the tag and the time."""

    @pytest.fixture
    def changed_by(self, feed, live_session):
        def deed_at(deed):
            before = calendar_of(feed)
            later = timezone.now().replace(microsecond=0) + timedelta(days=1)
            with time_machine.travel(later, tick=False):
                deed(later)
                feed.refresh_from_db()
                after = calendar_of(feed)
            assert after.etag != before.etag
            assert after.changed_at == later
            return after

        return deed_at

    def test_a_move_keeps_the_uid_and_counts_up(self, feed, live_session, changed_by):
        before = events_of(calendar_of(feed).body)
        after = changed_by(
            lambda now: move_session(live_session=live_session, starts_at=SOON + timedelta(days=7), by=None, now=now)
        )
        (old,), (new,) = before, events_of(after.body)
        assert (new["UID"], new["SEQUENCE"] - old["SEQUENCE"]) == (old["UID"], 1)
        assert new["DTSTART"].dt - old["DTSTART"].dt == timedelta(days=7)
        assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt

    def test_a_rename_counts_up(self, live_session, changed_by):
        (event,) = events_of(
            changed_by(lambda now: edit_session(live_session=live_session, title="New", by=None, now=now)).body
        )
        assert (str(event["SUMMARY"]), event["SEQUENCE"]) == ("New", 1)

    def test_a_cancelled_one_stays_and_counts_up(self, live_session, changed_by):
        after = changed_by(lambda now: cancel_session(live_session=live_session, reason="Ice", by=None, now=now))
        (event,) = events_of(after.body)
        assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)

    def test_one_taken_away_is_gone(self, live_session, changed_by):
        after = changed_by(lambda now: remove_session(live_session=live_session, by=None, now=now))
        assert events_of(after.body) == []

    def test_somebody_elses_language_and_the_cohorts_name(self, feed, live_session, changed_by):
        def learn_spanish(now):
            feed.person.language = "es"
            feed.person.save()

        def rename(now):
            live_session.cohort.title = "Another name"
            live_session.cohort.save()

        changed_by(rename)
        LiveSession.objects.update(format="in_person")
        changed_by(learn_spanish)

    def test_what_no_calendar_shows_changes_nothing(self, feed, live_session):
        before = calendar_of(feed)
        with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
            edit_session(
                live_session=live_session, join_url="https://zoom.example.org/j/2", by=None, now=timezone.now()
            )
            assert calendar_of(feed) == before


@pytest.mark.parametrize("more", [1, 3])
def test_it_takes_the_same_queries_however_much_there_is(feed, live_session, more, django_assert_num_queries):
    for _ in range(more):
        cohort = EnrollmentFactory(person=feed.person).cohort
        LiveSessionFactory.create_batch(more, cohort=cohort)
        group = AffinityGroupFactory(cohort=cohort, status=GroupStatus.OPEN)
        GroupMembershipFactory(group=group, person=feed.person)
        GroupMeetingFactory.create_batch(more, group=group)
    # Cohorts, sessions, groups' dates; when people, places, groups, names and what was taken away last changed.
    with django_assert_num_queries(9):
        calendar = calendar_of(feed)
    assert len(events_of(calendar.body)) == 1 + 2 * more * more


def test_the_calendar_is_called_after_the_portal_or_the_cohort(feed, live_session, settings):
    settings.PORTAL_NAME = "Commons"
    assert str(read(calendar_of(feed).body)["NAME"]) == "Commons: my sessions"
    assert str(read(calendar_of(feed).body)["X-WR-TIMEZONE"]) == "America/Los_Angeles"
    of_cohort = read(calendar_of(feed, cohort=live_session.cohort.slug).body)
    assert (str(of_cohort["NAME"]), str(of_cohort["X-WR-TIMEZONE"])) == (
        live_session.cohort.title,
        live_session.cohort.time_zone,
    )


def test_zooms_own_link_is_in_no_feed(feed, live_session):
    assert "raw-link-canary" in live_session.join_url
    assert b"raw-link-canary" not in calendar_of(feed).body
