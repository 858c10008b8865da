"""Searching what was said: posts, and the topics and prompts they stand under.

Filtered before anything else: nothing that the viewer can't read is counted, put in order or shown. Tombstones have no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce

from cohorts.search_queries import Speakers, Wanted, begins, speakers
from common.markdown import text_of
from common.search.found import Found
from common.search.rows import Hit, Words, newest
from discussions.authors import author_of
from discussions.enums import ThreadKind
from discussions.models import Post, Thread

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
    threads = Thread.objects.visible_to(viewer, now)
    if wanted.cohort:
        threads = threads.filter(board__cohort=wanted.cohort)
    if wanted.board:
        threads = threads.filter(board=wanted.board)
    # The newest that fit, in threads the viewer reads; then each of these posts is asked itself. The threads are a list, so that
    # the database knows how many posts stand in them, and takes the right index.
    standing = Post.objects.standing().filter(wanted.in_time("created_at"))
    if not viewer.is_site_admin or wanted.cohort or wanted.board:
        standing = standing.filter(thread__in=list(threads.values_list("pk", flat=True)))
    posts = Post.objects.visible_to(viewer, now).standing()
    posts = posts.filter(pk__in=newest(_said(WORDS_OF_POSTS, standing, wanted, called)))
    if wanted.by:
        # Who posed a prompt is said nowhere.
        threads = threads.filter(kind=ThreadKind.TOPIC)
    # A prompt is said when it opens.
    threads = threads.annotate(said_at=Coalesce("opens_at", "created_at")).filter(wanted.in_time("said_at"))
    threads = threads.filter(pk__in=newest(_said(WORDS_OF_THREADS, threads, wanted, called)))
    return [
        *WORDS_OF_POSTS.ranked(posts, wanted.words, kind=POST, at="created_at"),
        *WORDS_OF_THREADS.ranked(threads, wanted.words, kind=THREAD, at="said_at"),
    ]


def _said(words: Words, rows: Any, wanted: Wanted, called: Speakers) -> Any:
    """What fits the words and the name. With the words of a name, also what was said under it."""
    if wanted.by:
        return words.found(rows, wanted.words).filter(called.said)
    return words.found(rows, wanted.words, or_else=called.said)


def talk_found(viewer: User, hits: Sequence[Hit], now: datetime) -> dict[tuple[str, int], Found]:
    """Some of what was found, as it is shown. Two queries; rights are asked again."""
    posts = (
        Post.objects.visible_to(viewer, now).standing().select_related("thread__board__cohort", "author", "pseudonym")
    )
    threads = Thread.objects.visible_to(viewer, now).select_related("board__cohort", "author", "pseudonym")
    keys = {kind: [hit.pk for hit in hits if hit.kind == kind] for kind in (POST, THREAD)}
    found = {(POST, post.pk): _post(post) for post in posts.filter(pk__in=keys[POST])}
    return found | {(THREAD, thread.pk): _thread(thread) for thread in threads.filter(pk__in=keys[THREAD])}


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
