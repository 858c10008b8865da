from __future__ import annotations

import subprocess
import sys

from cop_portal.beat import TIMETABLE


def test_a_process_that_is_no_worker_knows_every_task():
    """Pages ring for tasks by name. The worker imports them by itself, a web process has to be made to."""
    script = "import django; django.setup(); from celery import current_app; print('\\n'.join(current_app.tasks))"
    environment = {"DJANGO_SETTINGS_MODULE": "cop_portal.test_settings"}

    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert {entry["task"] for entry in TIMETABLE.values()} - set(said.stdout.split()) == set()
