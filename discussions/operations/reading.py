"""How far somebody has read: moved forward only, by a small POST."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from discussions.models import Post, ReadingPosition, Thread

if TYPE_CHECKING:
    from accounts.models import User


def note_read(*, person: User, thread: Thread, number: int, now: datetime) -> None:
    """The person has read everything up to the post `number`. A lower number than before changes nothing.

    One query mostly; three the first time in a thread.
    """
    number = max(0, min(number, thread.last_number))
    positions = ReadingPosition.objects.filter(person=person, thread=thread)
    if positions.filter(read_number__lt=number).update(read_number=number, read_at=now):
        return
    # Not there yet, or further on. Two windows may come here at once: the second insert is dropped, then the larger wins.
    ReadingPosition.objects.bulk_create(
        [ReadingPosition(person=person, thread=thread, read_number=number, read_at=now)], ignore_conflicts=True
    )
    positions.filter(read_number__lt=number).update(read_number=number, read_at=now)


def note_page_read(*, person: User, thread: Thread, first: int, last: int, seen: int, now: datetime) -> None:
    """The person had the page from post number `first` to post number `last` on the screen, when the newest was `seen`.

    Pages follow the order of the talk, numbers the order of writing. So the position moves up to the oldest unread post of
    other people that stands on another page, and no further: what wasn't on the screen stays new.
    """
    posts = Post.objects.filter(thread=thread)
    ends = dict(posts.filter(number__in=(first, last)).values_list("number", "path"))
    if first not in ends or last not in ends:
        return
    read = ReadingPosition.objects.filter(person=person, thread=thread).values_list("read_number", flat=True).first()
    elsewhere = (
        posts.standing()
        .filter(Q(path__lt=ends[first]) | Q(path__gt=ends[last]), number__gt=read or 0)
        .exclude(author=person)
        .order_by("number")
        .values_list("number", flat=True)
        .first()
    )
    note_read(person=person, thread=thread, number=min(seen, elsewhere - 1) if elsewhere else seen, now=now)
