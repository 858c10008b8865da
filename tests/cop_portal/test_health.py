from __future__ import annotations

import os
import socket
import time

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cop_portal import health

SECRET_ADDRESS = "redis://:hush-hush@127.0.0.1:1/0"  # nobody listens on port 1


def test_healthz_answers_without_asking_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_names_the_parts_that_work(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "parts": {"database": "ok", "broker": "ok", "migrations": "ok"}}


@pytest.mark.django_db
def test_readyz_asks_the_database_three_questions(client, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(3):  # one for the database, two for the migrations: is there a table, what is in it
        client.get("/readyz")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
class TestBothPages:
    def test_answer_a_head_request(self, client, path):
        response = client.head(path)

        assert (response.status_code, response.content) == (200, b"")

    def test_refuse_a_post(self, client, path):
        assert client.post(path).status_code == 405

    def test_start_no_session(self, client, path):
        assert client.get(path).cookies == {}

    def test_are_never_cached(self, client, path):
        assert "no-store" in client.get(path).headers["Cache-Control"]

    def test_are_not_redirected_to_https(self, client, path, settings):
        """The health check of a container speaks plain HTTP to its own process."""
        settings.SECURE_SSL_REDIRECT = True

        assert client.get(path).status_code == 200


def test_readyz_says_when_the_database_is_away(client):
    """pytest-django refuses the database to this test, which is how a database is that's away."""
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "not ready",
        "parts": {"database": "does not answer", "broker": "ok", "migrations": "does not answer"},
    }


@pytest.mark.django_db
def test_readyz_says_when_redis_is_away_and_keeps_its_password_to_itself(client, settings):
    settings.CELERY_BROKER_URL = SECRET_ADDRESS

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "ok", "broker": "does not answer", "migrations": "ok"}
    assert "hush" not in response.text


@pytest.mark.django_db
@pytest.mark.skipif("REDIS_URL" not in os.environ, reason="no REDIS_URL: nothing to ask")
def test_readyz_asks_the_redis_that_is_there(client, settings):
    settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]

    assert client.get("/readyz").json()["parts"]["broker"] == "ok"


@pytest.mark.django_db
def test_readyz_waits_about_a_second_for_a_redis_that_hangs(client, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never says a word
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started_at = time.monotonic()

        response = client.get("/readyz")

    assert response.json()["parts"]["broker"] == "does not answer"
    assert time.monotonic() - started_at < 3 * health.BROKER_SECONDS


@pytest.mark.django_db
def test_readyz_says_when_the_folder_of_messages_is_gone(client, settings, tmp_path):
    settings.CELERY_BROKER_URL = "folder://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "queue")}
    (tmp_path / "queue").mkdir()
    assert client.get("/readyz").status_code == 200

    (tmp_path / "queue").rmdir()
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["broker"] == "the folder for messages is not there or can't be written to"


@pytest.mark.django_db
def test_readyz_says_how_many_migrations_wait(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("contenttypes", "0002_remove_content_type_name")
    recorder.record_unapplied("contenttypes", "0001_initial")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["migrations"] == "2 migrations wait to be applied"


@pytest.mark.django_db
def test_readyz_asks_for_the_table_of_migrations_too(client, monkeypatch):
    """A database nobody has migrated yet has no such table."""
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: False)

    response = client.get("/readyz")

    assert response.json()["parts"]["migrations"] == f"{len(health.migrations_on_disk())} migrations wait to be applied"
