"""Whose voices are heard: who speaks and who is answered, in counts; and what nobody has answered.

Counted are the boards that everybody reads (the cohort's and the sessions'). Nobody is named: small groups are put together, and
what was said without a name is counted beside the types, under none of them. "Answered" is asked of the names that are shown: if
Cedar's reply to somebody's own post didn't count, the numbers would tell who Cedar is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from cohorts.enums import DESK_ROLES, GOING_ON, LEARNING_ROLES, TALKING_ROLES, OrganizationType, Role, RoleLevel
from cohorts.models import Cohort, Enrollment
from common.counting import CountUpTo
from common.markdown import text_of
from common.small_groups import told_of
from discussions.authors import author_of
from discussions.enums import SHARED_KINDS, ThreadKind
from discussions.models import Post, Thread

if TYPE_CHECKING:
    from discussions.querysets import PostQuerySet, ThreadQuerySet

# After so long without an answer the facilitators are told.
WAITING = timedelta(days=3)
# So many are listed; counting stops at a hundred.
MOST_LISTED, MOST_COUNTED = 50, 100
EXCERPT = 160
# The picture is so wide.
WIDTH = 100


@dataclass
class VoiceRow:
    """A group of people: how many they are, how many have spoken, what they wrote, and what of it was answered.

    `begun` are answers to prompts and topics, which wait for an answer; replies are among the `posts`.
    """

    label: str
    people: int = 0
    spoken: int = 0
    posts: int = 0
    begun: int = 0
    answered: int = 0
    # Whether these are several groups, each too small to be told of.
    is_several: bool = False

    @property
    def spoken_width(self) -> int:
        return round(WIDTH * self.spoken / self.people) if self.people else 0

    @property
    def answered_width(self) -> int:
        return round(WIDTH * self.answered / self.begun) if self.begun else 0

    def add(self, other: VoiceRow) -> None:
        """Two groups as one."""
        self.people += other.people
        self.spoken += other.spoken
        self.posts += other.posts
        self.begun += other.begun
        self.answered += other.answered


@dataclass(frozen=True)
class Waiting:
    """An answer to a prompt, or a topic, that nobody has answered for three days."""

    title: str
    author: str
    excerpt: str
    since: datetime
    url: str


@dataclass
class Voices:
    """The tables; `hidden` are those of whose groups some are too small to be told of, even together."""

    kinds: list[VoiceRow]
    roles: list[VoiceRow]
    levels: list[VoiceRow]
    nameless: VoiceRow
    hidden: set[str] = field(default_factory=set)


def voices_of(cohort: Cohort) -> Voices:
    """Who speaks and who is answered: peers by all three, those who hold the cohort by their role.

    Three queries, whatever the number of people and posts.
    """
    people = list(
        Enrollment.objects.filter(cohort=cohort, role__in=TALKING_ROLES)
        .active()
        .values_list("person_id", "organization__kind", "role", "level")
    )
    said, nameless = _said_in(cohort)
    voices = Voices([], [], [], nameless)
    peers = [row for row in people if row[2] in LEARNING_ROLES]
    # Those who hold the cohort stand in one table only: from no other could be reckoned what is left out of it.
    holding = [row for row in people if row[2] not in LEARNING_ROLES]
    columns: tuple[tuple[str, Sequence[tuple[str, Any]], int], ...] = (
        ("kinds", OrganizationType.choices, 1), ("roles", Role.choices, 2), ("levels", RoleLevel.choices, 3),
    )  # fmt: skip
    fewest = cohort.smallest_group
    for name, choices, column in columns:
        told, is_hidden = told_of(_grouped(peers, choices, column, said), fewest=fewest, together=_together)
        if name == "roles":
            others, others_hidden = told_of(_grouped(holding, choices, column, said), fewest=fewest, together=_together)
            told, is_hidden = [*told, *others], is_hidden or others_hidden
        setattr(voices, name, told)
        if is_hidden:
            voices.hidden.add(name)
    return voices


def _grouped(
    people: Iterable[tuple[Any, ...]], choices: Sequence[tuple[str, Any]], column: int, said: Mapping[int, VoiceRow]
) -> list[VoiceRow]:
    """A row for each of the choices, in their order, and one for those of whom nothing is known."""
    groups = {value: VoiceRow(str(label)) for value, label in [*choices, ("", "")]}
    for row in people:
        group = groups[str(row[column] or "")]
        group.people += 1
        if own := said.get(row[0]):
            group.add(own)
    return list(groups.values())


def _together(groups: Iterable[VoiceRow]) -> VoiceRow:
    row = VoiceRow("", is_several=True)
    for group in groups:
        row.add(group)
    return row


def _said_in(cohort: Cohort) -> tuple[dict[int, VoiceRow], VoiceRow]:
    """What each person said with their name, and what was said without one."""
    said: dict[int, VoiceRow] = defaultdict(lambda: VoiceRow("", spoken=1))
    nameless = VoiceRow("")
    begun = Q(parent=None)
    posts = (
        _posts(cohort)
        .values("author_id", "pseudonym_id")
        .annotate(
            number=Count("pk"), begun=Count("pk", filter=begun), answered=Count("pk", filter=begun & Q(_answered()))
        )
        .order_by()
    )
    topics = (
        _topics(cohort)
        .values("author_id", "pseudonym_id")
        .annotate(number=Count("pk"), begun=Count("pk"), answered=Count("pk", filter=Q(_taken_up())))
        .order_by()
    )
    rows: list[Any] = [*posts, *topics]
    for row in rows:
        if row["author_id"] is None and row["pseudonym_id"] is None:
            continue  # Of somebody who has left.
        whose = said[row["author_id"]] if row["pseudonym_id"] is None else nameless
        whose.add(VoiceRow("", posts=row["number"], begun=row["begun"], answered=row["answered"]))
    return said, nameless


def _posts(cohort: Cohort) -> PostQuerySet:
    return Post.objects.standing().filter(thread__board__cohort=cohort, thread__board__kind__in=SHARED_KINDS)


def _topics(cohort: Cohort) -> ThreadQuerySet:
    return Thread.objects.filter(kind=ThreadKind.TOPIC, board__cohort=cohort, board__kind__in=SHARED_KINDS)


def _by_another_voice(posts: PostQuerySet) -> Exists:
    """Whether one of these posts has another name on it than the outer row: another name, not another person."""
    named = posts.standing().annotate(voice=Coalesce("pseudonym", 0))
    return Exists(named.exclude(author=OuterRef("author"), voice=Coalesce(OuterRef("pseudonym"), 0)))


def _answered() -> Exists:
    """Whether a post has a reply."""
    return _by_another_voice(Post.objects.filter(parent=OuterRef("pk")))


def _taken_up() -> Exists:
    """Whether a topic has a post."""
    return _by_another_voice(Post.objects.filter(thread=OuterRef("pk")))


# --- What waits for an answer ---------------------------------------------------------------------


def _for_peers(said: Any, cohort: Any) -> Any:
    """Without what those who run the cohort wrote themselves, and what somebody wrote who has left."""
    desk = Enrollment.objects.filter(cohort=cohort, role__in=DESK_ROLES, person=OuterRef("author"))
    return said.filter(~Exists(desk), author__isnull=False)


def _waiting_posts(posts: PostQuerySet, cohort: Any, now: datetime) -> PostQuerySet:
    waiting = posts.filter(~_answered(), parent=None, created_at__lte=now - WAITING, thread__is_locked=False)
    return _for_peers(waiting, cohort)


def _waiting_topics(topics: ThreadQuerySet, cohort: Any, now: datetime) -> ThreadQuerySet:
    waiting = topics.filter(~_taken_up(), created_at__lte=now - WAITING, is_locked=False)
    return _for_peers(waiting, cohort)


def waiting_in(cohort: Cohort, now: datetime) -> list[Waiting]:
    """Answers to prompts, and topics, of others than those who run the cohort, that nobody has answered, the newest first.

    Nothing waits where nobody can answer any more. Two queries.
    """
    if not cohort.is_open:
        return []
    posts = (
        _waiting_posts(_posts(cohort), cohort.pk, now)
        .select_related("author", "pseudonym", "thread__board__cohort")
        .order_by("-created_at", "-pk")[:MOST_LISTED]
    )
    topics = (
        _waiting_topics(_topics(cohort), cohort.pk, now)
        .select_related("author", "pseudonym", "board__cohort")
        .order_by("-created_at", "-pk")[:MOST_LISTED]
    )
    found = [_waiting(post, post.thread.title, post.get_absolute_url()) for post in posts]
    found += [_waiting(topic, topic.title, topic.get_absolute_url()) for topic in topics]
    return sorted(found, key=lambda waiting: waiting.since, reverse=True)[:MOST_LISTED]


def _waiting(said: Post | Thread, title: str, url: str) -> Waiting:
    words = " ".join(text_of(said.body_html).split())
    return Waiting(title, author_of(said), Truncator(words).chars(EXCERPT), said.created_at, url)


def number_waiting(cohorts: Iterable[int], now: datetime) -> list[tuple[Cohort, int]]:
    """How much waits in each of these cohorts, where something does, counted up to a hundred and more. One query."""
    shared = {"board__cohort": OuterRef("pk"), "board__kind__in": SHARED_KINDS}
    posts = Post.objects.standing().filter(**{f"thread__{name}": value for name, value in shared.items()})
    topics = Thread.objects.filter(kind=ThreadKind.TOPIC, **shared)
    cohort = OuterRef("thread__board__cohort")
    rows = (
        Cohort.objects.filter(pk__in=list(cohorts), status__in=GOING_ON)
        .annotate(
            waiting=CountUpTo(_waiting_posts(posts, cohort, now), MOST_COUNTED)
            + CountUpTo(_waiting_topics(topics, OuterRef("board__cohort"), now), MOST_COUNTED)
        )
        .filter(waiting__gt=0)
        .order_by("pk")
    )
    return [(row, row.waiting) for row in rows]
