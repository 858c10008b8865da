"""`make bench-reminders`: reminders by the thousand through real workers; how fast they leave, and what killing does to them.

DATABASE_URL names a PostgreSQL whose role may make databases; a Redis of its own is started. BENCH_DIVIDED_BY makes everything
smaller. Prints ours, control and ratio, and writes var/bench-reminders.json. `rate` or `killing` as an argument does that part
alone, and leaves the figures of the other as they were written.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.__main__ import ROOT, database, line, say
from tests.own_servers import OwnRedis
from tests.reliability.fleet import Fleet, Sink, until

if TYPE_CHECKING:
    from tests.benchmarks.measures import Figure

SEED = 7
PEOPLE, COHORTS, EACH_IN = 10_000, 100, 10
KILLED_PEOPLE, KILLED_COHORTS, KILLS = 10_000, 10, 20
# A claim of a worker that was killed lapses after five minutes, and the clock rings each minute.
PATIENCE = 45 * 60
CONTROL_MAILS = 2_000


def main() -> None:
    """Both parts, or the one that is named."""
    divided_by = int(os.environ.get("BENCH_DIVIDED_BY", "1"))
    parts: dict[str, Callable[[Bench, int], Iterator[Figure]]] = {"rate": rate, "killing": killing}
    figures = []
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as folder, database() as url, bench(Path(folder), url) as made:
            for figure in parts[name](made, divided_by):
                figures.append(figure)
                say(line(figure))
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    file = var / "bench-reminders.json"
    known = json.loads(file.read_text()) if file.exists() and sys.argv[1:] else []
    ours = [figure.as_json() for figure in figures]
    names = {figure["name"] for figure in ours}
    kept = [figure for figure in known if figure["name"] not in names]
    file.write_text(json.dumps(kept + ours, indent=1) + "\n")
    say(f"\nWritten: {file}. The machine's load was {', '.join(f'{load:.1f}' for load in os.getloadavg())}.")


class Bench:
    """The folder, the servers, and the processes."""

    def __init__(self, folder: Path, sink: Sink, redis: OwnRedis, fleet: Fleet) -> None:
        self.folder, self.sink, self.redis, self.fleet = folder, sink, redis, fleet


@contextmanager
def bench(folder: Path, url: str) -> Iterator[Bench]:
    """An empty database with its tables, a sink, a Redis; at the end nothing of it is left."""
    sink, redis = Sink(folder), OwnRedis(folder)
    redis.start()
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
        "DATABASE_URL": url,
        "REDIS_URL": redis.address,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_ORIGIN": "https://portal.example.org",
    }
    # What compose starts: one worker of two processes.
    fleet = Fleet(folder, environment, children=2)
    os.environ |= environment | {"LOG_LEVEL": "WARNING"}
    for name in ("PORTAL_DEMO", "DEBUG", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    try:
        prepare(url)
        yield Bench(folder, sink, redis, fleet)
    finally:
        fleet.end()
        redis.stop()
        sink.stop()


def prepare(url: str) -> None:
    """Django, and the tables."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    if settings.configured:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = url.rpartition("/")[2]
    else:
        django.setup()
    call_command("migrate", "--run-syncdb", "--verbosity", "0")


def ring() -> None:
    """As the timetable does."""
    from celery import current_app

    import cop_portal.celery  # noqa: F401  the application it rings for

    current_app.send_task("live_sessions.send_due_reminders", queue="portal")


