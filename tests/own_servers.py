"""Servers of a test's own, which it may stop, kill and start again: Redis, and PostgreSQL where this machine has one."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from functools import cache
from pathlib import Path

import psycopg2
import redis

# What a test needs no disk for.
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class OwnRedis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder):
        self.folder, self.process, self.port = folder, None, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *where, "--save", ""], stdout=subprocess.DEVNULL)
        with redis.Redis(port=self.port) as client:
            for _ in range(100):
                try:
                    client.ping()
                except redis.ConnectionError:
                    time.sleep(0.05)
                else:
                    return

    def stop(self):
        self.process.kill()
        self.process.wait()

    def messages(self):
        with redis.Redis(port=self.port) as client:
            return client.llen("portal")


@cache
def postgresql_programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are, the newest of them; None where there are none, or nobody who may run them."""
    if os.geteuid() == 0 and not (shutil.which("runuser") and _has_role()):
        return None
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(installed, key=lambda path: float(path.parts[-3])) or [Path(shutil.which("initdb") or "")]
    return found[-1].parent if found[-1].name else None


def _has_role() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True


class OwnPostgres:
    """A cluster with one empty database. It won't run as root: then it runs as `postgres`, in a folder of theirs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-E", "UTF8", "--no-sync", "--auth=trust")

    def _run(self, program: str, *arguments: str) -> None:
        command = [f"{postgresql_programs()}/{program}", *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {QUICK}"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "start", "-o", options)

    def stop(self) -> None:
        """As a machine that goes down: whoever is connected is sent away in the middle of what they do."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def asked(self, query: str) -> list[tuple]:
        connection = psycopg2.connect(self.address)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall()
        finally:
            connection.close()
