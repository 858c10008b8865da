"""Requests from a process of its own, and what they cost the server's processes."""

from __future__ import annotations

import http.client
import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode

CONNECTIONS = 4
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of one page: requests per second, and milliseconds of processor time a request."""

    per_second: float
    cpu_ms: float


class Server:
    """Where the portal listens, and which processes work for it: gunicorn's, and PostgreSQL's for this database."""

    def __init__(self, *, port: int, master: int, database: str) -> None:
        self.port, self.master, self.database = port, master, database

    def cpu_seconds(self) -> float:
        """Spent so far by all of them that live."""
        return sum(_cpu_seconds(process) for process in self._processes())

    def _processes(self) -> list[Path]:
        return [process for process in Path("/proc").glob("[0-9]*") if self._works_here(process)]

    def _works_here(self, process: Path) -> bool:
        try:
            parent = int(_stat(process)[1])
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, IndexError):
            return False
        return parent == self.master or (command.startswith("postgres:") and self.database in command.split())


def _stat(process: Path) -> list[str]:
    """The fields after the name, which may hold spaces: state, parent, …"""
    return (process / "stat").read_text().rpartition(")")[2].split()


def _cpu_seconds(process: Path) -> float:
    try:
        fields = _stat(process)
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


class Client:
    """One signed-in person on one connection that stays open."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer and its body, as it came over the wire. Raises `RuntimeError` for anything but 200."""
        return self._asked("GET", path, None, {200}, headers)

    def post(self, path: str, fields: dict[str, str]) -> None:
        """Sends a form, which must be accepted."""
        token = "b" * 32
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self.cookie}; csrf={token}",
        }
        self._asked("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}), {302}, headers)

    def _asked(
        self, method: str, path: str, body: str | None, expected: set[int], headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip", **headers}
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except ConnectionError:
            # It lay idle for too long, on a machine with other work; what is sent twice is one reply.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in expected:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return answer, content


def _ask_for(port: int, cookie: str, path: str, seconds: float) -> int:
    client = Client(port, cookie)
    until, asked = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        client.get(path)
        asked += 1
    return asked


def _ask_at_once(port: int, cookie: str, path: str, seconds: float) -> tuple[int, float]:
    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        asked = sum(pool.map(lambda _n: _ask_for(port, cookie, path, seconds), range(CONNECTIONS)))
    return asked, time.monotonic() - began


def throughput(server: Server, cookie: str, path: str, *, seconds: float) -> Cost:
    """What the page costs while a few people ask for it without a pause, from a second process."""
    before = server.cpu_seconds()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        asked, took = process.submit(_ask_at_once, server.port, cookie, path, seconds).result()
    return Cost(per_second=asked / took, cpu_ms=1_000 * (server.cpu_seconds() - before) / asked)
