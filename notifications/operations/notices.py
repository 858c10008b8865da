"""Telling people of something, reading what one was told, and forgetting what is old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from notifications.enums import Channel
from notifications.letters import DISCREET_NOTICE, NOTICE
from notifications.matters import matter_named
from notifications.models import Notice, Telling
from notifications.operations.outbox import Posting, post_mails
from notifications.queries import channels_of

if TYPE_CHECKING:
    from accounts.models import User

# So many people are told in one transaction: short locks, flat memory.
CHUNK = 500
KEPT = timedelta(days=180)


def tell(
    *,
    matter: str,
    place: str,
    key: str,
    params: Mapping[str, Any],
    people: Iterable[int],
    now: datetime,
    expires_at: datetime | None = None,
    by_mail: bool = True,
) -> None:
    """Tells people of a thing, each as they want: `key` makes it one notice and one mail each, however often it is told.

    `params` are ids. `by_mail=False` where mails of a kind of their own are posted as well. For each 500 people: a query for
    what they want, one for the notices, two for the mails. Raises `UnknownMatter`.
    """
    known = matter_named(matter)
    ids = sorted(set(people))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            channels = channels_of(matter=known, place=place, people=ids[start : start + CHUNK])
            wanted = [person for person, channel in channels.items() if channel != Channel.NONE]
            facts = {"matter": matter, "place": place, "params": dict(params), "dedupe_key": key, "created_at": now}
            Notice.objects.bulk_create([Notice(person_id=person, **facts) for person in wanted], ignore_conflicts=True)
            if by_mail:
                mailed = [person for person in wanted if channels[person] == Channel.MAIL]
                postings = [Posting(person, f"{NOTICE}:{key}:{person}", {"key": key}) for person in mailed]
                kind = DISCREET_NOTICE if known.is_discreet else NOTICE
                post_mails(kind=kind, postings=postings, expires_at=expires_at, now=now)


def tell_once(*, key: str, now: datetime) -> bool:
    """Whether this is the first time that the key is told. Called in the transaction that tells of it."""
    return Telling.objects.get_or_create(key=key, defaults={"told_at": now})[1]


def not_told(keys: Iterable[str]) -> set[str]:
    """Of these keys, those that haven't been told. One query."""
    keys = set(keys)
    return keys - set(Telling.objects.filter(key__in=keys).values_list("key", flat=True))


def last_notice(*, matter: str, place: str, person: User) -> Notice | None:
    """The latest that a person was told of a matter in a place. One query."""
    return Notice.objects.filter(person=person, matter=matter, place=place).order_by("-pk").first()


def take_back(*, matter: str, place: str, person: User) -> None:
    """What a person was told of a matter in a place is told no more; a mail of it that waits finds nothing to say."""
    Notice.objects.filter(person=person, matter=matter, place=place).delete()


def note_read(*, notice: Notice, by: User, now: datetime) -> None:
    """One's own notice has been opened; the first time counts."""
    Notice.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=now)


def note_all_read(*, by: User, up_to: int, now: datetime) -> int:
    """All of one's notices up to this one are read; what came later isn't. Returns how many."""
    return Notice.objects.visible_to(by).unread().filter(pk__lte=up_to).update(read_at=now)


def forget_old_notices(*, now: datetime) -> int:
    """Deletes what was told half a year ago. Returns how many notices."""
    Telling.objects.filter(told_at__lt=now - KEPT).delete()
    return Notice.objects.filter(created_at__lt=now - KEPT).delete()[0]
