"""What is new for a person: posts by others beyond the place they have read to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from common.counting import CountUpTo
from common.markdown import text_of
from discussions.enums import QUIET_LEVELS, FollowLevel, ThreadKind
from discussions.models import Post, ReadingPosition, Thread
from discussions.queries.following import level_on_thread
from discussions.querysets import open_gates

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort
    from discussions.querysets import PostQuerySet, ThreadQuerySet

# Counting stops here, so that a thread of 100,000 unread posts costs no more than one of 100.
MOST_NEWS = 100
EXCERPT = 160


@dataclass(frozen=True)
class ThreadNews:
    """A thread with something new: how many posts, and the latest of them (None: the topic itself is what is new)."""

    thread: Thread
    new_posts: int
    latest: Post | None

    @property
    def cohort(self) -> Cohort:
        return self.thread.board.cohort

    @property
    def title(self) -> str:
        return self.thread.title

    @property
    def cohort_title(self) -> str:
        return self.cohort.title

    @property
    def url(self) -> str:
        """Leads to the first of the new posts."""
        return f"{self.thread.get_absolute_url()}?unread=1"

    @property
    def last_post_at(self) -> datetime:
        return self.latest.created_at if self.latest else self.thread.created_at

    @property
    def excerpt(self) -> str:
        """The first words of the latest post, as plain text on one line."""
        return excerpt_of(self.latest.body_html if self.latest else self.thread.body_html)

    @property
    def is_more(self) -> bool:
        """Whether there are more new posts than were counted."""
        return self.new_posts >= MOST_NEWS


def excerpt_of(body_html: str) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text_of(body_html).split())
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]} …"


def unread_posts(viewer: User, *, since: datetime | None = None) -> PostQuerySet:
    """Posts by others beyond the viewer's place in a thread of an outer query that has `position`."""
    posts = Post.objects.standing().filter(thread=OuterRef("pk"), number__gt=OuterRef("position"))
    if since is not None:
        posts = posts.filter(created_at__gt=since)
    return posts.exclude(author=viewer)


def with_news(threads: ThreadQuerySet, viewer: User, *, since: datetime | None = None) -> Any:
    """Each thread with `position`, how far the viewer has read in it, `level`, how closely they follow it, and `new_posts`,
    0 to `MOST_NEWS` and one.

    New are posts by others; deleted ones aren't, nor what stands behind the gate of a prompt to be answered first. A topic
    begun by someone else and never looked at is one post, too. Where the viewer has muted, or wants to hear of mentions only,
    nothing is new. With `since`, only what came after it.
    """
    positions = ReadingPosition.objects.filter(person=viewer, thread=OuterRef("pk"))
    unseen_topic: Any = Q(kind=ThreadKind.TOPIC) & ~Q(author=viewer) & ~Exists(positions)
    if since is not None:
        unseen_topic &= Q(created_at__gt=since)
    threads = threads.annotate(
        position=Coalesce(Subquery(positions.values("read_number")[:1]), 0), level=level_on_thread(viewer)
    )
    unread = CountUpTo(unread_posts(viewer, since=since), MOST_NEWS)
    past_the_gate = Case(
        When(open_gates(viewer, thread=""), then=unread), default=Value(0), output_field=IntegerField()
    )
    topic = Case(When(unseen_topic, then=Value(1)), default=Value(0), output_field=IntegerField())
    return threads.annotate(
        new_posts=Case(
            When(level__in=QUIET_LEVELS, then=Value(0)),
            default=past_the_gate + topic,
            output_field=IntegerField(),
        )
    )


def threads_with_news(
    viewer: User, now: datetime, *, since: datetime | None = None, limit: int = 10
) -> list[ThreadNews]:
    """The threads of all of the viewer's cohorts in which something is new. Two queries.

    What they watch stands first, then the latest talk; what they have muted, or hear only mentions of, isn't there.
    """
    threads = Thread.objects.visible_to(viewer, now).filter(last_post_at__isnull=False)
    if viewer.is_site_admin:
        # Whoever stands above all cohorts hears of those they are in.
        threads = threads.filter(board__cohort__in=viewer.enrollments.inside().values("cohort"))
    if since is not None:
        threads = threads.filter(last_post_at__gt=since)
    watched = Case(When(level=FollowLevel.WATCHING, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = list(
        with_news(threads, viewer, since=since)
        .filter(new_posts__gt=0)
        .annotate(
            latest_id=Subquery(unread_posts(viewer, since=since).order_by("-number").values("pk")[:1]),
        )
        .select_related("board__cohort__program")
        .order_by(watched.desc(), F("last_post_at").desc(), "-pk")[:limit]
    )
    latest = Post.objects.in_bulk([thread.latest_id for thread in found if thread.latest_id is not None])
    return [
        ThreadNews(thread=thread, new_posts=thread.new_posts, latest=latest.get(thread.latest_id)) for thread in found
    ]
