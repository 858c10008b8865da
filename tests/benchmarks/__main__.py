"""Makes a database, fills it, serves the portal with two processes, measures, prints, and takes the database away again.

DATABASE_URL names a PostgreSQL whose role may make databases; BENCH_DIVIDED_BY makes everything smaller, to try it out.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
WHERE = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"


def main() -> None:
    """The whole run."""
    divided_by = int(os.environ.get("BENCH_DIVIDED_BY", "1"))
    with tempfile.TemporaryDirectory() as folder, database() as url:
        port = free_port()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PORTAL_DATA_DIR": folder,
            "PORTAL_ORIGIN": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
            "LOG_LEVEL": "WARNING",
        }
        for name in ("PORTAL_DEMO", "DEBUG", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS"):
            os.environ.pop(name, None)
        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        measure(port, url, divided_by)


def measure(port: int, url: str, divided_by: int) -> None:
    """Fills the database, starts the server, and asks for one figure after the other."""
    import django

    django.setup()
    from tests.benchmarks import measures
    from tests.benchmarks.data import Size, make_data
    from tests.benchmarks.load import Server

    began = time.monotonic()
    data = make_data(Size().divided(divided_by) if divided_by > 1 else Size())
    say(f"The data stands after {time.monotonic() - began:.0f} s. Measuring takes some minutes.\n")
    figures = []
    with portal(port) as master:
        server = Server(port=port, master=master, database=urlsplit(url).path.strip("/"))
        bench = measures.Bench(server, data)
        for step in (
            measures.queries_of_pages,
            measures.cold_visit,
            measures.page_against_control,
            measures.growth_of_pages,
            measures.growth_of_replies,
            measures.search_against_sql,
        ):
            for figure in step(bench):
                figures.append(figure)
                say(line(figure))
        plans = measures.plans(bench)
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    (var / "bench.json").write_text(json.dumps([figure.as_json() for figure in figures], indent=1) + "\n")
    (var / "bench-plans.txt").write_text(plans)
    say(f"\nWritten: {var / 'bench.json'}, {var / 'bench-plans.txt'}")


def line(figure) -> str:
    """A row of the table."""
    if figure.ratio is None:
        return f"{figure.name:26} {figure.value:>10,.0f} {'':>10} {'':>7}  {figure.unit:16} {figure.goal}"
    return f"{figure.name:26} {figure.ours:>10.2f} {figure.control:>10.2f} {figure.ratio:>7.2f}  {figure.unit:16} {figure.goal}"


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


@contextmanager
def database() -> Iterator[str]:
    """A database of our own, and its address."""
    name = f"portal_bench_{os.getpid()}"
    asked(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(WHERE)._replace(path=f"/{name}"))
    finally:
        from django.db import connections

        connections.close_all()
        asked(f"DROP DATABASE {name} WITH (FORCE)")


def asked(statement: str) -> None:
    """One statement outside a transaction. Ends with a sentence where there is no PostgreSQL."""
    try:
        connection = psycopg2.connect(WHERE)
    except psycopg2.OperationalError as error:
        sys.exit(f"DATABASE_URL names no PostgreSQL that can be reached: {error}")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def portal(port: int) -> Iterator[int]:
    """Gunicorn as in real use; its master's process number."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cop_portal.gunicorn_conf", "--max-requests", "0"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _attempt in range(100):
            with socket.socket() as visitor:
                if visitor.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
