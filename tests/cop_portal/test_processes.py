from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from cop_portal.processes import Processes, next_free_port, why_not_listen

SLEEPER = [sys.executable, "-c", "print('awake', flush=True); import time; time.sleep(60)"]
# Deaf to SIGTERM, and it has a child of its own that is so too.
DEAF = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print("child", child, flush=True)
time.sleep(60)
"""
DEAF_PARENT = [sys.executable, "-c", DEAF]


@pytest.fixture
def said():
    return []


@pytest.fixture
def processes(tmp_path, said):
    processes = Processes(say=said.append, log_folder=tmp_path / "log", patience=5)
    yield processes
    processes.patience = 0
    processes.stop()


def start(processes, tmp_path, **commands):
    processes.start(commands, environment=os.environ, folder=tmp_path)


def heard(said, text):
    return lambda: any(text in line for line in said)


def lives(pid):
    """Whether a process of that number runs; one that has ended and waits to be fetched doesn't."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")


def test_lines_are_marked_with_the_name_of_who_said_them_and_kept_in_a_file(processes, said, tmp_path):
    talk = "print('one'); print('two')"
    start(processes, tmp_path, web=[sys.executable, "-c", talk], worker=SLEEPER)
    processes.wait()
    deadline = time.monotonic() + 20
    while len(said) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    processes.stop()

    assert sorted(said) == ["web    | one", "web    | two", "worker | awake"]
    assert (tmp_path / "log" / "web.log").read_text() == "one\ntwo\n"


def test_waiting_ends_when_one_of_them_ends_and_names_it(processes, tmp_path):
    start(processes, tmp_path, web=SLEEPER, worker=[sys.executable, "-c", "raise SystemExit(3)"])
    processes.wait()

    assert processes.first_to_end.name == "worker"


def test_stopping_lets_everybody_finish(processes, said, tmp_path):
    polite = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit()))\n"
        "print('awake', flush=True)\n"
        "time.sleep(60)"
    )
    start(processes, tmp_path, web=[sys.executable, "-c", polite])
    assert processes.wait_for(heard(said, "awake"), seconds=20)

    assert processes.stop() is True
    assert said == ["web | awake", "web | bye"]


def test_stopping_ends_those_that_do_not_and_what_they_started(processes, said, tmp_path):
    start(processes, tmp_path, web=DEAF_PARENT)
    assert processes.wait_for(heard(said, "child"), seconds=20)
    child = int(said[0].rpartition(" ")[2])
    assert lives(child)
    processes.patience = 0.3

    assert processes.stop() is False
    assert processes.first_to_end.name == "web"
    assert not lives(child)


def test_a_second_request_to_stop_does_not_wait(processes, said, tmp_path):
    start(processes, tmp_path, web=DEAF_PARENT)
    assert processes.wait_for(heard(said, "child"), seconds=20)
    processes.patience = 60
    processes.stop_requests = 1
    again = threading.Timer(0.3, processes._on_signal, args=(signal.SIGINT, None))
    started_at = time.monotonic()
    again.start()

    assert processes.stop() is False
    assert time.monotonic() - started_at < 10


def test_waiting_for_something_that_never_comes_ends_in_time(processes, tmp_path):
    start(processes, tmp_path, web=SLEEPER)

    assert processes.wait_for(lambda: False, seconds=0.3) is False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_children_end_when_we_are_killed(tmp_path):
    program = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from cop_portal.processes import Processes\n"
        "sleeper = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "processes = Processes(say=print, log_folder=Path(sys.argv[1]))\n"
        "processes.start({'web': sleeper}, environment=os.environ, folder=Path(sys.argv[1]))\n"
        "print(processes.children[0].process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert lives(child)
        parent.kill()
        parent.wait(timeout=5)

    deadline = time.monotonic() + 5
    while lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(child)


def test_a_port_somebody_listens_on_is_said_to_be_in_use():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert why_not_listen(port) == errno.EADDRINUSE

    assert why_not_listen(port) == 0


def test_an_address_of_another_machine_is_told_from_a_port_in_use():
    assert why_not_listen(8000, "192.0.2.1") == errno.EADDRNOTAVAIL  # an address for examples, which nobody has


def test_the_next_free_port_is_one_that_nobody_listens_on():
    def neighbors():
        """Two ports side by side, both taken."""
        for port in range(21_000, 31_000, 2):
            try:
                return port, [socket.create_server(("127.0.0.1", number)) for number in (port, port + 1)]
            except OSError:
                continue
        return pytest.fail("No two ports side by side are free here.")

    port, servers = neighbors()
    try:
        free = next_free_port(port)
        assert free > port + 1
        assert why_not_listen(free) == 0
        assert next_free_port(65_535) is None
    finally:
        for server in servers:
            server.close()
