"""Starts the real thing: web server, worker and clock, on SQLite and the broker of files."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cop_portal.processes import why_not_listen

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 120

pytestmark = pytest.mark.slow


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        return briefly.getsockname()[1]


class Portal:
    """A portal started as `make run` starts it; `lines` is what it has said."""

    def __init__(self, folder, port, demo, static, **variables):
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY"}
        }
        environment |= {"PORTAL_DATA_DIR": str(folder), "PORT": str(port), "PORTAL_DEMO": demo, "DEBUG": "0"}
        environment["STATIC_ROOT"] = str(static)
        if demo == "0":
            environment["SECRET_KEY"] = "only-for-tests-" + "0123456789abcdef" * 4
        environment |= variables
        self.port = port
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_portal"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def listen_until(self, text):
        """Reads on until a line holds the text."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if text in line:
                return
        pytest.fail(f"The portal ended without saying {text!r}:\n" + "\n".join(self.lines))

    def end(self):
        """The exit code, once everything has been said."""
        self.lines += [line.rstrip() for line in self.process.stdout]
        return self.process.wait(timeout=SECONDS)

    def descendants(self):
        """Number and command of every process below ours."""
        table = subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split(None, 2) for line in table.splitlines()]
        family = {self.process.pid}
        found = {}
        for _ in range(4):
            for pid, parent, command in rows:
                if int(parent) in family:
                    family.add(int(pid))
                    found[int(pid)] = command
        return found


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    """Collected by the first portal, since it takes seconds, and found there by the others."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """One that a portal finds ready: migrating takes most of a minute."""
    folder = tmp_path_factory.mktemp("database")
    ours = {"DJANGO_SETTINGS_MODULE": "cop_portal.settings", "PORTAL_DATA_DIR": str(folder), "PORTAL_DEMO": "1"}
    others = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    subprocess.run([sys.executable, "-m", "tests.database"], cwd=ROOT, env=others | ours, check=True)
    return folder / "portal.sqlite3"


@pytest.fixture
def start(tmp_path, static, database):
    """Starts portals and ends them, whatever the test made of them."""
    portals = []

    def start(folder=tmp_path, *, port=None, demo="0", from_nothing=False, **variables):
        if not from_nothing and not (folder / database.name).exists():
            folder.mkdir(exist_ok=True)
            shutil.copy(database, folder)
        portal = Portal(folder, port or free_port(), demo, static, **variables)
        portals.append(portal)
        return portal

    yield start
    for portal in portals:
        if portal.process.poll() is None:
            portal.process.terminate()
            portal.process.wait(timeout=SECONDS)
        portal.process.stdout.close()


def lives(pid):
    """Whether a process of that number runs; one that has ended and waits to be fetched doesn't."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")


def parent_of(pid):
    return int(subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout)


def eventually(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_it_serves_until_ctrl_c_and_leaves_nobody_behind(start, tmp_path):
    portal = start()
    portal.listen_until("The portal is at")
    assert portal.lines[-1] == f"The portal is at http://localhost:{portal.port}/"
    with urllib.request.urlopen(f"http://localhost:{portal.port}/readyz", timeout=10) as answer:
        assert answer.status == 200
    # Two web workers below their master, a child below the worker, and the clock.
    assert eventually(lambda: len(portal.descendants()) == 6), portal.descendants()
    family = portal.descendants()

    on_the_same_port = start(tmp_path / "elsewhere", port=portal.port)
    assert on_the_same_port.end() == 1
    (sentence,) = on_the_same_port.lines
    before, _, suggested = sentence.removesuffix(" make run").partition("PORT=")
    assert before == f"CommandError: Port {portal.port} is in use. Stop what runs there, or choose another: "
    assert why_not_listen(int(suggested)) == 0
    on_the_same_data = start()
    assert on_the_same_data.end() == 1
    (sentence,) = on_the_same_data.lines
    assert sentence.startswith(f"CommandError: The portal runs already on the data in {tmp_path}. Stop it, or ")

    portal.process.send_signal(signal.SIGINT)
    assert portal.end() == 0
    assert portal.lines[-1] == "Stopped."
    assert [command for pid, command in family.items() if lives(pid)] == []


def test_it_listens_where_it_is_told_and_names_the_address_people_use(start):
    portal = start(BIND="127.0.0.2", PORTAL_ORIGIN="https://portal.example.org", ALLOWED_HOSTS="portal.example.org")
    portal.listen_until("It listens on")
    assert portal.lines[-2:] == [
        "The portal is at https://portal.example.org/",
        f"It listens on 127.0.0.2, port {portal.port}.",
    ]
    assert why_not_listen(portal.port, "127.0.0.2") == errno.EADDRINUSE
    assert why_not_listen(portal.port, "127.0.0.1") == 0


def test_make_run_says_something_before_python_has_begun():
    """Importing Django takes seconds, in which nobody should wonder."""
    steps = subprocess.run(["make", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert steps.index('echo "Starting the portal ..."') < steps.index("manage.py run_portal")


@pytest.mark.parametrize(("name", "word"), [("worker", " worker "), ("clock", " beat ")])
def test_when_worker_or_clock_ends_the_portal_says_so_and_stops(start, tmp_path, name, word):
    portal = start()
    portal.listen_until("The portal is at")
    family = portal.descendants()
    (child,) = [pid for pid, command in family.items() if word in command and parent_of(pid) == portal.process.pid]

    os.kill(child, signal.SIGKILL)

    assert portal.end() == 1
    (sentence,) = [line for line in portal.lines if line.startswith("CommandError")]
    assert sentence == (
        f"CommandError: The {name} process ended by itself, so the portal stopped. "
        f"All it said is in {tmp_path / 'log' / f'{name}.log'}."
    )
    assert eventually(lambda: not any(lives(pid) for pid in family))


def test_sigterm_before_it_is_ready_stops_it_too(start):
    portal = start(from_nothing=True)
    portal.listen_until("Preparing the database")
    portal.process.terminate()

    assert portal.end() == 0
    assert portal.lines[-1] == "Stopped."


def test_in_demo_mode_it_says_who_can_sign_in_and_changes_nothing_the_second_time(start):
    first = start(demo="1", from_nothing=True)
    first.listen_until("Ctrl-C stops it.")
    begin = first.lines.index("Sign in as:")
    assert [line.split("  ")[1] for line in first.lines[begin + 1 : -1]] == [
        "participant",
        "team lead",
        "facilitator",
        "coach",
        "coordinator",
        "observer",
        "site admin",
    ]
    first.process.send_signal(signal.SIGINT)
    assert first.end() == 0

    second = start(demo="1")
    second.listen_until("The portal is at")
    assert [line.rpartition(": ")[2] for line in second.lines if ": " in line and " | " not in line] == [
        "unchanged."
    ] * 4
