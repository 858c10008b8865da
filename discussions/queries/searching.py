"""Searching what was said: posts, and the topics and prompts they stand under.

Filtered before anything else: nothing that the viewer can't read is counted, put in order or shown. Tombstones have no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.stand_ins import Viewer, reader_values, stand_in
from cohorts.search_queries import Speakers, Wanted, begins, in_time, speakers
from common.composed import composed_once
from common.markdown import text_of
from common.search.found import Found
from common.search.rows import Hit, Words, newest, texts_of
from discussions.authors import author_of
from discussions.enums import ThreadKind
from discussions.models import Post, Thread
from discussions.querysets import PostQuerySet, ThreadQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from common.search.sought import Sought

POST, THREAD = "post", "thread"
WORDS_OF_POSTS = Words(is_stored=True, body="B")
WORDS_OF_THREADS = Words(is_stored=True, title="A", body="B")


def search_talk(viewer: User, wanted: Wanted, now: datetime) -> list[Hit]:
    """Posts, topics and prompts. Five queries: who is called so (two), which threads, posts, threads.

    With the words of a name also what was said under it: a pseudonym's under the pseudonym, nothing of it under the person's.
    """
    called = speakers(viewer, wanted.by or wanted.words)
    if wanted.by and called.said is None:
        return []
    reader = reader_values(viewer, now)
    # The newest that fit, in threads the viewer reads; then each of these posts is asked itself. The threads are a list, so that
    # the database knows how many posts stand in them, and takes the right index.
    threads = None
    if not viewer.is_site_admin or wanted.cohort or wanted.board:
        cohort = wanted.cohort.pk if wanted.cohort else None
        threads = [pk for (pk,) in _threads_read(**reader, cohort=cohort, board=wanted.board)]
        if not threads:
            return []
    asked: dict[str, Any] = {"is_by_name": bool(wanted.by), "since": wanted.since, "until": wanted.until}
    asked |= {"people": called.people or None, "pseudonyms": called.pseudonyms or None, **texts_of(wanted.words)}
    return [
        *(Hit(POST, *row) for row in _posts_with(**reader, threads=threads, **asked)),
        *(Hit(THREAD, *row) for row in _threads_with(**reader, threads=threads, **asked)),
    ]


@composed_once
def _threads_read(*, viewer: Viewer, now: datetime, cohort: int | None, board: int | None) -> QuerySet[Thread, Any]:
    threads = Thread.objects.visible_to(stand_in(viewer), now)
    threads = threads.filter(board__cohort=cohort) if cohort else threads
    return (threads.filter(board=board) if board else threads).values_list("pk")


@composed_once
def _posts_with(
    *,
    viewer: Viewer,
    now: datetime,
    threads: list[int] | None,
    since: datetime | None,
    until: datetime | None,
    **asked: Any,
) -> QuerySet[Post, Any]:
    standing = Post.objects.standing().filter(in_time("created_at", since, until))
    standing = standing.filter(thread__in=threads) if threads else standing
    found, texts = _said(WORDS_OF_POSTS, standing, **asked)
    posts = Post.objects.visible_to(stand_in(viewer), now).standing().filter(pk__in=newest(found))
    return WORDS_OF_POSTS.ranked(posts, texts, at="created_at")


@composed_once
def _threads_with(
    *,
    viewer: Viewer,
    now: datetime,
    threads: list[int] | None,
    since: datetime | None,
    until: datetime | None,
    **asked: Any,
) -> QuerySet[Thread, Any]:
    # A prompt is said when it opens.
    rows = Thread.objects.annotate(said_at=Coalesce("opens_at", "created_at"))
    read = rows.filter(in_time("said_at", since, until))
    read = read.filter(pk__in=threads) if threads else read
    if asked["is_by_name"]:
        # Who posed a prompt is said nowhere.
        read = read.filter(kind=ThreadKind.TOPIC)
    found, texts = _said(WORDS_OF_THREADS, read, **asked)
    return WORDS_OF_THREADS.ranked(
        rows.visible_to(stand_in(viewer), now).filter(pk__in=newest(found)), texts, at="said_at"
    )


def _said(
    words: Words, rows: Any, *, is_by_name: bool, people: list[int] | None, pseudonyms: list[int] | None, **texts: str
) -> tuple[Any, dict[str, str]]:
    """What fits the words and the name, and the words. With the words of a name, also what was said under it."""
    said = Speakers(people or (), pseudonyms or ()).said
    if is_by_name:
        return words.found(rows, texts).filter(said), texts
    return words.found(rows, texts, or_else=said), texts


def talk_found(viewer: User, hits: Sequence[Hit], now: datetime) -> dict[tuple[str, int], Found]:
    """Some of what was found, as it is shown. Two queries; rights are asked again."""
    reader = reader_values(viewer, now)
    found: dict[tuple[str, int], Found] = {}
    if keys := [hit.pk for hit in hits if hit.kind == POST]:
        found |= {(POST, post.pk): _post(post) for post in _posts_shown(**reader, keys=keys)}
    if keys := [hit.pk for hit in hits if hit.kind == THREAD]:
        found |= {(THREAD, thread.pk): _thread(thread) for thread in _threads_shown(**reader, keys=keys)}
    return found


@composed_once
def _posts_shown(*, viewer: Viewer, now: datetime, keys: list[int]) -> PostQuerySet:
    posts = Post.objects.visible_to(stand_in(viewer), now).standing().filter(pk__in=keys)
    return posts.select_related("thread__board__cohort", "author", "pseudonym")


@composed_once
def _threads_shown(*, viewer: Viewer, now: datetime, keys: list[int]) -> ThreadQuerySet:
    threads = Thread.objects.visible_to(stand_in(viewer), now).filter(pk__in=keys)
    return threads.select_related("board__cohort", "author", "pseudonym")


def threads_called(viewer: User, sought: Sought, now: datetime, *, most: int) -> list[Found]:
    """Some topics and prompts in whose title a word begins with each of those sought, the latest talk first. One query.

    Nothing of who began a topic, nothing of what was answered.
    """
    rows = Thread.objects.visible_to(viewer, now).filter(
        *(begins("title", term) for term in sought.wanted), hidden=None
    )
    rows = rows.select_related("board__cohort").order_by("-last_post_at", "-pk")
    return [
        Found(kind=row.kind, url=row.get_absolute_url(), title=row.title, text="", place=_place(row))
        for row in rows[:most]
    ]


def _post(post: Post) -> Found:
    return Found(
        kind=POST,
        url=post.get_absolute_url(),
        title=post.thread.title,
        text=text_of(post.body_html),
        place=_place(post.thread),
        at=post.created_at,
        by=author_of(post),
    )


def _thread(thread: Thread) -> Found:
    is_topic = thread.kind == ThreadKind.TOPIC
    return Found(
        kind=thread.kind,
        url=thread.get_absolute_url(),
        title=thread.title,
        text=text_of(thread.body_html),
        place=_place(thread),
        at=thread.opens_at or thread.created_at,
        by=author_of(thread) if is_topic else "",
    )


def _place(thread: Thread) -> tuple[str, ...]:
    return thread.board.cohort.title, thread.board.name
