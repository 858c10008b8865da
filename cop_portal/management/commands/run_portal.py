"""`make run`: everything the portal needs, in one terminal, without a server installed."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cop_portal.demo import sign_ins
from cop_portal.demo.guard import REFUSAL, holds_demo_people
from cop_portal.health import NotReady, check_migrations
from cop_portal.probe import is_ready
from cop_portal.processes import Child, Processes, next_free_port, why_not_listen
from cop_portal.reach import check_database, check_redis
from cop_portal.static_files import collect_static_files

BLUEPRINTS = Path(settings.BASE_DIR) / "cop_portal" / "blueprints"
START_SECONDS = 90
# Celery's long warning to those who are root, which on a machine for trying things out says nothing new.
AS_ROOT = "ignore:You're running the worker with superuser privileges"


class Command(BaseCommand):
    help = "Prepares the database and runs web server, worker and clock until Ctrl-C. In demo mode, with demo people."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with 0 when it was asked to stop, with 1 and a sentence when something else ended it."""
        check_port()
        check_database()
        check_redis()
        processes = Processes(say=self.say, log_folder=settings.PORTAL_DATA_DIR / "log")
        processes.listen_for_signals()
        with only_one_in(settings.PORTAL_DATA_DIR):
            for step in (self.prepare_database, self.prepare_static_files, self.load_demo):
                if processes.stop_requests:
                    return self.say("Stopped.")
                step()
            connections.close_all()
            self.run(processes)
        return None

    def say(self, line: str) -> None:
        """One line, at once: whoever reads may be a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def prepare_database(self) -> None:
        """Applies the migrations that wait. Raises `CommandError` where demo people are and mustn't be."""
        try:
            check_migrations()
        except NotReady:
            self.say("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        if holds_demo_people():
            raise CommandError(REFUSAL)

    def prepare_static_files(self) -> None:
        """Collects stylesheet, scripts and pictures if they changed."""
        if collect_static_files():
            self.say("Collected the static files.")

    def load_demo(self) -> None:
        """The programs and the demo people; what is there already stays as it is."""
        if not settings.PORTAL_DEMO:
            return
        for blueprint in sorted(BLUEPRINTS.glob("*.toml")):
            call_command("load_program", str(blueprint), stdout=self.stdout)
        call_command("load_demo", stdout=self.stdout)

    def run(self, processes: Processes) -> None:
        """Starts web server, worker and clock, says where the portal is, and stops all when one ends or we're asked to."""
        self.say("Starting web server and worker ...")
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        processes.start(commands(), environment=environment, folder=settings.BASE_DIR)
        try:
            if processes.wait_for(web_is_ready, seconds=START_SECONDS):
                self.welcome()
                processes.wait()
            ended = processes.first_to_end
            asked = bool(processes.stop_requests)
            if asked:
                self.say("Stopping ... (Ctrl-C again stops at once)")
        finally:
            gently = processes.stop()
        if asked:
            self.say("Stopped." if gently else "Stopped, without waiting for work in progress.")
        elif ended:
            raise CommandError(what_ended(ended))
        else:
            raise CommandError(
                f"The portal did not become ready within {START_SECONDS} seconds. What it said is in "
                f"{processes.log_folder}."
            )

    def welcome(self) -> None:
        """The address, and who can sign in."""
        self.say("")
        self.say(f"The portal is at {settings.PORTAL_ORIGIN}/")
        if f"http://localhost:{settings.PORT}" != settings.PORTAL_ORIGIN:
            self.say(f"It listens on {settings.BIND}, port {settings.PORT}.")
        if settings.PORTAL_DEMO:
            for line in sign_in_lines():
                self.say(line)
        self.say("Ctrl-C stops it.")
        self.say("")


def commands() -> dict[str, list[str]]:
    """Name and arguments of what runs side by side."""
    return {
        "web": [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:cop_portal.gunicorn_conf",
            "--log-level",
            "warning",
        ],
        # One child does the work: SQLite has one writer anyway, and a process of its own can be ended by a time limit,
        # which a thread can't. Gossip among workers is for those who have several.
        "worker": [
            *(sys.executable, "-W", AS_ROOT, "-m", "celery", "--app", "cop_portal", "--quiet", "worker"),
            *("--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        # Not embedded in the worker, which would not notice that it has died: no reminder would leave any more.
        "clock": [
            *(sys.executable, "-m", "celery", "--app", "cop_portal", "--quiet", "beat", "--loglevel", "WARNING"),
        ],
    }


def web_is_ready() -> bool:
    """Whether the web server answers that it can work."""
    host_name = settings.ALLOWED_HOSTS[0].lstrip(".")
    return is_ready(settings.PORT, host_name=host_name, bind=settings.BIND, seconds=5)


def check_port() -> None:
    """Raises `CommandError`, before anything is prepared, where the web server couldn't listen."""
    match why_not_listen(settings.PORT, settings.BIND):
        case 0:
            return
        case errno.EADDRINUSE:
            free = next_free_port(settings.PORT, settings.BIND)
            way = f"choose another: PORT={free} make run" if free else "choose another with PORT."
            raise CommandError(f"Port {settings.PORT} is in use. Stop what runs there, or {way}")
        case errno.EADDRNOTAVAIL:
            raise CommandError(f"BIND: {settings.BIND} is no address of this machine.")
        case number:
            raise CommandError(f"PORT: nobody may listen on {settings.BIND}:{settings.PORT}: {os.strerror(number)}.")


def what_ended(child: Child) -> str:
    """A sentence, and the program's last words."""
    said = child.log.read_text(encoding="utf-8").splitlines()[-8:] if child.log.exists() else []
    last_words = "".join(f"\n    {line}" for line in said)
    return (
        f"The {child.name} process ended by itself, so the portal stopped. All it said is in {child.log}.{last_words}"
    )


def sign_in_lines() -> Iterator[str]:
    """One line per role."""
    yield "Sign in as:"
    for person in sign_ins():
        yield f"  {person.role:<14} {person.email:<36} {person.password}"


@contextmanager
def only_one_in(folder: Path) -> Iterator[None]:
    """Two clocks on one folder would ring twice, and two databases can't be prepared at once: the second is refused."""
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"The portal runs already on the data in {folder}. "
                "Stop it, or choose another folder: PORTAL_DATA_DIR=/some/folder make run"
            ) from None
        yield
