"""Real processes on a real database: raced against each other, and killed while they send."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.smtp_sink import SmtpSink

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE = 50
ROOT = Path(__file__).parents[2]
# A claim of a worker that died lapses within this many minutes.
LEASE_OVER = 6


@pytest.fixture
def address(tmp_path):
    """A session ten hours away whose day-before reminder is due to fifty people; the address of the database that says so."""
    cohort = CohortFactory(reminder_minutes=[1440])
    LiveSessionFactory(cohort=cohort, starts_at=timezone.now() + timedelta(hours=10))
    for number in range(PEOPLE):
        EnrollmentFactory(cohort=cohort, person__email=f"{number}@example.org")
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        login = f"{facts['USER']}:{facts['PASSWORD']}".strip(":")
        return f"postgres://{login}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    # The suite's own SQLite database lives in memory: the processes get a copy on disk.
    copy = sqlite3.connect(tmp_path / "portal.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{tmp_path}/portal.sqlite3"


@pytest.fixture
def sink():
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def start(address, sink, tmp_path):
    """Starts processes of `tests.mail_process`; they are ready, and wait for `go`."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "cop_portal.settings",
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "PORTAL_DATA_DIR": str(tmp_path),
        "DATABASE_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
    }
    started = []

    def start(*commands):
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.mail_process", *map(str, command)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for command in commands
        ]
        started.extend(processes)
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(processes)
        return processes

    yield start
    for process in started:
        process.kill()
        process.communicate()


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def run_at_once(processes):
    """Lets all of them go at the same moment. Returns what each says at the end."""
    for process in processes:
        go(process)
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [int(words) for words in said]


def rows(address, query):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    copy = sqlite3.connect(address.removeprefix("sqlite:///"))
    found = copy.execute(query).fetchall()
    copy.close()
    return found


def mails_by_person(sink):
    """How often each Message-ID came to each person."""
    people = defaultdict(Counter)
    for mail in sink.mails:
        (recipient,) = mail.recipients
        people[recipient][mail.message_id] += 1
    return people


EVERYBODY = {f"{number}@example.org" for number in range(PEOPLE)}


def test_two_planners_at_once_plan_each_reminder_once(address, start):
    planned = run_at_once(start(("plan", 0, 100), ("plan", 0, 100)))

    assert sum(planned) == PEOPLE
    assert rows(address, "SELECT count(*), count(DISTINCT person_id) FROM live_sessions_reminder") == [(PEOPLE, PEOPLE)]
    assert rows(address, "SELECT state, count(*) FROM notifications_outboxmail GROUP BY state") == [("waiting", PEOPLE)]


def test_two_workers_ringing_three_times_send_each_mail_once(address, start, sink):
    sink.pause = 0.01
    run_at_once(start(("ring", 0, 3), ("ring", 0, 3)))

    assert Counter(mail.recipients[0] for mail in sink.mails) == Counter(EVERYBODY)
    assert rows(address, "SELECT state, count(*) FROM notifications_outboxmail GROUP BY state") == [("sent", PEOPLE)]
    assert sink.connections >= 2, "Only one of the two had anything to send, so nothing was raced."


def test_without_the_lock_two_workers_send_mails_twice(start, sink):
    """The twin of the test above: the race is real, the lock is what decides it."""
    # Slow enough that neither is done before the other has begun.
    sink.pause = 0.02
    run_at_once(start(("careless", 0, 100), ("careless", 0, 100)))

    assert len(sink.mails) > PEOPLE


def test_workers_killed_while_sending_leave_nobody_out_and_nobody_with_two(address, start, sink):
    kills = 4
    processes = start(*[("ring", LEASE_OVER * number, 100) for number in range(kills + 1)])
    rng = random.Random(5)

    for number, process in enumerate(processes[:-1]):
        sink.on_mail = killer(process, after=rng.randrange(3, 9), at_once=number % 2 == 0, rng=rng)
        go(process)
        assert process.wait() == -signal.SIGKILL
    sink.on_mail = lambda received: None
    run_at_once(processes[-1:])

    people = mails_by_person(sink)
    assert set(people) == EVERYBODY
    assert {person for person, ids in people.items() if len(ids) != 1} == set()
    assert rows(address, "SELECT state, count(*) FROM notifications_outboxmail GROUP BY state") == [("sent", PEOPLE)]
    # Two of the killed had handed a mail over and not yet noted it; that one came again, under the same id.
    assert kills / 2 <= len(sink.mails) - PEOPLE <= kills


def killer(process, *, after, at_once, rng):
    """Kills the process at its `after`-th mail: before it hears that the mail was taken, or at any moment soon after."""
    seen = []

    def on_mail(received):
        seen.append(received)
        if len(seen) != after:
            return
        if at_once:
            process.kill()
            process.wait()
        else:
            threading.Timer(rng.random() / 100, process.kill).start()

    return on_mail
