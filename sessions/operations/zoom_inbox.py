"""Taking in what Zoom tells: checked, stored once, answered at once. What it means is a task's work (`zoom_events`)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings

from common.background import start_on_commit
from common.marked import gettext_noop
from sessions.enums import EventState
from sessions.models import ZoomEvent
from sessions.zoom.secret import Secret
from sessions.zoom.webhook.events import Event, MeetingEvent, NotAnEvent, UrlValidation, read_event
from sessions.zoom.webhook.keeping import kept, storable
from sessions.zoom.webhook.signature import check_signature
from sessions.zoom.webhook.validation import answer_to

APPLY = "live_sessions.apply_zoom_events"
NO_USE = gettext_noop("The portal has no use for this kind of event.")
LARGEST_NUMBER = 2**63 - 1


def receive(*, body: bytes, timestamp: str | None, signature: str | None, now: datetime) -> dict[str, str] | None:
    """Take in one request to the webhook; what to answer with, or None for nothing but that it arrived.

    Asks nobody. Raises `NotFromZoom` for a request that is to have no effect, `NotAnEvent` for a question that isn't Zoom's.
    """
    secret = Secret(settings.ZOOM_WEBHOOK_SECRET)
    check_signature(secret=secret, timestamp=timestamp, signature=signature, body=body, now=now)
    try:
        event = read_event(body, received_at=now)
    except NotAnEvent as error:
        _store(hashlib.sha256(body).hexdigest(), body, now, state=EventState.FAILED, reason=str(error)[:300])
        return None
    if isinstance(event, UrlValidation):
        return answer_to(event, secret)
    _store(event.key, body, now, **_facts(event))
    if isinstance(event, MeetingEvent):
        start_on_commit(APPLY)
    return None


def _facts(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": storable(event.name)[:80], "at": event.at}
    if not isinstance(event, MeetingEvent):
        return facts | {"state": EventState.LET_BE, "reason": NO_USE}
    number = event.meeting_id if 0 < event.meeting_id <= LARGEST_NUMBER else None
    return facts | {"meeting_id": number, "uuid": storable(event.uuid)[:255]}


def _store(key: str, body: bytes, now: datetime, **facts: Any) -> None:
    """Once, however often it comes: the database refuses a second."""
    ZoomEvent.objects.get_or_create(key=key, defaults={"at": now, "received_at": now, "body": _kept(body)} | facts)


def _kept(body: bytes) -> Any:
    """The body without secrets; nothing of one that is no JSON, or none that a database takes (NaN)."""
    try:
        without_secrets = kept(body)
        json.dumps(without_secrets, allow_nan=False)
    except ValueError:
        return {}
    return without_secrets
