"""The portal's account at Zoom, from the settings; or none, and links are pasted."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import timezone

from sessions.zoom.addresses import Addresses
from sessions.zoom.client import Zoom, connect
from sessions.zoom.credentials import Credentials
from sessions.zoom.wire import new_http


def zoom_is_set_up() -> bool:
    """Whether the portal has keys, so that it may make meetings."""
    return bool(settings.ZOOM_ACCOUNT_ID)


@cache
def zoom_account() -> Zoom | None:
    """The account, one for the life of the process, so that its token is kept; None without keys. For tasks alone."""
    if not zoom_is_set_up():
        return None
    return connect(
        http=new_http(),
        credentials=Credentials.of(
            account_id=settings.ZOOM_ACCOUNT_ID,
            client_id=settings.ZOOM_CLIENT_ID,
            client_secret=settings.ZOOM_CLIENT_SECRET,
        ),
        clock=timezone.now,
        addresses=Addresses(oauth_url=settings.ZOOM_OAUTH_URL, api_url=settings.ZOOM_API_URL),
    )
