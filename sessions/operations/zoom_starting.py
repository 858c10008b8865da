"""Starting a meeting as its host: the one thing for which somebody waits for Zoom. Nothing of the answer is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import DomainError
from sessions.models import LiveSession, ZoomMeeting
from sessions.operations.zoom_client import account_by, zoom_addresses, zoom_is_set_up
from sessions.zoom.client import Zoom
from sessions.zoom.errors import NoKeys
from sessions.zoom.retries import Patience
from sessions.zoom.secret import Secret
from sessions.zoom.wire import new_http

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
# Nobody waits longer for Zoom, the token included.
WAITED_FOR = timedelta(seconds=5)


class UnableToStart(DomainError):
    """The portal has no meeting that could be started."""


def start_link(*, live_session: LiveSession, by: User, zoom: Zoom | None, now: datetime) -> Secret:
    """The link that makes whoever opens it the host, fresh from Zoom: for one redirection, and for nothing else.

    Raises `UnableToStart` and `ZoomError`. Who asked is logged; the link isn't.
    """
    meeting = ZoomMeeting.objects.joinable().filter(live_session=live_session).exclude(meeting_id=None).first()
    if meeting is None or meeting.meeting_id is None or live_session.join_url:
        raise UnableToStart(
            _("The portal has no meeting at Zoom for this session. Start the one you pasted at Zoom itself.")
        )
    if live_session.is_cancelled or live_session.ends_at <= now:
        raise UnableToStart(_("This session is over or cancelled; its meeting is not started any more."))
    if zoom is None:
        raise NoKeys
    link = zoom.meetings.start_link(meeting.meeting_id)
    logger.info("Person %s starts the meeting of session %s as its host.", by.pk, live_session.pk)
    return link


@contextmanager
def account_for_a_click(now: datetime) -> Iterator[Zoom | None]:
    """The account for somebody who waits: asked once, for a few seconds in all, and forgotten with its token afterwards."""
    if not zoom_is_set_up():
        yield None
        return
    with closing(new_http()) as http:
        yield account_by(http, patience=Patience(tries=1), until=now + WAITED_FOR)


def where_it_leads() -> list[str]:
    """Where a browser may be sent by that link, in the words of a content security policy; none without keys."""
    return list(zoom_addresses().web_sources) if zoom_is_set_up() else []
