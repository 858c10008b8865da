"""A database or Redis that doesn't answer is said in one sentence, to whoever has just typed a command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from cop_portal.environment import WrongValue
from cop_portal.reach import check_database, check_redis, last_line

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def deaf_port():
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        return briefly.getsockname()[1]


def outcome_of(command, tmp_path, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_DATA_DIR": str(tmp_path),
        "SECRET_KEY": "k3y-" + "0123456789" * 6,
    }
    outcome = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment | {"PORTAL_DEMO": "0"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return outcome.returncode, outcome.stdout, outcome.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [["run_portal"], ["migrate"], ["load_program", "any.toml"]], ids=" ".join)
def test_a_database_that_is_away_is_named(command, deaf_port, tmp_path):
    url = f"postgres://me:hush@127.0.0.1:{deaf_port}/portal"
    sentence = f"DATABASE_URL: nothing answers at 127.0.0.1:{deaf_port}.\n"
    if command[0] == "load_program":
        command = ["load_program", "cop_portal/blueprints/health_equity_forum.toml"]
    assert outcome_of(command, tmp_path, DATABASE_URL=url) == (1, "", sentence)


@pytest.mark.slow
def test_a_redis_that_is_away_is_named(deaf_port, tmp_path):
    outcome = outcome_of(["run_portal"], tmp_path, REDIS_URL=f"redis://:hush@127.0.0.1:{deaf_port}/0")
    assert outcome == (1, "", f"REDIS_URL: nothing answers at 127.0.0.1:{deaf_port}.\n")


@pytest.mark.slow
def test_an_address_of_another_machine_is_named(tmp_path):
    outcome = outcome_of(["run_portal"], tmp_path, BIND="192.0.2.1")  # an address for examples, which nobody has
    assert outcome == (1, "", "CommandError: BIND: 192.0.2.1 is no address of this machine.\n")


@pytest.mark.django_db
def test_what_answers_is_let_by(settings):
    settings.REDIS_URL = ""
    check_database()
    check_redis()


def test_a_database_that_refuses_says_why(monkeypatch):
    def refuse():
        raise OperationalError("connection failed\nFATAL:  password authentication failed")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    with pytest.raises(WrongValue, match=r"^DATABASE_URL: the database can't be opened\. FATAL: +password auth"):
        check_database()


def test_a_redis_that_answers_something_else_is_named(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with pytest.raises(WrongValue, match=r"^REDIS_URL: Redis can't be used\. Timeout"):
            check_redis()


def test_the_last_line_is_the_servers_own():
    assert last_line(OperationalError("one\n  two \n")) == "two"
