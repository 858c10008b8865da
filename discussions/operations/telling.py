"""Telling people of what was written: those who were answered, and those who watch. In the background, set by set.

A post or topic that hasn't been told of says so itself (`to_tell`), so that a lost bell or a killed worker loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from cohorts.enums import LEARNING_ROLES
from cohorts.models import Enrollment
from cohorts.places import place_of
from discussions.enums import FollowLevel, ThreadKind
from discussions.models import Following, Post, Thread
from discussions.queries.following import followers_of, readers_of
from discussions.talk_notices import MENTION, REPLY, WATCHED
from notifications.operations.notices import tell

logger = logging.getLogger(__name__)

BATCH = 200
# What lay about for longer is no news to be mailed any more; it stands under Notifications.
STILL_NEWS = timedelta(days=1)


def tell_of_talk(*, now: datetime) -> int:
    """Tells of each post and topic that hasn't been told of. Returns how many. Run twice at once, each is told once."""
    told = 0
    everything: list[tuple[Any, Callable[[int, datetime], bool]]]
    everything = [(Thread.objects, _tell_of_topic), (Post.objects, _tell_of_post)]
    for written, tell_one in everything:
        for pk in written.filter(to_tell=True).order_by("pk").values_list("pk", flat=True)[:BATCH]:
            try:
                told += tell_one(pk, now)
            except Exception:
                # What is wrong with one must not silence the others.
                logger.exception("%s: nobody could be told of number %s.", tell_one.__name__, pk)
    return told


@transaction.atomic
def _tell_of_post(pk: int, now: datetime) -> bool:
    posts = Post.objects.select_for_update(of=("self",)).filter(pk=pk, to_tell=True)
    post = posts.select_related("thread__board__cohort", "thread__board__team", "parent").first()
    if post is None:
        return False
    Post.objects.filter(pk=pk).update(to_tell=False)
    if post.deleted_at is not None:
        return False
    answered = _answered(post)
    # One query: whoever is answered and doesn't mute the place, and whoever watches it.
    followers = _past_the_gate(followers_of(post, now), post.thread).exclude(level=FollowLevel.MUTED)
    levels = dict(followers.filter(level=FollowLevel.WATCHING).values_list("pk", "level"))
    answering = followers.filter(pk=answered or 0).exclude(level=FollowLevel.MENTIONS)
    replied = set(answering.values_list("pk", flat=True))
    mentioned = (
        set(followers.filter(pk__in=_mentioned_in(post)).values_list("pk", flat=True)) if "@" in post.body else set()
    )
    # Of one post each person is told once. Whom it mentions has a mail of another kind (`mention_notices`).
    tell_readers(matter=MENTION, post=post, people=mentioned, now=now, by_mail=False)
    tell_readers(matter=REPLY, post=post, people=replied - mentioned, now=now)
    tell_readers(matter=WATCHED, post=post, people=levels.keys() - replied - mentioned, now=now)
    return True


def _answered(post: Post) -> int | None:
    """Whose words it answers; whoever posed a prompt isn't told of each answer to it."""
    if post.parent is not None:
        return post.parent.author_id
    return post.thread.author_id if post.thread.kind == ThreadKind.TOPIC else None


def _mentioned_in(said: Post | Thread) -> set[int]:
    """Whom the words mention, by name or by pseudonym. One query."""
    rows = said.mentions.values_list("person", "pseudonym__person")
    return {person for row in rows for person in row if person}


def tell_readers(*, matter: str, post: Post, people: Iterable[int], now: datetime, by_mail: bool = True) -> None:
    """Tells people who read the post of it, once each, as they want."""
    by_mail = by_mail and post.created_at > now - STILL_NEWS
    place = place_of(post.thread.board.cohort)
    tell(
        matter=matter,
        place=place,
        key=f"post:{post.pk}",
        params={"post": post.pk},
        people=people,
        by_mail=by_mail,
        now=now,
    )


@transaction.atomic
def _tell_of_topic(pk: int, now: datetime) -> bool:
    topics = Thread.objects.select_for_update(of=("self",)).filter(pk=pk, to_tell=True)
    topic = topics.select_related("board__cohort", "board__team").first()
    if topic is None:
        return False
    Thread.objects.filter(pk=pk).update(to_tell=False)
    watching = Following.objects.filter(person=OuterRef("pk"), board=topic.board_id, level=FollowLevel.WATCHING)
    readers = readers_of(topic, now).exclude(pk=topic.author_id or 0)
    about: dict[str, Any] = {
        "place": place_of(topic.board.cohort),
        "key": f"topic:{pk}",
        "params": {"thread": pk},
        "now": now,
    }
    if "@" in topic.body:
        mentioned = readers.filter(pk__in=_mentioned_in(topic)).values_list("pk", flat=True)
        tell(matter=MENTION, people=mentioned, by_mail=False, **about)
    told = readers.filter(Exists(watching)).values_list("pk", flat=True)
    tell(matter=WATCHED, people=told, by_mail=topic.created_at > now - STILL_NEWS, **about)
    return True


def _past_the_gate(people: Any, thread: Thread) -> Any:
    """Without those who read the answers of a prompt only once they have answered it (`discussions.querysets.open_gates`)."""
    cohort = thread.board.cohort
    if not cohort.answer_first or thread.kind != ThreadKind.PROMPT or thread.is_locked or not cohort.is_open:
        return people
    learning = Enrollment.objects.active().filter(person=OuterRef("pk"), cohort=cohort, role__in=LEARNING_ROLES)
    answers = Post.objects.standing().responses().filter(author=OuterRef("pk"), thread=thread)
    return people.exclude(Exists(learning), ~Exists(answers))
