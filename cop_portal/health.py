"""Is the process alive, and can it do its work? Two pages for machines: no sign-in, no session, no secrets.

`/healthz` asks nothing of anybody: while it answers, restarting the process would not help. `/readyz` asks what a
page needs; while it answers 503, send the visitors elsewhere.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

BROKER_SECONDS = 1


class NotReady(Exception):
    """A part of the portal that can't work now; the text is for whoever runs it and holds no secret."""


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part with `ok` or what is wrong with it; 503 as soon as one isn't ok."""
    parts = {name: state_of(name, check) for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if ready else "not ready", "parts": parts}, status=200 if ready else 503)


def state_of(name: str, check: Callable[[], None]) -> str:
    """`ok`, or a sentence. What exactly went wrong is in the log, for it may name hosts and users."""
    try:
        check()
    except NotReady as reason:
        logger.warning("Not ready, %s: %s", name, reason)
        return str(reason)
    except Exception:  # whatever is wrong with a part, the page that says so must answer
        logger.warning("Not ready, %s", name, exc_info=True)
        return "does not answer"
    return "ok"


def check_database() -> None:
    """The database answers a question. Raises `NotReady`, or what the driver raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    """The broker takes messages, and says so within a second. Raises `NotReady`, or what the client raises."""
    address: str = settings.CELERY_BROKER_URL
    if address.startswith("folder://"):
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise NotReady("the folder for messages is not there or can't be written to")
    elif not address.startswith("memory://"):
        with redis.Redis.from_url(
            address,
            socket_connect_timeout=BROKER_SECONDS,
            socket_timeout=BROKER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            client.ping()


def check_migrations() -> None:
    """The database has the shape this code expects. Raises `NotReady` with how many migrations wait."""
    waiting = migrations_on_disk() - MigrationRecorder(connection).applied_migrations().keys()
    if waiting:
        raise NotReady(f"{len(waiting)} migrations wait to be applied")


@cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    """App and name of every migration this code brings; read once, for a running process keeps its code."""
    return frozenset(MigrationLoader(None).graph.nodes)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "migrations": check_migrations,
}
