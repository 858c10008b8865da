from __future__ import annotations

import pytest
from celery.schedules import crontab

from cop_portal.beat import TIMETABLE
from cop_portal.celery import app


@pytest.mark.django_db  # loading the tasks has Celery run Django's checks, some of which ask the database
def test_every_entry_of_the_timetable_names_a_task_that_exists():
    app.loader.import_default_modules()

    assert sorted(entry["task"] for entry in TIMETABLE.values() if entry["task"] not in app.tasks) == []


def test_the_timetable_holds_what_must_not_be_forgotten():
    assert {entry["task"]: entry["schedule"] for entry in TIMETABLE.values()} == {
        "live_sessions.send_due_reminders": crontab(),
        "notifications.deliver_mail": crontab(),
        "discussions.tell_of_talk": crontab(),
        "discussions.fetch_replies": crontab(),
        "live_sessions.tell_whats_new": crontab(),
        "notifications.plan_digests": crontab(minute="*/15"),
        "notifications.forget_old_notices": crontab(hour="4", minute="20"),
        "cohorts.remind_unfinished_formations": crontab(minute="10"),
        "cohorts.tell_of_queues": crontab(minute="10"),
        "live_sessions.take_up_standing_needs": crontab(minute="10"),
        "live_sessions.remind_of_accommodations": crontab(minute="10"),
        "improvement.remind_of_actions": crontab(minute="10"),
        "live_sessions.sweep_zoom": crontab(),
        "live_sessions.look_at_zoom": crontab(minute="10"),
        "live_sessions.forget_zoom_bodies": crontab(hour="4", minute="20"),
        "discussions.clear_what_lies_about": crontab(hour="4", minute="20"),
        "cop_portal.clear_expired_sign_ins": crontab(hour="4", minute="20"),
    }


def test_a_ring_that_nobody_hears_expires_before_the_next_one():
    minutely = [entry for entry in TIMETABLE.values() if entry["schedule"] == crontab()]

    assert [entry["options"]["expires"] for entry in minutely] == [55] * len(minutely)


def test_a_task_of_a_killed_worker_is_given_out_again():
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)


def test_no_task_outlives_the_time_after_which_redis_gives_it_out_again(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    settings = fresh_settings()

    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.task_time_limit < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]


def test_without_redis_the_broker_is_a_folder_that_is_there(monkeypatch, tmp_path):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    settings = fresh_settings()

    assert settings.CELERY_BROKER_URL == "folder://localhost/"
    assert sorted(path.name for path in (tmp_path / "broker").iterdir()) == ["control", "queue"]


def fresh_settings():
    """The settings as a process that starts now would read them."""
    import importlib.util

    spec = importlib.util.find_spec("cop_portal.settings")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
