"""Outside demo mode nothing starts on a database with demo people, and says why."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import connection

from cop_portal.celery import app
from cop_portal.demo.guard import REFUSAL, refuse_demo_people
from cop_portal.management.commands.run_portal import Command
from tests.factories.accounts import UserFactory

ROOT = Path(__file__).parents[3]
DATABASE_WITH_SOMEBODY_OF_THE_DEMO = """
import django; django.setup()
from accounts.models import User
from tests.database import make_tables
make_tables()
User.objects.create(email="amina@example.org", is_demo=True)
"""


@pytest.fixture
def demo_people(db):
    return UserFactory(is_demo=True)


def serve():
    runpy.run_module("cop_portal.wsgi")


def work():
    worker_init.send(sender=app)


def ring():
    beat_init.send(sender=app)


def check():
    call_command("check", databases=["default"])


def prepare():
    Command().prepare_database()


STARTS = [
    (prepare, CommandError),
    (serve, ImproperlyConfigured),
    (work, SystemExit),
    (ring, SystemExit),
    (check, SystemCheckError),
]


@pytest.mark.parametrize(("start", "refusal"), STARTS)
def test_refused_with_a_sentence_that_names_the_variable(demo_people, settings, start, refusal):
    settings.PORTAL_DEMO = False

    with pytest.raises(refusal, match="PORTAL_DEMO is off, but this database holds the demo's made-up people"):
        start()


@pytest.mark.parametrize(("start", "refusal"), STARTS)
def test_in_demo_mode_they_are_welcome(demo_people, settings, start, refusal):
    settings.PORTAL_DEMO = True

    start()


@pytest.mark.parametrize(("start", "refusal"), STARTS)
def test_where_everybody_is_real_it_starts(db, settings, start, refusal):
    settings.PORTAL_DEMO = False
    UserFactory()

    start()


def test_it_is_one_question(demo_people, settings, django_assert_num_queries):
    settings.PORTAL_DEMO = True
    with django_assert_num_queries(0):
        refuse_demo_people()

    settings.PORTAL_DEMO = False
    with django_assert_num_queries(1), pytest.raises(ImproperlyConfigured):
        refuse_demo_people()


def test_a_database_without_tables_is_somebody_elses_business(db, settings):
    settings.PORTAL_DEMO = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user RENAME TO gone")

    refuse_demo_people()


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("-m", "gunicorn", "--config", "python:cop_portal.gunicorn_conf", "--bind", "unix:gunicorn.sock"),
        ("-m", "celery", "--app", "cop_portal", "--quiet", "worker", "--pool", "solo"),
        ("-m", "celery", "--app", "cop_portal", "--quiet", "beat"),
    ],
)
def test_the_real_processes_end_and_say_why(tmp_path, command):
    # A database of their own, whatever the suite runs on: two of these tests may run at once.
    elsewhere = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in elsewhere} | {
        "PORTAL_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "cop_portal.settings",
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "PORTAL_DEMO": "0",
    }
    subprocess.run(
        [sys.executable, "-c", DATABASE_WITH_SOMEBODY_OF_THE_DEMO],
        env=environment | {"PORTAL_DEMO": "1"},
        check=True,
        cwd=tmp_path,
    )

    ended = subprocess.run(
        [sys.executable, *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )

    assert ended.returncode != 0
    assert REFUSAL in ended.stdout + ended.stderr
