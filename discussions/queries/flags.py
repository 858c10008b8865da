"""What was flagged, for those who decide: what waits, what was decided, and how much waits where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from common.markdown import stored
from discussions.authors import author_of
from discussions.models import Flag, Post, Thread

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort, Enrollment
    from discussions.querysets import FlagQuerySet

# A desk shows no more at once: what is decided makes room.
MOST_WAITING, LATEST_DECIDED = 200, 50
# Of whose words they are, where and by whom they were flagged.
WITH_FLAGS = (
    "flagged_by", "decided_by", "post__author", "post__pseudonym", "thread__author", "thread__pseudonym",
    "thread__board__cohort",
)  # fmt: skip


@dataclass
class Flagged:
    """A post, or the first words of a topic, that somebody flagged; `flags` the oldest first, the author as all read them."""

    said: Post | Thread
    thread: Thread
    flags: list[Flag] = field(default_factory=list)

    @property
    def first(self) -> Flag:
        """The one its page is named by."""
        return self.flags[0]

    @property
    def is_topic(self) -> bool:
        return isinstance(self.said, Thread)

    @property
    def author(self) -> str:
        return author_of(self.said)

    @property
    def html(self) -> SafeString:
        return stored(self.said.body_html)

    @property
    def is_taken_back(self) -> bool:
        """Whether its author has taken it away meanwhile."""
        return isinstance(self.said, Post) and self.said.deleted_at is not None

    @property
    def url(self) -> str:
        if isinstance(self.said, Thread):
            return self.said.get_absolute_url()
        return f"{self.thread.get_absolute_url()}?post={self.said.pk}#post-{self.said.pk}"


def waiting_flags(cohort: Cohort, viewer: User) -> list[Flagged]:
    """What waits for the viewer's decision, the longest first. One query."""
    return _by_what_was_said(Flag.objects.visible_to(viewer).open().filter(thread__board__cohort=cohort))


def flagged(cohort: Cohort, viewer: User, flag: int) -> Flagged | None:
    """What the flag with this id is on, if the viewer decides it, with the flags on it that wait. Two queries."""
    flags = Flag.objects.visible_to(viewer).filter(thread__board__cohort=cohort)
    found = flags.filter(pk=flag).values("thread", "post").first()
    if found is None:
        return None
    waiting = _by_what_was_said(flags.open().on(**found))
    return waiting[0] if waiting else None


def decided_flags(cohort: Cohort, viewer: User) -> list[Flag]:
    """The latest that were decided. One query."""
    flags = Flag.objects.visible_to(viewer).filter(thread__board__cohort=cohort, decided_at__isnull=False)
    return list(flags.select_related(*WITH_FLAGS).order_by("-decided_at", "-pk")[:LATEST_DECIDED])


def own_decided_flag(*, thread: Thread, post: Post | None, viewer: User) -> Flag | None:
    """The viewer's latest flag on it that was decided. One query."""
    flags = Flag.objects.on(thread=thread.pk, post=post.pk if post else None).filter(flagged_by=viewer)
    return flags.filter(decided_at__isnull=False).order_by("-decided_at").first()


class CountRows(Subquery):
    """How many rows a query finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"


def count_waiting(cohort: Cohort, viewer: User) -> int:
    """How many posts and topics wait for the viewer's decision. One query."""
    return _said(Flag.objects.visible_to(viewer).open().filter(thread__board__cohort=cohort)).count()


def with_waiting_flags(enrollments: QuerySet[Enrollment], viewer: User) -> Any:
    """Each enrollment with `flags_waiting`: how many posts and topics of its cohort wait for the viewer's decision."""
    waiting = Flag.objects.visible_to(viewer).open().filter(thread__board__cohort=OuterRef("cohort"))
    return enrollments.annotate(flags_waiting=Coalesce(CountRows(_said(waiting), output_field=IntegerField()), 0))


def _said(flags: FlagQuerySet) -> Any:
    """One row for each post or topic, however many flagged it."""
    return flags.order_by().values("thread", "post").distinct()


def _by_what_was_said(flags: FlagQuerySet) -> list[Flagged]:
    found: dict[tuple[int, int | None], Flagged] = {}
    for flag in flags.select_related(*WITH_FLAGS).order_by("flagged_at", "pk")[:MOST_WAITING]:
        said = flag.post or flag.thread
        key = (flag.thread_id, flag.post_id)
        found.setdefault(key, Flagged(said=said, thread=flag.thread)).flags.append(flag)
    return list(found.values())
