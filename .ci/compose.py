"""Runs every command of docker-compose.yml by hand, without Docker: what the file says is what is started here.

    python .ci/compose.py postgres://user:password@127.0.0.1:5432/name redis://127.0.0.1:6379/0

Migrations, web server, worker and clock against the PostgreSQL and Redis named, in the environment that compose would
give them; each must become healthy by the health check written in the file, the clock's ring must be heard by the
worker, and all must stop cleanly when told to.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 150
IN_DOT_ENV = {
    "SECRET_KEY": "made-for-this-run-" + os.urandom(32).hex(),
    "PORTAL_ORIGIN": "https://portal.example.org",
    "POSTGRES_PASSWORD": "inserted",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "PORT": "8765",
}


def main() -> int:
    """The exit code: 0 when everything started, became healthy and stopped."""
    database_url, redis_url = sys.argv[1:]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = compose["services"]
    with tempfile.TemporaryDirectory(prefix="portal-compose-") as folder:
        environment = base_environment(Path(folder))
        say("image: collect the static files")
        run(dockerfile_collectstatic(), environment | {"SECRET_KEY": IN_DOT_ENV["SECRET_KEY"]})
        environments = {
            name: environment
            | interpolated(services[name]["environment"])
            | {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            for name in ("migrate", "web", "worker", "beat")
        }
        say("migrate")
        run(services["migrate"]["command"], environments["migrate"])
        run([*services["migrate"]["command"], "--check"], environments["migrate"])
        started = {name: start(name, services[name], environments[name], folder) for name in ("web", "worker", "beat")}
        try:
            wait_until_healthy("web", dockerfile_health_check(), environments["web"], started)
            for name in ("worker", "beat"):
                wait_until_healthy(name, services[name]["healthcheck"]["test"], environments[name], started)
            wait_until_rung(Path(folder), started)
        finally:
            stop(started, Path(folder))
    say("every command of docker-compose.yml ran")
    return 0


def base_environment(folder: Path) -> dict[str, str]:
    """What the image gives every command: the ENV of the Dockerfile, with the folders moved to where we may write."""
    environment = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG", "TZ"}}
    environment |= dict(
        re.findall(r"^\s*(?:ENV )?([A-Z_]+)=([^\s\\]+) ?\\?$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    )
    data = folder / "data"
    data.mkdir()
    return environment | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PORTAL_DATA_DIR": str(data),
        "STATIC_ROOT": str(folder / "static"),
        "BIND": "127.0.0.1",
        "PORT": IN_DOT_ENV["PORT"],
    }


def interpolated(values: dict[str, Any]) -> dict[str, str]:
    """The environment of a service as compose would hand it over. Ends with compose's own words where a must is unset."""

    def value_of(match: re.Match[str]) -> str:
        name, how, word = match["name"], match["how"], match["word"]
        value = IN_DOT_ENV.get(name, "")
        if not value and how == ":?":
            raise SystemExit(f"docker-compose.yml: {name} {word}")
        return value or (word or "")

    pattern = re.compile(r"\$\{(?P<name>[A-Z_]+)(?:(?P<how>:[-?])(?P<word>[^}]*))?\}")
    return {name: pattern.sub(value_of, str(value)) for name, value in values.items()}


def dockerfile_collectstatic() -> list[str]:
    """The line of the Dockerfile that collects the static files."""
    (line,) = re.findall(r"python manage\.py collectstatic[^\\\n]*", (ROOT / "Dockerfile").read_text())
    return shlex.split(line)


def dockerfile_health_check() -> list[str]:
    """The image's health check, in compose's way of writing."""
    (words,) = re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return ["CMD", *yaml.safe_load(words)]


def run(command: list[str], environment: dict[str, str]) -> None:
    """Runs a command to its end. Raises `CalledProcessError`."""
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def start(name: str, service: dict[str, Any], environment: dict[str, str], folder: str) -> subprocess.Popen[bytes]:
    """Starts a service; what it says goes to a file."""
    say(f"{name}: {shlex.join(service['command'])}")
    with (Path(folder) / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            service["command"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def is_healthy(test: list[str], environment: dict[str, str]) -> bool:
    """Whether the health check says so."""
    kind, *words = test
    command = ["sh", "-c", words[0].replace("$$", "$")] if kind == "CMD-SHELL" else words
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode == 0


def wait_until_healthy(
    name: str, test: list[str], environment: dict[str, str], started: dict[str, subprocess.Popen[bytes]]
) -> None:
    """Until the health check of the file says so. Raises `SystemExit`."""
    began_at = time.monotonic()
    while time.monotonic() - began_at < SECONDS:
        ended = [other for other, process in started.items() if process.poll() is not None]
        if ended:
            raise SystemExit(f"{', '.join(ended)} ended by itself")
        if is_healthy(test, environment):
            say(f"{name} is healthy after {time.monotonic() - began_at:.0f} s")
            return
        time.sleep(1)
    raise SystemExit(f"{name} did not become healthy within {SECONDS} s")


def wait_until_rung(folder: Path, started: dict[str, subprocess.Popen[bytes]]) -> None:
    """Until the worker has done a task that the clock started. Raises `SystemExit`."""
    done = re.compile(r"Task notifications\.deliver_mail\[[0-9a-f-]+\] succeeded")
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if done.search((folder / "worker.log").read_text(errors="replace")):
            say("the worker did what the clock rang for")
            return
        time.sleep(1)
    raise SystemExit("the worker did nothing that the clock rang for")


def stop(started: dict[str, subprocess.Popen[bytes]], folder: Path) -> None:
    """Tells all to stop as Docker would. Raises `SystemExit` when one doesn't, or doesn't end well."""
    failing = sys.exc_info()[0] is not None
    for process in started.values():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    codes = {}
    for name, process in started.items():
        try:
            codes[name] = process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            codes[name] = process.wait()
    if failing or any(codes.values()):
        for name in started:
            say(f"--- {name}.log")
            sys.stdout.write(
                "".join((folder / f"{name}.log").read_text(errors="replace").splitlines(keepends=True)[-40:])
            )
    if not failing and any(codes.values()):
        raise SystemExit(f"not all stopped cleanly: {codes}")
    say(f"stopped: {codes}")


def say(line: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"compose by hand: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
