"""Flagging what another said, and deciding what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import sign_change
from common.one_line import one_line
from discussions.enums import FlagAbout, FlagOutcome, ThreadKind
from discussions.models import Flag, HiddenTopic, Post, Thread
from discussions.notices import tell_moderators
from discussions.operations.checks import LONGEST_REASON, NotYours, TooMuchAtOnce, refuse_where_over
from discussions.operations.flag_outcomes import close_flags
from discussions.operations.hidden_topics import hide_topic
from discussions.operations.posts import delete_post

if TYPE_CHECKING:
    from accounts.models import User

# Per person; counted in the database, so that it holds in every process.
MOST_FLAGS, FLAGS_WITHIN = 10, timedelta(minutes=10)


class UnableToFlag(DomainError):
    """It is their own, gone, or nothing that is flagged."""


class WordsAreMissing(DomainError):
    """“Something else” says nothing by itself."""

    field = "words"

    def __str__(self) -> str:
        return _("Say in a few words what it is about.")


class TooManyFlags(TooMuchAtOnce):
    """The person has flagged as much as is allowed in a few minutes."""

    def __str__(self) -> str:
        return _(
            "You have flagged a lot in the last minutes. Those who keep order look at it; please go on in a while."
        )


class FlagIsDecided(DomainError):
    """Somebody else was quicker, or the form was sent twice."""

    def __str__(self) -> str:
        return _("This has been decided already.")


@transaction.atomic
def flag(
    *, thread: Thread, by: User, about: FlagAbout, now: datetime, post: Post | None = None, words: str = ""
) -> Flag:
    """Asks those who keep order to look at a post, or at the first words of a topic; they hear of the first flag on it.

    As long as a person's flag waits, flagging again is the same flag; after it was decided it is a new one. Raises
    `UnableToFlag`, `WordsAreMissing`, `TooManyFlags`, and the kinds of `UnableToWrite` of the place.
    """
    words = one_line(words)[:LONGEST_REASON]
    # The row of what is flagged decides: whoever flags it at the same time waits.
    said = _locked_topic(thread, by, now) if post is None else _locked_post(post, by, now)
    place = said if isinstance(said, Thread) else said.thread
    refuse_where_over(place.board.cohort, may_talk=said.may_talk)
    refuse_what_is_not_flagged(said, by)
    if about == FlagAbout.OTHER and not words:
        raise WordsAreMissing
    waiting = Flag.objects.open().on(thread=place.pk, post=None if post is None else post.pk)
    own = waiting.filter(flagged_by=by).first()
    if own is not None:
        return own
    if Flag.objects.filter(flagged_by=by, flagged_at__gt=now - FLAGS_WITHIN).count() >= MOST_FLAGS:
        raise TooManyFlags
    is_first = not waiting.exists()
    new = Flag(thread=place, post=post, flagged_by=by, flagged_at=now, about=about, words=words)
    sign_change(new, by=by, reason="flagged")
    new.save()
    if is_first:
        tell_moderators(flag=new, said=said, now=now)
    return new


@transaction.atomic
def keep_flagged(*, flag: Flag, by: User, now: datetime, note: str = "") -> None:
    """It may stand: all flags on it are decided, with a note for those who keep order. Raises `FlagIsDecided`, `NotYours`."""
    flag = _waiting(flag, by, now)
    note = one_line(note)[:LONGEST_REASON]
    close_flags(thread=flag.thread_id, post=flag.post_id, outcome=FlagOutcome.KEPT, by=by, now=now, note=note)


@transaction.atomic
def hide_flagged(*, flag: Flag, by: User, reason: str, now: datetime) -> None:
    """It is taken away, with a reason that its author reads; what the author took away meanwhile, too, and for good.

    Raises `FlagIsDecided`, `NotYours`, `ReasonIsMissing`.
    """
    flag = _waiting(flag, by, now)
    if flag.post is not None:
        delete_post(post=flag.post, by=by, reason=reason, now=now, also_taken_back=True)
    else:
        hide_topic(thread=flag.thread, by=by, reason=reason, now=now)


def refuse_what_is_not_flagged(said: Post | Thread, by: User) -> None:
    """Raises `UnableToFlag`. One query for a topic."""
    if said.author_id == by.pk:
        raise UnableToFlag(_("These are your own words; you can change them or take them away yourself."))
    if isinstance(said, Post):
        if said.deleted_at:
            raise UnableToFlag(_("This post has been taken away."))
    elif said.kind != ThreadKind.TOPIC:
        raise UnableToFlag(_("This question was posed with the session. Write to those who run it."))
    elif HiddenTopic.objects.filter(thread=said).exists():
        raise UnableToFlag(_("The words of this topic have been taken away."))


def _waiting(flag: Flag, by: User, now: datetime) -> Flag:
    """The flag, with what it is on held until the end of the transaction. Raises `FlagIsDecided`, `NotYours`."""
    found = Flag.objects.visible_to(by).select_related("post", "thread__board__cohort").filter(pk=flag.pk).first()
    if found is None:
        raise NotYours
    # The same row that flagging holds: a flag that comes now waits, and is a new one.
    held = Post.objects.filter(pk=found.post_id) if found.post_id else Thread.objects.filter(pk=found.thread_id)
    held.select_for_update().values_list("pk", flat=True).first()
    if not Flag.objects.open().filter(pk=found.pk).exists():
        raise FlagIsDecided
    if not by.is_site_admin:
        refuse_where_over(found.thread.board.cohort, may_talk=True)
    return found


def _locked_topic(thread: Thread, by: User, now: datetime) -> Thread:
    rows = Thread.objects.visible_to(by, now).with_rights(by).select_for_update(of=("self",))
    found = rows.select_related("board__cohort").filter(pk=thread.pk).first()
    if found is None:
        raise NotYours
    return found


def _locked_post(post: Post, by: User, now: datetime) -> Post:
    rows = Post.objects.visible_to(by, now).with_rights(by).select_for_update(of=("self",))
    found = rows.select_related("thread__board__cohort").filter(pk=post.pk).first()
    if found is None:
        raise NotYours
    return found
