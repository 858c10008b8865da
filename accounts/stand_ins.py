"""Somebody to ask `visible_to` for in a query that is composed once (common/composed.py), whoever asks it later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User

# Whom the query is for: a person's key, or True for the site administrators, of whom no query asks which they are.
Viewer = int | bool


def viewer_value(viewer: User) -> Viewer:
    """Whom a composed query is asked for."""
    return True if viewer.is_site_admin else viewer.pk


def reader_values(viewer: User, now: datetime) -> dict[str, Any]:
    """The same, and when: site administrators read also what hasn't opened, so no query of theirs asks for the time."""
    return {"viewer": viewer_value(viewer), "now": None if viewer.is_site_admin else now}


def stand_in(viewer: Viewer) -> User:
    """A person of whom nothing is known but their key: all that `visible_to` asks of them. It is never saved."""
    return User(is_superuser=True) if viewer is True else User(pk=viewer)
