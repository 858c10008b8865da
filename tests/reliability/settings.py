"""The portal's own settings for the processes that are raced and killed: a clock that can be moved, and one that rings quickly.

RELIABILITY_EVERY is after how many seconds the clock rings; nothing said, it has the timetable of real use.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from cop_portal.settings import *  # noqa: F403
from cop_portal.settings import INSTALLED_APPS, PORTAL_DATA_DIR

# An answer that doesn't come is waited for less long than in real use.
EMAIL_TIMEOUT = 5
# A database of such a run is made from the models.
MIGRATION_MODULES = {name.partition(".")[0]: None for name in INSTALLED_APPS} | dict.fromkeys(
    ("admin", "auth", "contenttypes", "sessions", "live_sessions", "account", "mfa", "usersessions", "simple_history"),
)
if every := os.environ.get("RELIABILITY_EVERY"):
    TASKS = ("live_sessions.send_due_reminders", "notifications.deliver_mail")
    CELERY_BEAT_SCHEDULE = {task: {"task": task, "schedule": float(every), "options": {"expires": 5}} for task in TASKS}

MOVED = Path(PORTAL_DATA_DIR) / "clock-ahead"
_now = timezone.now


def moved_now():
    """What time it is to the portal: by so many seconds ahead as stand in the file."""
    try:
        ahead = float(MOVED.read_text())
    except (FileNotFoundError, ValueError):
        ahead = 0
    return _now() + timedelta(seconds=ahead)


timezone.now = moved_now
