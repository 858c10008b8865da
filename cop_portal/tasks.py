"""Housekeeping that belongs to no app of ours."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.core.management import call_command


@shared_task(name="cop_portal.clear_expired_sign_ins")
def clear_expired_sign_ins(**kwargs: Any) -> None:
    """Removes the rows of sign-ins that have expired."""
    call_command("clearsessions")
