"""The portal's workers and clocks as processes of their own, and the mail server they send to: started, killed, looked at."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Taken:
    """A mail as the sink wrote it down."""

    at: float
    recipient: str
    message_id: str
    subject: str


class Sink:
    """The mail server (`tests.reliability.sink`); stopped and started again it has the same port and the same mails."""

    def __init__(self, folder: Path) -> None:
        self.path, self.port, self.process = folder / "mails", 0, None
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.reliability.sink", str(self.path), str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.port = int(self.process.stdout.readline())

    def behave(self, **how: float) -> None:
        """From now on so; nothing said, well."""
        self.process.stdin.write(json.dumps(how) + "\n")
        self.process.stdout.readline()

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()

    def mails(self) -> list[Taken]:
        lines = self.path.read_text().splitlines(keepends=True) if self.path.exists() else []
        # The last line may be being written.
        split = [line.rstrip("\n").split(" ", 3) for line in lines if line.endswith("\n")]
        return [Taken(float(at), recipient, message_id, subject) for at, recipient, message_id, subject in split]

    def by_person(self) -> dict[str, Counter[str]]:
        """How often each Message-ID came to each person."""
        people: dict[str, Counter[str]] = defaultdict(Counter)
        for mail in self.mails():
            people[mail.recipient][mail.message_id] += 1
        return people

    def forget(self) -> None:
        """Begins anew with an empty list."""
        os.truncate(self.path, 0)


class Fleet:
    """Workers and clocks. Each is its own group of processes, so that it can be killed as a machine would kill it."""

    def __init__(self, folder: Path, environment: dict[str, str], *, children: int = 1) -> None:
        self.folder, self.children = folder, children
        self.environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), **environment}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.groups: set[int] = set()
        self.kills: Counter[str] = Counter()

    def start(self, *names: str) -> None:
        """Those called `worker…` work, those called `beat…` ring; as the portal starts them."""
        for name in names:
            command = [sys.executable, "-m", "celery", "--app", "cop_portal", "--quiet"]
            if name.startswith("worker"):
                command += ["worker", "--pool", "prefork", "--concurrency", str(self.children), "--loglevel", "INFO"]
                command += ["--hostname", f"{name}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat"]
            else:
                command += ["beat", "--loglevel", "WARNING", "--schedule", str(self.folder / name)]
            with (self.folder / f"{name}.log").open("ab") as log:
                process = subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
            self.running[name] = process
            self.groups.add(process.pid)

    def kill(self, name: str, whom: str) -> None:
        """SIGKILL: to `all` of its processes, to the `parent` alone, or to a `child` that works."""
        process = self.running[name]
        target = children_of(process.pid)[:1] if whom == "child" else [process.pid]
        self.kills[whom] += 1
        with suppress(ProcessLookupError):
            if whom == "all":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                for pid in target:
                    os.kill(pid, signal.SIGKILL)
        if whom != "child":
            process.wait()
            del self.running[name]

    def kill_one(self, chance: random.Random) -> str:
        """Kills one at random and has it started again, as whatever watches over it would. Says which."""
        name = chance.choice(sorted(self.running))
        whom = chance.choice(["all", "parent", "child"] if name.startswith("worker") else ["all"])
        self.kill(name, whom)
        if name not in self.running:
            self.start(name)
        return f"{name} ({whom})"

    def move_clock(self, seconds: float) -> None:
        """To the portal it is so much later than it is, from the next look at the clock on."""
        draft = self.folder / "clock-draft"
        draft.write_text(str(seconds))
        draft.rename(self.folder / "clock-ahead")

    def memory(self) -> dict[str, int]:
        """What each process of the workers holds, in kB, by its number."""
        pids = [
            pid
            for name, process in self.running.items()
            if name.startswith("worker")
            for pid in children_of(process.pid)
        ]
        return {str(pid): kilobytes for pid in pids if (kilobytes := resident(pid))}

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def end(self) -> None:
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for process in self.running.values():
            process.wait()


def children_of(pid: int) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def resident(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def until(condition: Callable[[], bool], *, seconds: float, every: float = 0.1) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(every)
    return condition()


def twice_told(people: dict[str, Counter[str]]) -> dict[str, Iterable[str]]:
    """Those who got more than one mail: more than one Message-ID."""
    return {person: list(ids) for person, ids in people.items() if len(ids) > 1}
