"""Runs a few programs side by side until one of them ends or somebody asks them all to stop; leaves none behind."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, cast

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_EVERY_SECONDS = 0.1
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class Child:
    """One program: its name in the output, and the file that keeps all it said."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    reader: threading.Thread | None = None

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def tell(self, number: signal.Signals) -> None:
        """A signal for the program itself; what it started is its own business."""
        if not self.ended:
            self.process.send_signal(number)

    def clear(self) -> None:
        """Ends whatever is left of the program and what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Processes:
    """The programs that run together. `say` gets each line they write, already marked with the program's name."""

    say: Callable[[str], None]
    log_folder: Path
    patience: float = 25  # seconds a program may take to stop by itself
    children: list[Child] = field(default_factory=list)
    stop_requests: int = 0

    def listen_for_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM are counted instead of ending this process."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop_requests += 1
        if self.stop_requests > 1 and not self.children:
            raise KeyboardInterrupt  # nothing runs yet that would have to be stopped first

    def start(self, commands: Mapping[str, Sequence[str]], *, environment: Mapping[str, str], folder: Path) -> None:
        """Starts each command (name -> arguments) in `folder`. Each gets a process group of its own: Ctrl-C in the terminal
        reaches only us, and we decide who stops in which way.
        """
        self.log_folder.mkdir(parents=True, exist_ok=True)
        for name, command in commands.items():
            process = subprocess.Popen(  # noqa: S603  our own commands
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  no thread runs yet
            )
            self.children.append(Child(name, process, self.log_folder / f"{name}.log"))
        for child in self.children:
            child.reader = threading.Thread(target=self._forward, args=(child,), daemon=True)
            child.reader.start()

    def _forward(self, child: Child) -> None:
        margin = max(len(other.name) for other in self.children)
        lines = cast("IO[str]", child.process.stdout)  # a pipe, as asked for
        with lines, child.log.open("w", encoding="utf-8") as log:
            for line in lines:
                log.write(line)
                log.flush()
                self.say(f"{child.name:<{margin}} | {line.rstrip()}")

    @property
    def first_to_end(self) -> Child | None:
        """A program that has ended though nobody asked it to, if there is one."""
        return next((child for child in self.children if child.ended), None)

    def wait_for(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Whether it came true in time; a program that ends, or a request to stop, ends the waiting too."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.stop_requests and not self.first_to_end:
            if condition():
                return True
            time.sleep(LOOK_EVERY_SECONDS)
        return False

    def wait(self) -> None:
        """Until a program ends or somebody asks to stop."""
        while not self.stop_requests and not self.first_to_end:
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> bool:
        """Asks every program to finish, and ends those that don't within `patience`, or at once when asked again.

        Whether all stopped by themselves. Afterwards nothing that was started here runs any more.
        """
        requests_so_far = self.stop_requests
        for child in self.children:
            child.tell(signal.SIGTERM)
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline and self.stop_requests <= requests_so_far and self._running:
            time.sleep(LOOK_EVERY_SECONDS)
        stopped_by_themselves = not self._running
        for child in self.children:
            child.clear()
            if child.reader:
                child.reader.join(timeout=2)
        return stopped_by_themselves

    @property
    def _running(self) -> list[Child]:
        return [child for child in self.children if not child.ended]


def _end_with_parent() -> None:
    """In the child, before its program begins: the kernel shall stop it when we are gone, however we went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def why_not_listen(port: int, host: str = "127.0.0.1") -> int:
    """Why no server could listen there now, as one of `errno`'s numbers; 0 where it could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error.errno or errno.EINVAL
    return 0


def next_free_port(port: int, host: str = "127.0.0.1") -> int | None:
    """The first one above `port` that a server could listen on; None where the next hundred are all taken."""
    above = range(port + 1, min(port + 101, 65_536))
    return next((other for other in above if not why_not_listen(other, host)), None)
