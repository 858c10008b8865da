"""The secret address of a person's calendar: made, made anew, closed."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from accounts.sealing import Unreadable, seal, unseal
from common.history import sign_change
from sessions.models import CalendarFeed
from sessions.querysets import hash_of

if TYPE_CHECKING:
    from accounts.merging import Merger

BYTES = 24


@transaction.atomic
def open_feed(*, person: User, by: User | None, now: datetime) -> CalendarFeed:
    """The person's feed: the one there is, or a new one. However often it is asked for, it is one address."""
    _lock(person)
    feed = CalendarFeed.objects.filter(person=person).first()
    if feed is None:
        feed = CalendarFeed(person=person)
        _give_secret(feed, by=by, now=now, reason="Address made")
    return feed


@transaction.atomic
def renew_feed(*, person: User, by: User | None, now: datetime) -> CalendarFeed:
    """Another address in place of the one there was, which opens nothing from now on."""
    _lock(person)
    feed = CalendarFeed.objects.filter(person=person).first() or CalendarFeed(person=person)
    _give_secret(feed, by=by, now=now, reason="Address renewed")
    return feed


@transaction.atomic
def close_feed(*, person: User, by: User | None) -> bool:
    """The address opens nothing any more; whether there was one."""
    _lock(person)
    feed = CalendarFeed.objects.filter(person=person).first()
    if feed is None:
        return False
    sign_change(feed, by=by, reason="Address closed")
    feed.delete()
    return True


def secret_of(feed: CalendarFeed) -> str | None:
    """The secret, to show it to its person; None where the portal's key has changed since: it still opens the feed."""
    try:
        secret = unseal(feed.sealed)
    except Unreadable:
        return None
    return secret if hash_of(secret) == feed.digest else None


def hand_over_feed(merger: Merger) -> None:
    """The address of the account that is closed goes on for the kept one, unless that has one of its own."""
    if CalendarFeed.objects.filter(person=merger.kept).exists():
        return
    feed = CalendarFeed.objects.filter(person=merger.merged).first()
    if feed is not None:
        feed.person = merger.kept
        sign_change(feed, by=merger.by, reason=merger.reason)
        feed.save()


def _lock(person: User) -> None:
    """Two who press at once come one after the other."""
    User.objects.select_for_update().get(pk=person.pk)


def _give_secret(feed: CalendarFeed, *, by: User | None, now: datetime, reason: str) -> None:
    secret = secrets.token_urlsafe(BYTES)
    feed.digest, feed.sealed, feed.made_at = hash_of(secret), seal(secret), now
    sign_change(feed, by=by, reason=reason)
    feed.save()
