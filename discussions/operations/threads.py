"""Beginning threads, and what is done to a whole one: its words, its opening, its lock and its pin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.background import start_on_commit
from common.errors import DomainError
from common.history import sign_change
from common.markdown import render
from common.one_line import one_line
from discussions.enums import ThreadKind
from discussions.models import Board, HeldPost, HiddenTopic, Thread, ThreadAddress
from discussions.operations.attachments import FileWords, attach_files, files_to_post, revise_files
from discussions.operations.checks import (
    FormOfAnother,
    NotYours,
    TooMuchAtOnce,
    UnableToWrite,
    checked_text,
    pseudonym_for,
    refuse_where_closed,
    refuse_where_over,
    sign_as_author,
)
from discussions.operations.drafts_elsewhere import WritingPlace, drafts_of, forget_saved
from discussions.operations.holding import held_of_form, hold_topic, is_to_be_held
from discussions.operations.mentions import note_mentions
from discussions.queries.mentions import mentions_in

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_TITLE = 300
# Words that stand in the address where a topic's own word could stand.
RESERVED_SLUGS = {"new"}
# Per person.
MOST_TOPICS, TOPICS_WITHIN = 5, timedelta(minutes=10)


class UnableToNameTopic(UnableToWrite):
    """A topic needs a title, and not a whole text."""

    field = "title"


class TopicIsHidden(UnableToWrite):
    """Its words were taken away; its author would write over what can be brought back."""

    def __str__(self) -> str:
        return _("The words of this topic were taken away by those who run the sessions.")


class UnableToAnnounce(UnableToWrite):
    """Announcements come from those who run the sessions."""

    field = "is_announcement"

    def __str__(self) -> str:
        return _("Only those who run this cohort's sessions can announce something. Untick the box to start a topic.")


class UnableToRemoveThread(DomainError):
    """People have written in it."""

    def __str__(self) -> str:
        return _("People have written in this thread, so it stays.")


class UnableToKeepOrder(DomainError):
    """Only those who run the sessions lock and pin."""

    def __str__(self) -> str:
        return _("Only those who run this cohort's sessions can do this.")


def start_topic(
    *,
    board: Board,
    by: User,
    title: str,
    body: str,
    submission: UUID,
    now: datetime,
    without_name: bool = False,
    is_announcement: bool = False,
    version: int = 0,
    files: Sequence[FileWords] = (),
) -> Thread | HeldPost:
    """A new topic on a board, by someone who takes part there; `without_name`, under their pseudonym.

    Where the cohort looks at first posts, that of somebody new waits (`HeldPost`) until it is released.

    The draft that the form began with (`version`) is gone then; its `files` are the topic's.
    `is_announcement`: it stands apart from the talk, which those who run the sessions may say. The same form sent twice is
    one topic. Raises `UnableToNameTopic`, `UnableToAnnounce`, the other kinds of `UnableToWrite`, and what
    `pseudonym_for` raises.
    """
    title, body = checked_title(title), checked_text(body)
    topic = Thread(kind=ThreadKind.TOPIC, title=title, body=body, author=by, submission=submission, to_tell=True)
    topic.is_announcement = is_announcement
    try:
        with transaction.atomic():
            said, is_new = _start_topic(topic, board, by=by, without_name=without_name, words=files, now=now)
            if is_new:
                forget_saved(WritingPlace(board=board), by, title=title, body=body, version=version)
            return said
    except IntegrityError:
        # The same form, on another board, in the same instant.
        return _topic_of_form(submission, board, by)


def _start_topic(
    topic: Thread, board: Board, *, by: User, without_name: bool, words: Sequence[FileWords], now: datetime
) -> tuple[Thread | HeldPost, bool]:
    """The topic, or what waits to be one, and whether this form has brought it."""
    # The board's row decides: it gives out the addresses of its threads.
    Board.objects.select_for_update().get(pk=board.pk)
    place = Board.objects.visible_to(by).with_rights(by).select_related("cohort", "team").filter(pk=board.pk).first()
    if place is None:
        raise NotYours
    if topic.submission and Thread.objects.filter(submission=topic.submission).exists():
        return _topic_of_form(topic.submission, board, by), False
    if topic.submission and (held := held_of_form(place, topic.submission, by=by)):
        return held, False
    refuse_where_over(place.cohort, may_talk=place.may_talk)
    if topic.is_announcement and not place.may_moderate:
        raise UnableToAnnounce
    if Thread.objects.filter(author=by, created_at__gt=now - TOPICS_WITHIN).count() >= MOST_TOPICS:
        raise TooMuchAtOnce
    if without_name:
        topic.pseudonym = pseudonym_for(place, by, now)
    drafts = drafts_of(WritingPlace(board=place), by)
    files = files_to_post(drafts, words, nameless=without_name) if words else []
    topic.has_files = bool(files)
    hold = is_to_be_held(place, by)
    said = hold_topic(topic, place, by=by, now=now) if hold else add_topic(topic, place, by=by, now=now)
    attach_files(said, files)
    return said, True


def add_topic(topic: Thread, board: Board, *, by: User, now: datetime) -> Thread:
    """The topic on its board, whose row is held. What is begun and what is released come by here."""
    topic.board, topic.slug = board, free_slug(board, topic.title)
    mentions = mentions_in(topic.body, board=board, viewer=by, now=now)
    topic.body_html = render(topic.body, heading_level=2, keep_lines=True, marker=mentions)
    # Its first words are talk, too: it stands among the latest.
    topic.created_at = topic.last_post_at = now
    sign_as_author(topic, by=by, reason="started")
    topic.save()
    note_mentions(topic, mentions, by=by, now=now)
    start_on_commit("discussions.tell_of_talk")
    return topic


def _topic_of_form(submission: UUID, board: Board, by: User) -> Thread:
    topic = Thread.objects.filter(submission=submission, board=board, author=by).first()
    if topic is None:
        raise FormOfAnother
    return topic


@transaction.atomic
def edit_topic(
    *, topic: Thread, by: User, title: str, body: str, now: datetime, version: int = 0, files: Sequence[FileWords] = ()
) -> Thread:
    """The author changes the words of a topic; the ones before are kept in the history. Its address stays.

    The draft of the change (`version`) is gone then. Its `files` that are named are described anew or left out, those that
    were added are the topic's.

    Raises `UnableToNameTopic` and the other kinds of `UnableToWrite`.
    """
    title, body = checked_title(title), checked_text(body)
    standing = (
        Thread.objects.visible_to(by, now)
        .with_rights(by)
        .select_for_update(of=("self",))
        .select_related("board__cohort")
        .filter(pk=topic.pk, author=by, kind=ThreadKind.TOPIC)
        .first()
    )
    if standing is None:
        raise NotYours
    refuse_where_closed(standing, now)
    refuse_where_over(standing.board.cohort, may_talk=standing.may_talk)
    if HiddenTopic.objects.filter(thread=standing).exists():
        raise TopicIsHidden
    had_files, place = standing.has_files, WritingPlace(topic=standing)
    revise_files(standing, drafts_of(place, by), files)
    if standing.has_files != had_files:
        Thread.objects.filter(pk=standing.pk).update(has_files=standing.has_files)
    forget_saved(place, by, title=title, body=body, version=version)
    return _reworded(standing, title=title, body=body, by=by, now=now)


@transaction.atomic
def open_prompt_thread(
    *, board: Board, slug: str, title: str, body: str, opens_at: datetime | None, by: User | None, now: datetime
) -> Thread:
    """The thread under a prompt: a question that people answer from `opens_at` on. Called again it changes nothing.

    For the floor above, which knows whose right it is to pose one.
    """
    Board.objects.select_for_update().get(pk=board.pk)
    standing = board.threads.filter(slug=slug).first()
    if standing is not None:
        return standing
    thread = Thread(
        board=board,
        kind=ThreadKind.PROMPT,
        slug=slug,
        title=title,
        body=body,
        body_html=render(body, heading_level=2),
        author=by,
        opens_at=opens_at,
        created_at=now,
    )
    sign_change(thread, by=by, reason="posed")
    thread.save()
    return thread


@transaction.atomic
def edit_thread(*, thread: Thread, title: str, body: str, by: User | None, now: datetime) -> Thread:
    """Change the words of a thread whose right the floor above has asked for (a prompt's), or an administrator's."""
    return _reworded(_locked(thread), title=title, body=body, by=by, now=now)


@transaction.atomic
def reschedule_opening(*, thread: Thread, opens_at: datetime | None, by: User | None = None) -> Thread:
    """A thread opens at another time: its session moved. Called again with the same time it changes nothing."""
    thread = _locked(thread)
    if thread.opens_at != opens_at:
        thread.opens_at = opens_at
        sign_change(thread, by=by, reason="opening moved")
        thread.save(update_fields=["opens_at"])
    return thread


@transaction.atomic
def remove_thread(*, thread: Thread, by: User | None, now: datetime) -> None:
    """Take a thread away in which nobody has written. Raises `UnableToRemoveThread`."""
    standing = Thread.objects.select_for_update().filter(pk=thread.pk).first()
    if standing is None:
        return
    if standing.last_number or standing.held_posts.waiting().exists():
        raise UnableToRemoveThread
    sign_change(standing, by=by, reason="removed")
    standing.delete()


def lock_thread(*, thread: Thread, by: User, now: datetime) -> Thread:
    """No more posts from now on; all can be read. Raises `UnableToKeepOrder`."""
    return _set(thread, by=by, now=now, field="is_locked", value=True, reason="locked")


def unlock_thread(*, thread: Thread, by: User, now: datetime) -> Thread:
    """The talk goes on. Raises `UnableToKeepOrder`."""
    return _set(thread, by=by, now=now, field="is_locked", value=False, reason="unlocked")


def pin_thread(*, thread: Thread, by: User, now: datetime) -> Thread:
    """It stands first on its board. Raises `UnableToKeepOrder`."""
    return _set(thread, by=by, now=now, field="is_pinned", value=True, reason="pinned")


def unpin_thread(*, thread: Thread, by: User, now: datetime) -> Thread:
    """It stands among the others again. Raises `UnableToKeepOrder`."""
    return _set(thread, by=by, now=now, field="is_pinned", value=False, reason="unpinned")


@transaction.atomic
def _set(thread: Thread, *, by: User, now: datetime, field: str, value: bool, reason: str) -> Thread:
    standing = (
        Thread.objects.visible_to(by, now)
        .with_rights(by)
        .select_for_update(of=("self",))
        .select_related("board__cohort")
        .filter(pk=thread.pk)
        .first()
    )
    if standing is None:
        raise NotYours
    if not standing.may_moderate:
        raise UnableToKeepOrder
    refuse_where_over(standing.board.cohort, may_talk=True)
    if getattr(standing, field) != value:
        setattr(standing, field, value)
        sign_change(standing, by=by, reason=reason)
        standing.save(update_fields=[field])
    return standing


def _locked(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).select_related("board").get(pk=thread.pk)


def _reworded(thread: Thread, *, title: str, body: str, by: User | None, now: datetime) -> Thread:
    if (thread.title, thread.body) != (title, body):
        before, is_topic, mentions = thread.body, thread.kind == ThreadKind.TOPIC, None
        if is_topic and by is not None:
            mentions = mentions_in(body, board=thread.board, viewer=by, now=now)
        thread.title, thread.body = title, body
        thread.body_html = render(body, heading_level=2, keep_lines=is_topic, marker=mentions)
        sign_as_author(thread, by=by, reason="reworded")
        thread.save(update_fields=["title", "body", "body_html"])
        if is_topic and by is not None:
            note_mentions(thread, mentions, by=by, now=now, before=before)
    return thread


def checked_title(title: str) -> str:
    """The title on one line. Raises `UnableToNameTopic`."""
    title = one_line(title)
    if not title:
        raise UnableToNameTopic(_("Give the topic a title."))
    if len(title) > LONGEST_TITLE:
        raise UnableToNameTopic(_("A title has at most %(most)d characters.") % {"most": LONGEST_TITLE})
    return title


def free_slug(board: Board, title: str) -> str:
    """`title` as an address that no other thread of the board has."""
    wanted = slugify(title)[:60].strip("-") or "topic"
    taken = set(board.threads.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED_SLUGS
    # An address that leads on goes on doing so.
    taken |= set(ThreadAddress.objects.filter(board=board, slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
