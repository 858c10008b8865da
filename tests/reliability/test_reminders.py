"""Real workers and clocks are killed, their servers go away, sessions change: everybody gets one mail, with one Message-ID.

On the embedded default; with DATABASE_URL on PostgreSQL, and on a Redis of the test's own. The long run: `make bench-reminders`.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from notifications.models import OutboxMail
from sessions.models import Reminder
from sessions.operations.schedule import cancel_session, move_session
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


def starts_told(sink):
    """Which starts each person was told of, one after the other."""
    rows = Reminder.objects.exclude(mail=None).select_related("mail")
    start = {row.mail.message_id: row.starts_at for row in rows}
    told = defaultdict(list)
    for mail in sink.mails():
        told[mail.recipient].append(start[mail.message_id])
    return told


def test_a_session_moved_while_mails_leave_is_told_of_once_more_to_those_who_knew_another_start(fleet, sink):
    (live_session,) = due(cohorts=1)
    before = live_session.starts_at
    after = before + timedelta(hours=1)
    sink.behave(slow=1, seconds=0.1)
    fleet.start("worker-1", "worker-2", "beat-1")
    assert until(lambda: len(sink.mails()) >= 10, seconds=60, every=0.02), fleet.log_of("worker-1")
    move_session(live_session=live_session, starts_at=after, by=None, now=timezone.now())
    assert until(lambda: everybody_told(sink) and nothing_waits(), seconds=60), fleet.log_of("worker-1")

    told = starts_told(sink)
    assert set(told) == EVERYBODY
    assert {tuple(starts) for starts in told.values()} == {(after,), (before, after)}
    assert all(list(ids.values()) == [1] * len(ids) for ids in sink.by_person().values())


def next_change_to_standard_time(zone):
    """The first day from next week on whose clocks are put back, by its noon."""
    noon = (timezone.now().astimezone(zone) + timedelta(days=7)).replace(hour=12, minute=0, second=0, microsecond=0)
    while (noon - timedelta(days=1)).dst() <= noon.dst():
        noon += timedelta(days=1)
    return noon


def test_over_the_night_when_clocks_are_put_back_nobody_is_told_twice_or_forgotten(fleet, sink):
    zone = ZoneInfo("America/New_York")
    start = next_change_to_standard_time(zone).replace(hour=15)
    (live_session,) = make_people_due(people=PEOPLE, cohorts=1, starts_at=start, minutes=(1440, 60))
    began = timezone.now()

    def it_is(wall_time):
        fleet.move_clock((wall_time - began).total_seconds())

    fleet.start("worker-1", "worker-2", "beat-1", "beat-2")
    # 24 hours before 3 pm standard time it is 4 pm by the clocks of the day before.
    it_is(datetime(*(start - timedelta(days=1)).timetuple()[:3], 15, 58, tzinfo=zone))
    time.sleep(3)
    assert sink.mails() == []
    it_is(datetime(*(start - timedelta(days=1)).timetuple()[:3], 16, 1, tzinfo=zone))
    assert until(lambda: everybody_told(sink) and nothing_waits(), seconds=60), fleet.log_of("worker-1")
    # The hour that comes twice.
    for fold in (0, 1):
        it_is(datetime(*start.timetuple()[:3], 1, 30, fold=fold, tzinfo=zone))
        time.sleep(1.5)
    assert len(sink.mails()) == PEOPLE
    it_is(start - timedelta(minutes=59))
    assert until(lambda: len(sink.mails()) >= 2 * PEOPLE and nothing_waits(), seconds=60), fleet.log_of("worker-1")

    assert sorted(Reminder.objects.values_list("minutes_before", flat=True)) == [60] * PEOPLE + [1440] * PEOPLE
    assert {person: sorted(ids.values()) for person, ids in sink.by_person().items()} == {
        person: [1, 1] for person in EVERYBODY
    }
    it_is(start + timedelta(hours=1))
    time.sleep(2)
    assert len(about(sink, live_session)) == 2 * PEOPLE


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file and has no server to restart.")
def test_a_database_that_goes_away_for_a_while(fleet, sink):
    due()
    sink.behave(slow=1, seconds=0.05)
    fleet.start("worker-1", "worker-2", "beat-1", "beat-2")
    assert until(lambda: len(sink.mails()) >= 10, seconds=60, every=0.02), fleet.log_of("worker-1")
    facts = connection.settings_dict
    connection.close()
    login = {"user": facts["USER"], "password": facts["PASSWORD"], "host": facts["HOST"], "port": facts["PORT"] or 5432}
    with closing(psycopg2.connect(dbname="postgres", **login)) as server:
        server.autocommit = True
        cursor = server.cursor()
        # As a server that restarts: every line breaks, and nobody gets in.
        cursor.execute(f'ALTER DATABASE "{facts["NAME"]}" ALLOW_CONNECTIONS false')
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            [facts["NAME"]],
        )
        (cut,) = cursor.fetchone()
        time.sleep(4)
        cursor.execute(f'ALTER DATABASE "{facts["NAME"]}" ALLOW_CONNECTIONS true')
    assert cut
    while_away = len(sink.mails())
    fleet.move_clock(LATER)

    assert until(lambda: everybody_told(sink) and nothing_waits(), seconds=90), fleet.log_of("worker-1")
    assert while_away < PEOPLE
    assert set(sink.by_person()) == EVERYBODY
    assert twice_told(sink.by_person()) == {}
