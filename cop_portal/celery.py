"""The Celery application: how work in the background is done, whatever carries the messages.

Every task of the portal is idempotent and finds its work in the database; a message is only a bell. That is what the
settings below lean on. Where the broker is comes from the environment (settings.py), when the clock rings from beat.py.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_portal.settings")

# `folder://`, the broker that needs no server.
TRANSPORT_ALIASES["folder"] = "cop_portal.broker:Transport"

app = Celery("cop_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # A name of our own, so that a Redis shared with another product mixes nothing up.
    task_default_queue="portal",
    # A task is crossed off when it's done, not when it begins: a worker that is killed loses nothing ...
    task_acks_late=True,
    # ... also when the kernel killed the child, not the worker.
    task_reject_on_worker_lost=True,
    # No worker hoards messages that another, idle one could take.
    worker_prefetch_multiplier=1,
    # A mail server that hangs holds one task up, not the timetable. The soft limit lets the task put down what it has
    # claimed; both stay below the time after which Redis hands an unacknowledged message out again (settings.py).
    task_soft_time_limit=240,
    task_time_limit=300,
    # A page that rings the bell must not hang when the broker is away: one quick second try, then the timetable
    # finds the work within the minute. (Celery's default tries for most of a second, each time after a long connect.)
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1},
    broker_connection_timeout=2,
    # A worker that starts before its broker, or loses it, waits and tries again rather than ending ...
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # ... and gives up tasks it could no longer acknowledge, which the broker hands out again.
    worker_cancel_long_running_tasks_on_connection_loss=True,
    # Nobody reads results: the rows the tasks write are the results.
    task_ignore_result=True,
    # A child is replaced now and then, so that a leak in any library stays small.
    worker_max_tasks_per_child=2_000,
    # Django's LOGGING stands; Celery adds no handlers of its own.
    worker_hijack_root_logger=False,
    # The clock writes down what it rang after each ring: killed and restarted, it neither repeats nor skips a day.
    beat_sync_every=1,
    # It looks again at least this often, so that a machine woken from sleep is on time within seconds.
    beat_max_loop_interval=20,
)
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_demo_people(**kwargs: object) -> None:
    """Neither worker nor clock starts outside demo mode where there are demo people."""
    from cop_portal.demo.guard import end_where_demo_people_are  # noqa: PLC0415  models, once Django is set up

    end_where_demo_people_are()
