"""Demo people have passwords that everybody knows: outside demo mode the portal doesn't start where there are any."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from accounts.models import User

REFUSAL = (
    "PORTAL_DEMO is off, but this database holds the demo's made-up people, whose passwords are public. "
    "Start with PORTAL_DEMO=1, or name another database (DATABASE_URL or PORTAL_DATA_DIR)."
)


def refuse_demo_people() -> None:
    """Raises `ImproperlyConfigured` outside demo mode where there are demo people; called where a process starts.

    One query. A database that is away or not migrated yet holds nobody that could be asked for: `/readyz` tells of it.
    """
    if holds_demo_people():
        raise ImproperlyConfigured(REFUSAL)


def holds_demo_people() -> bool:
    """Whether there are demo people where there mustn't be any."""
    if settings.PORTAL_DEMO:
        return False
    try:
        return User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return False
    finally:
        if not connection.in_atomic_block:
            # The process that asks may be about to fork, and a connection belongs to one process.
            connection.close()


def check_demo_people(app_configs: Any, databases: Any, **kwargs: Any) -> list[CheckMessage]:
    """The same for `manage.py check --database default`."""
    return [Error(REFUSAL, id="cop_portal.E001")] if databases and holds_demo_people() else []


def end_where_demo_people_are(**kwargs: Any) -> None:
    """The same for a Celery worker or clock: its signals swallow every error but the wish to end."""
    if holds_demo_people():
        raise SystemExit(REFUSAL)
