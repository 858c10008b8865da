"""Whether a mail about a post or a topic can be answered by mail, to which address, and what it says of that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from discussions.models import Post, Thread
from discussions.reply_addresses import is_open, reply_address
from discussions.reply_marks import mark
from notifications.matters import MailAnswer

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice


def answer_to_notice(person: User, notice: Notice, now: datetime) -> MailAnswer | None:
    """The same of what a notice is about. One query."""
    if not is_open():
        return None
    return answer_to(person, now, post=notice.params.get("post"), thread=notice.params.get("thread"))


def answer_to(person: User, now: datetime, *, post: int | None = None, thread: int | None = None) -> MailAnswer | None:
    """How `person` answers the post or the topic; None where they can't write there now. One query, if any."""
    if not is_open():
        return None
    said: Post | Thread | None
    if post is not None:
        posts = Post.objects.visible_to(person, now).standing().with_rights(person).filter(pk=post)
        said = posts.select_related("thread__board__cohort").first()
    else:
        threads = Thread.objects.visible_to(person, now).with_rights(person).filter(pk=thread or 0, hidden=None)
        said = threads.select_related("board__cohort").first()
    place = said.thread if isinstance(said, Post) else said
    if said is None or place is None or not said.may_talk or place.is_locked or not place.board.cohort.is_open:
        return None
    # The same for everybody: to say it only to those it concerns would say who they are.
    explained = _(
        "You can answer this mail: what you write above the line is posted under your name. Where you also speak without your "
        "name, and where something should be looked at first, it waits for you as a draft instead. For 30 days, from your "
        "own address."
    )
    return MailAnswer(reply_address(person=person, said=said, now=now), mark(), explained)
