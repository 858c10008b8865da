"""What becomes of what waits: it is released and becomes a post, it is refused with a reason, or its author takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import sign_change
from discussions.enums import HeldOutcome, ThreadKind
from discussions.models import Attachment, Board, HeldPost, Post, Thread
from discussions.notices import tell_author, tell_released
from discussions.operations.checks import NotYours, given_reason, refuse_where_over, sign_as_author
from discussions.operations.dropping import drop_files
from discussions.operations.posts import add_post
from discussions.operations.threads import add_topic

if TYPE_CHECKING:
    from accounts.models import User


class HeldIsDecided(DomainError):
    """Somebody else was quicker, or the form was sent twice."""

    def __str__(self) -> str:
        return _("This has been decided already, or its author has taken it back.")


class AuthorIsOut(DomainError):
    """Words of somebody who couldn't write there themselves any more."""

    def __str__(self) -> str:
        return _("Who wrote this doesn’t take part there any more, so it can’t be released.")


@transaction.atomic
def release_held(*, held: HeldPost, by: User, now: datetime) -> Post | Thread:
    """It becomes a post in its place, or a topic, with the number and the time of now, so that it is new for everybody.

    Also in a thread that has been locked, and below a post that has been taken away, meanwhile: it was written before.
    Raises `HeldIsDecided`, `AuthorIsOut`, `NotYours`, `CohortIsCompleted`.
    """
    held = _waiting(held, by, now)
    refuse_where_over(held.home.cohort, may_talk=True)
    said = _as_post(held, now) if held.thread_id else _as_topic(held, now)
    owner = {"post": said} if isinstance(said, Post) else {"topic": said}
    Attachment.objects.filter(held=held).update(held=None, **owner)
    held.title = held.body = held.body_html = ""
    _decide(held, HeldOutcome.RELEASED, by=by, now=now)
    tell_released(said=said, now=now)
    return said


@transaction.atomic
def refuse_held(*, held: HeldPost, by: User, reason: str, now: datetime) -> None:
    """It is not shown; its author, who keeps the words, reads why. Raises `HeldIsDecided`, `ReasonIsMissing`, `NotYours`."""
    held = _waiting(held, by, now)
    reason = given_reason(reason)
    _decide(held, HeldOutcome.REFUSED, by=by, now=now, reason=reason)
    tell_author(said=held, hidden_at=now, now=now)


@transaction.atomic
def take_back_held(*, held: HeldPost, by: User, now: datetime) -> None:
    """Its author doesn't want it shown any more, or has read why it isn't: words and files go. Raises `HeldIsDecided`."""
    row = HeldPost.objects.select_for_update(of=("self",)).filter(pk=held.pk, author=by).first()
    if row is None or row.outcome == HeldOutcome.RELEASED:
        raise HeldIsDecided
    drop_files(row.attachments.all())
    sign_as_author(row, by=by, reason="taken back")
    row.delete()


def released_and_refused(
    *, held: Iterable[HeldPost], by: User, now: datetime, release: bool, reason: str = ""
) -> tuple[int, list[str]]:
    """Several at once, each an act of its own: how many it was done to, and, each sentence once, why not to the others.

    Raises `ReasonIsMissing` before anything is done.
    """
    if not release:
        given_reason(reason)
    done, refusals = 0, dict[str, None]()
    for one in held:
        try:
            if release:
                release_held(held=one, by=by, now=now)
            else:
                refuse_held(held=one, by=by, reason=reason, now=now)
            done += 1
        except DomainError as refusal:
            refusals[str(refusal)] = None
    return done, list(refusals)


def _waiting(held: HeldPost, by: User, now: datetime) -> HeldPost:
    """What waits, held with its place until the end of the transaction. Raises `HeldIsDecided`, `NotYours`."""
    found = HeldPost.objects.decidable_by(by, now).filter(pk=held.pk).values("thread", "board").first()
    if found is None:
        raise NotYours
    # The place first, as everywhere: it gives out the number, or the address.
    place = Thread.objects.filter(pk=found["thread"]) if found["thread"] else Board.objects.filter(pk=found["board"])
    list(place.select_for_update().values_list("pk", flat=True))
    rows = HeldPost.objects.decidable_by(by, now).select_for_update(of=("self",))
    rows = rows.select_related("thread__board__cohort", "board__cohort", "parent", "author", "pseudonym")
    row = rows.filter(pk=held.pk, thread=found["thread"], board=found["board"]).first()
    if row is None or row.outcome != HeldOutcome.WAITS:
        raise HeldIsDecided
    return row


def _decide(held: HeldPost, outcome: HeldOutcome, *, by: User, now: datetime, reason: str = "") -> None:
    held.outcome, held.decided_at, held.decided_by, held.reason = outcome, now, by, reason
    sign_change(held, by=by, reason=f"{outcome}: {reason}" if reason else str(outcome))
    held.save(update_fields=["outcome", "decided_at", "decided_by", "reason", "title", "body", "body_html"])


def _as_post(held: HeldPost, now: datetime) -> Post:
    places = Thread.objects.visible_to(held.author, now).with_rights(held.author).select_related("board__cohort")
    place = places.filter(held_posts=held).first()
    if place is None or not place.may_talk:
        raise AuthorIsOut
    post = Post(
        author=held.author, pseudonym=held.pseudonym, body=held.body, submission=held.submission, created_at=now,
        has_files=held.attachments.exists(), to_tell=True,
    )  # fmt: skip
    return add_post(post, place, parent=held.parent, number=place.last_number + 1, by=held.author)


def _as_topic(held: HeldPost, now: datetime) -> Thread:
    boards = Board.objects.visible_to(held.author).with_rights(held.author).select_related("cohort")
    board = boards.filter(held_topics=held).first()
    if board is None or not board.may_talk:
        raise AuthorIsOut
    topic = Thread(
        kind=ThreadKind.TOPIC, title=held.title, body=held.body, author=held.author, pseudonym=held.pseudonym,
        submission=held.submission, has_files=held.attachments.exists(), to_tell=True,
    )  # fmt: skip
    return add_topic(topic, board, by=held.author, now=now)
