"""Keeping who is mentioned, with the words that mention them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from discussions.mention_notices import tell_mentioned
from discussions.models import Mention, Post

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.mentioning import Called, Mentions
    from discussions.models import Thread


def note_mentions(said: Post | Thread, mentions: Mentions | None, *, by: User, now: datetime, before: str = "") -> None:
    """Keeps those whom the words mean, as they were just drawn, and tells those who weren't mentioned before.

    `before`: the words that stood there. Who isn't meant any more is forgotten, but not that they were told: nobody hears of
    the same post twice. No query where no @ stood or stands.
    """
    found = dict.fromkeys(mentions.found) if mentions else {}
    if "@" in before:
        kept = {(row.person_id, row.pseudonym_id): row.pk for row in said.mentions.all()}
        meant = {(called.person, called.pseudonym): called for called in found}
        gone = [pk for key, pk in kept.items() if key not in meant]
        if gone:
            said.mentions.filter(pk__in=gone).delete()
        found = dict.fromkeys(called for key, called in meant.items() if key not in kept)
    if found:
        Mention.objects.bulk_create(_row(said, called, now) for called in found)
        tell_mentioned(said=said, mentioned=list(found), by=by, now=now)


def forget_mentions(post: Post) -> None:
    """Nobody is mentioned in words that are erased."""
    Mention.objects.filter(post=post).delete()


def carry_mentions(thread: Thread, post: Post) -> None:
    """The first words of a topic have become a post; whom they mention was told when they were written."""
    Mention.objects.filter(thread=thread).update(thread=None, post=post)


def hand_over_mentions(merged: User, kept: User) -> None:
    """Where both are mentioned in the same words, the other account's row stays with it."""
    mine = Mention.objects.filter(person=kept)
    both = Exists(mine.filter(post=OuterRef("post"))) | Exists(mine.filter(thread=OuterRef("thread")))
    Mention.objects.filter(~both, person=merged).update(person=kept)


def _row(said: Post | Thread, called: Called, now: datetime) -> Mention:
    place = {"post": said} if isinstance(said, Post) else {"thread": said}
    return Mention(person_id=called.person, pseudonym_id=called.pseudonym, made_at=now, **place)
