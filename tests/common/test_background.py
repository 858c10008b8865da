from __future__ import annotations

import logging

import pytest
from celery import current_app, shared_task
from celery.exceptions import NotRegistered
from django.db import transaction

from common.background import start_on_commit

heard = []


@shared_task(name="tests.ring")
def ring(**kwargs):
    heard.append(kwargs)


@pytest.fixture(autouse=True)
def _here_and_now(monkeypatch):
    """Tasks that are started run at once, in this process."""
    monkeypatch.setitem(current_app.conf.changes, "task_always_eager", True)
    heard.clear()


@pytest.mark.django_db
def test_start_on_commit_waits_for_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start_on_commit("tests.ring", post_id=7)
        assert heard == []

    assert heard == [{"post_id": 7}]


@pytest.mark.django_db(transaction=True)
def test_start_on_commit_starts_nothing_when_the_work_is_rolled_back():
    with transaction.atomic():
        start_on_commit("tests.ring", post_id=7)
        transaction.set_rollback(True)

    assert heard == []


@pytest.mark.django_db
def test_start_on_commit_lets_the_page_go_on_when_the_broker_is_away(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(current_app.conf.changes, "task_always_eager", False)
    monkeypatch.setitem(current_app.conf.changes, "broker_write_url", "redis://127.0.0.1:1/0")  # nobody listens there
    # Connections of earlier tests must not be used again.
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)

    with django_capture_on_commit_callbacks(execute=True):
        start_on_commit("tests.ring", post_id=7)

    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.WARNING, "tests.ring could not be started now; the timetable will.")
    ]


@pytest.mark.django_db
def test_start_on_commit_does_not_swallow_a_name_that_is_wrong(django_capture_on_commit_callbacks):
    with pytest.raises(NotRegistered), django_capture_on_commit_callbacks(execute=True):
        start_on_commit("tests.no_such_task")
