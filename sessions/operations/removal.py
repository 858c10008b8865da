"""Taking a session away as if it had never been scheduled: only while nobody has left anything in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import sign_change
from sessions.models import LiveSession
from sessions.operations.materials import remove_material
from sessions.operations.prompts import remove_prompt
from sessions.operations.zoom_meetings import let_go_of_meeting

if TYPE_CHECKING:
    from accounts.models import User


class UnableToRemoveSession(DomainError):
    """People have written or added something that would be gone with it."""


@transaction.atomic
def remove_session(*, live_session: LiveSession, by: User | None, now: datetime) -> None:
    """Delete a session that a slip, or a file that no longer names it, put there. One people know of is cancelled instead.

    Posts, topics, recordings, reflections, attendance, requests for what people need, and materials that somebody added keep
    it standing. Raises `UnableToRemoveSession`.
    """
    live_session = LiveSession.objects.select_for_update(of=("self",)).select_related("board").get(pk=live_session.pk)
    if live_session.board.threads.filter(last_number__gt=0).exists():
        raise UnableToRemoveSession(_("People have posted in this session; it stays."))
    if live_session.board.threads.filter(prompt__isnull=True).exists():
        raise UnableToRemoveSession(_("People have begun topics in this session; it stays."))
    if live_session.recordings.exists() or live_session.materials.filter(added_by__isnull=False).exists():
        raise UnableToRemoveSession(_("Recordings or materials have been added to this session; it stays."))
    if live_session.reminders.exists():
        raise UnableToRemoveSession(_("People have been reminded of this session; cancel it instead."))
    if live_session.accommodation_requests.exists():
        raise UnableToRemoveSession(_("People have asked for what they need at this session; cancel it instead."))
    if live_session.reflections.exists():
        raise UnableToRemoveSession(_("People have written reflections on this session; it stays."))
    if live_session.presences.exists() or live_session.corrections.exists() or live_session.apologies.exists():
        raise UnableToRemoveSession(_("Attendance has been noted for this session; cancel it instead."))
    for prompt in live_session.prompts.all():
        remove_prompt(prompt=prompt, by=by, now=now)
    for material in live_session.materials.all():
        remove_material(material=material, by=by)
    board = live_session.board
    let_go_of_meeting(live_session=live_session)
    sign_change(live_session, by=by, reason=_("Taken away"))
    live_session.delete()
    board.delete()