def rate(made: Bench, divided_by: int) -> Iterator[Figure]:
    """Due reminders are planned, then sent by one worker of two processes, as compose starts it, from the first mail to the last.

    The control hands one and the same mail over again and again, before and after. Ctrl-C ends it with what has left.
    """
    from django.utils import timezone

    from sessions.operations.reminders import plan_due_reminders
    from tests.benchmarks.measures import Figure
    from tests.reliability.people import make_people_due

    people, cohorts = max(PEOPLE // divided_by, 100), max(COHORTS // divided_by, EACH_IN)
    now = timezone.now()
    make_people_due(people=people, cohorts=cohorts, each_in=EACH_IN, starts_at=now + timedelta(hours=20))
    count = people * EACH_IN
    began = time.monotonic()
    planned = plan_due_reminders(now=now)
    yield Figure("reminders-planned", "a second", value=planned / (time.monotonic() - began))
    control = [bare_loop(made.sink)]
    made.sink.forget()
    memory: dict[str, list[int]] = {}
    # The bells that planning has rung wait for the worker.
    made.fleet.start("worker", "beat")
    deadline = time.monotonic() + PATIENCE
    try:
        while (taken := lines_in(made.sink.path)) < count and time.monotonic() < deadline:
            time.sleep(1)
            for pid, kilobytes in made.fleet.memory().items():
                # Warm: once each process has sent a thousand mails or so.
                if taken > min(2_000, count // 4):
                    memory.setdefault(pid, []).append(kilobytes)
    except KeyboardInterrupt:
        say(f"  ended after {taken:,} mails")
    mails = made.sink.mails()
    made.fleet.kill("beat", "all")
    made.fleet.kill("worker", "all")
    control.append(bare_loop(made.sink))
    ours = len(mails) / (mails[-1].at - mails[0].at)
    people_told = made.sink.by_person()
    yield Figure("reminders-sent", "mails", value=len(mails), goal=f"{count:,}")
    yield Figure(
        "reminders-sent-twice", "mails", value=sum(sum(ids.values()) - len(ids) for ids in people_told.values())
    )
    yield Figure("reminders-vs-smtplib", "mails/s", ours=ours, control=sum(control) / len(control), goal=">= 0.5")
    ends = [(max(held[-len(held) // 4 :]), max(held[: len(held) // 4 + 1])) for held in memory.values() if held]
    if ends:
        last, first = max(ends, key=lambda pair: pair[0] / pair[1])
        yield Figure("reminders-memory", "kB, end/begin", ours=last, control=first, goal="<= 1.05")


def bare_loop(sink: Sink) -> float:
    """Mails a second of a loop over one connection, with a mail as long as ours."""
    body = "Message-ID: <control@example.org>\r\nSubject: Control\r\n\r\n" + ("x" * 70 + "\r\n") * 104
    with smtplib.SMTP("127.0.0.1", sink.port) as server:
        began = time.monotonic()
        for number in range(CONTROL_MAILS):
            server.sendmail("portal@example.org", [f"control-{number}@example.org"], body)
        return CONTROL_MAILS / (time.monotonic() - began)


def lines_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def killing(made: Bench, divided_by: int) -> Iterator[Figure]:
    """Two workers, two clocks; SIGKILL at random, Redis killed for a while, every line to the database cut, people withdrawn."""
    from django.db import connection
    from django.utils import timezone

    from tests.benchmarks.measures import Figure
    from tests.reliability.people import address_of, make_people_due

    chance = random.Random(SEED)
    people = KILLED_PEOPLE // divided_by
    make_people_due(people=people, cohorts=KILLED_COHORTS, starts_at=timezone.now() + timedelta(hours=20))
    withdrawn = {address_of(number) for number in chance.sample(range(people), people // 100)}
    made.fleet.start("worker-1", "worker-2", "beat-1", "beat-2")
    until(lambda: all("ready" in made.fleet.log_of(f"worker-{n}") for n in (1, 2)), seconds=120)
    began = time.time()
    ring()
    steps = sorted(chance.sample(range(people // 50, people * 9 // 10), KILLS))
    withdrawn_at = 0.0
    for number, step in enumerate(steps, start=1):
        until(lambda step=step: lines_in(made.sink.path) >= step, seconds=900, every=0.02)
        say(f"  after {lines_in(made.sink.path):>6,} mails: killed {made.fleet.kill_one(chance)}")
        if number == KILLS // 3:
            made.redis.stop()
            time.sleep(10)
            made.redis.start()
            say("  Redis was away for ten seconds, and came back empty")
        if number == KILLS // 2:
            withdraw(withdrawn)
            withdrawn_at = time.time()
        if number == KILLS * 2 // 3:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            say("  every line to the database was cut")
    everybody = {address_of(number) for number in range(people)} - withdrawn
    until(lambda: everybody <= set(made.sink.by_person()), seconds=PATIENCE, every=2)
    time.sleep(70)  # a ring more: whoever would be told twice is told now
    told = made.sink.by_person()
    yield Figure("killed", "processes", value=sum(made.fleet.kills.values()))
    yield Figure("killed-people", "people", value=len(everybody), goal="all of them")
    yield Figure("killed-seconds", "s", value=made.sink.mails()[-1].at - began)
    yield Figure("killed-missed", "people", value=len(everybody - set(told)), goal="0")
    yield Figure("killed-two-ids", "people", value=sum(len(ids) > 1 for ids in told.values()), goal="0")
    yield Figure("killed-same-id-again", "mails", value=sum(sum(ids.values()) - len(ids) for ids in told.values()))
    late = [mail for mail in made.sink.mails() if mail.recipient in withdrawn and mail.at > withdrawn_at + 1]
    yield Figure("killed-to-withdrawn", "mails", value=len(late), goal="0")


def withdraw(addresses: set[str]) -> None:
    from cohorts.enums import EnrollmentStatus
    from cohorts.models import Enrollment

    Enrollment.objects.filter(person__email__in=addresses).update(status=EnrollmentStatus.WITHDRAWN)


if __name__ == "__main__":
    main()
