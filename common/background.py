"""Starting work in the background: the bell that is rung once what was written stands."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def start_on_commit(task_name: str, **arguments: int | str) -> None:
    """Starts the task of that name (`"notifications.deliver_mail"`) when the transaction has been committed.

    The name rather than the task, because operations stand below the tasks that call them. The arguments are ids:
    the task looks up what is true when it runs. Rolled back, nothing is started. Where the broker is away the page
    goes on: the timetable finds the work within the minute.
    """
    transaction.on_commit(lambda: _start(task_name, arguments))


def _start(task_name: str, arguments: dict[str, int | str]) -> None:
    try:
        current_app.tasks[task_name].apply_async(kwargs=arguments)
    except (OperationalError, OSError):
        logger.warning("%s could not be started now; the timetable will.", task_name, exc_info=True)
