"""The portal's account at Zoom, from the settings; or none, and links are pasted."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from sessions.zoom.addresses import Addresses
from sessions.zoom.client import Zoom, connect
from sessions.zoom.credentials import Credentials
from sessions.zoom.errors import NoKeys
from sessions.zoom.retries import Patience
from sessions.zoom.wire import HttpClient, new_http


def zoom_is_set_up() -> bool:
    """Whether the portal has keys, so that it may make meetings."""
    return bool(settings.ZOOM_ACCOUNT_ID)


@cache
def zoom_account() -> Zoom | None:
    """The account, one for the life of the process, so that its token is kept; None without keys. For tasks alone."""
    return account_by(new_http()) if zoom_is_set_up() else None


def with_keys(zoom: Zoom | None) -> Zoom:
    """The account. Raises `NoKeys` where the portal has none."""
    if zoom is None:
        raise NoKeys
    return zoom


def zoom_addresses() -> Addresses:
    """Where Zoom is, or its stand-in."""
    return Addresses(oauth_url=settings.ZOOM_OAUTH_URL, api_url=settings.ZOOM_API_URL)


def account_by(http: HttpClient, *, patience: Patience | None = None, until: datetime | None = None) -> Zoom:
    """The account by this client, which the caller closes; `patience` and `until` as in `connect`."""
    return connect(
        http=http,
        credentials=Credentials.of(
            account_id=settings.ZOOM_ACCOUNT_ID,
            client_id=settings.ZOOM_CLIENT_ID,
            client_secret=settings.ZOOM_CLIENT_SECRET,
        ),
        clock=timezone.now,
        addresses=zoom_addresses(),
        patience=patience,
        until=until,
    )
