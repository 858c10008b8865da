"""Whether the database and Redis answer: a sentence that names the variable, where a driver would show a traceback.

For commands that somebody has just typed. Web server, worker and clock wait for what is away; `/readyz` tells of it.
"""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import OperationalError, connection

from cop_portal.environment import WrongValue
from cop_portal.health import check_broker

SECONDS = 5


def check_database() -> None:
    """Connects to the database. Raises `WrongValue` where that isn't possible."""
    where = connection.settings_dict
    if connection.vendor == "postgresql" and where["HOST"] and not where["HOST"].startswith("/"):
        check_somebody_listens("DATABASE_URL", where["HOST"], int(where["PORT"] or 5432))
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise WrongValue(f"DATABASE_URL: the database can't be opened. {last_line(error)}") from error


def check_redis() -> None:
    """Asks Redis, if there is one. Raises `WrongValue` where it doesn't answer, or refuses."""
    if not settings.REDIS_URL:
        return
    parts = urlsplit(settings.REDIS_URL)
    if parts.hostname:
        check_somebody_listens("REDIS_URL", parts.hostname, parts.port or 6379)
    try:
        check_broker()
    except redis.RedisError as error:
        raise WrongValue(f"REDIS_URL: Redis can't be used. {last_line(error)}") from error


def check_somebody_listens(name: str, host: str, port: int) -> None:
    """Raises `WrongValue`, naming the variable, where nobody takes a connection within a few seconds."""
    try:
        socket.create_connection((host, port), timeout=SECONDS).close()
    except OSError as error:
        raise WrongValue(f"{name}: nothing answers at {host}:{port}.") from error


def last_line(error: Exception) -> str:
    """What the driver says at last, which is the server's own reason; none of them repeats a password."""
    return str(error).strip().splitlines()[-1].strip()
