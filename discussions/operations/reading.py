"""How far somebody has read: moved forward only, by a small POST."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from discussions.enums import QUIET_LEVELS
from discussions.models import Post, ReadingPosition, Thread
from discussions.queries.following import level_on_thread

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort


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


@transaction.atomic
def note_all_read(
    *, person: User, seen_at: datetime, now: datetime, cohort: Cohort | None = None, board: int | None = None
) -> None:
    """The person has read what was written up to `seen_at`: everywhere they read, in a cohort, or on one board of it.

    What came while they looked stays new. What they have muted is left as it is. Three queries, whatever there is.
    """
    threads = Thread.objects.visible_to(person, now).filter(last_post_at__isnull=False, created_at__lte=seen_at)
    if cohort is not None:
        threads = threads.filter(board__cohort=cohort)
    if board is not None:
        threads = threads.filter(board=board)
    read = ReadingPosition.objects.filter(person=person, thread=OuterRef("pk")).values("read_number")[:1]
    threads = threads.annotate(level=level_on_thread(person), read=Coalesce(Subquery(read), -1))
    behind = list(
        threads.exclude(level__in=QUIET_LEVELS).filter(read__lt=F("last_number")).values_list("pk", flat=True)
    )
    ReadingPosition.objects.bulk_create(
        [ReadingPosition(person=person, thread_id=pk, read_number=0, read_at=now) for pk in behind],
        ignore_conflicts=True,
    )
    seen = Post.objects.filter(thread=OuterRef("thread"), created_at__lte=seen_at).order_by("-number")
    reached = Subquery(seen.values("number")[:1])
    positions = ReadingPosition.objects.filter(person=person, thread__in=behind).alias(reached=reached)
    positions.filter(read_number__lt=F("reached")).update(read_number=reached, read_at=now)
