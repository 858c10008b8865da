"""Real workers and clocks are killed, their servers go away, sessions change: everybody gets one mail, with one Message-ID.

On the embedded default; with DATABASE_URL on PostgreSQL, and on a Redis of the test's own. The long run: `make bench-reminders`.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from notifications.models import OutboxMail
from sessions.models import Reminder
from sessions.operations.schedule import cancel_session
from tests.reliability.fleet import twice_told, until
from tests.reliability.people import address_of, make_people_due

pytestmark = pytest.mark.slow

PEOPLE = 60
EVERYBODY = {address_of(number) for number in range(PEOPLE)}
# Claims of the killed have lapsed by then, and mails that failed have rested.
LATER = 7 * 60


def due(*, hours=20, cohorts=2):
    return make_people_due(people=PEOPLE, cohorts=cohorts, starts_at=timezone.now() + timedelta(hours=hours))


def everybody_told(sink):
    return set(sink.by_person()) >= EVERYBODY


def about(sink, live_session):
    return [mail for mail in sink.mails() if live_session.label in mail.subject]


def nothing_waits():
    return not OutboxMail.objects.filter(state__in=["waiting", "sending"]).exists()


def test_workers_and_clocks_killed_at_random(fleet, sink, own_redis):
    due()
    sink.behave(slow=1, seconds=0.03)
    fleet.start("worker-1", "worker-2", "beat-1", "beat-2")
    chance = random.Random(3)

    for step in (8, 20, 32, 44):
        assert until(lambda step=step: len(sink.mails()) >= step, seconds=60, every=0.01), fleet.log_of("worker-1")
        fleet.kill_one(chance)
        if own_redis and step == 20:
            own_redis.stop()
            own_redis.start()
        # To the portal minutes have gone by: what the killed had claimed is taken over.
        fleet.move_clock(LATER * step)

    assert until(lambda: everybody_told(sink) and nothing_waits(), seconds=60), fleet.log_of("worker-1")
    assert set(sink.by_person()) == EVERYBODY
    assert twice_told(sink.by_person()) == {}
    assert Reminder.objects.count() == PEOPLE


def test_a_mail_server_that_refuses_drops_and_is_slow(fleet, sink):
    due()
    sink.behave(refuse=0.15, drop_within=0.15, drop_after=0.15)
    fleet.start("worker-1", "beat-1")
    assert until(lambda: len(sink.mails()) > 30, seconds=60), fleet.log_of("worker-1")

    sink.behave(busy=1)
    sink.stop()
    sink.start()
    fleet.move_clock(LATER)

    assert until(lambda: everybody_told(sink) and nothing_waits(), seconds=60), fleet.log_of("worker-1")
    assert set(sink.by_person()) == EVERYBODY
    assert twice_told(sink.by_person()) == {}
    assert len(sink.mails()) > PEOPLE, "No mail came again after its line had broken, so nothing was tried."
    assert not OutboxMail.objects.exclude(state="sent").exists()


def test_nothing_to_the_withdrawn_nor_of_a_session_cancelled_or_begun_while_mails_leave(fleet, sink):
    # The last that was planned leaves first.
    soon, cancelled, going_on = due(cohorts=3)
    type(soon).objects.filter(pk=soon.pk).update(starts_at=timezone.now() + timedelta(hours=1))
    sink.behave(slow=1, seconds=0.1)
    fleet.start("worker-1", "beat-1")
    assert until(lambda: len(sink.mails()) >= 4, seconds=60, every=0.02), fleet.log_of("worker-1")

    inside = Enrollment.objects.filter(cohort=going_on.cohort).order_by("person")
    gone = set(inside.values_list("person__email", flat=True)[:5])
    inside.filter(person__email__in=gone).update(status=EnrollmentStatus.WITHDRAWN)
    cancel_session(live_session=cancelled, reason="The presenter is ill.", by=None, now=timezone.now())
    assert until(lambda: bool(about(sink, soon)), seconds=60, every=0.02), fleet.log_of("worker-1")
    fleet.move_clock(2 * 60 * 60)
    begun = len(about(sink, soon))

    assert until(nothing_waits, seconds=60), fleet.log_of("worker-1")
    assert gone & set(sink.by_person()) == set()
    assert about(sink, cancelled) == []
    # One may have been in the hands of the mail server.
    assert len(about(sink, soon)) <= begun + 1 < PEOPLE // 3
    assert twice_told(sink.by_person()) == {}
