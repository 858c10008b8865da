"""What every act of writing is checked for, and the sentences of the refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cohorts.operations.pseudonyms import ensure_pseudonym
from common.errors import DomainError
from common.history import sign_change
from common.markdown import LONGEST
from common.one_line import one_line
from common.times import named_moment
from discussions.enums import NAMELESS_KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from cohorts.models import Cohort, Pseudonym
    from discussions.models import Board, HeldPost, Post, Thread

LONGEST_REASON = 300


class UnableToWrite(DomainError):
    """Base of the refusals of a post, a topic, or a change to one."""


class NotYours(UnableToWrite):
    """It can't be seen, or is gone: the two are told apart to nobody."""

    def __str__(self) -> str:
        return _("This isn't there any more, or isn't open to you.")


class NotTakingPart(UnableToWrite):
    """They read here, but don't write: their enrollment is completed."""

    def __str__(self) -> str:
        return _("You can read here, but you don't take part in this cohort now, so you can't write.")


class CohortIsCompleted(UnableToWrite):
    """A completed cohort is read only."""

    def __str__(self) -> str:
        return _("This cohort is completed. Everything can be read; nothing is added any more.")


class ThreadIsLocked(UnableToWrite):
    """Those who run the sessions have closed the talk."""

    def __str__(self) -> str:
        return _("This thread is locked. Everything in it can be read; nothing is added or changed any more.")


class ThreadNotOpen(UnableToWrite):
    """The clock hasn't come to its opening."""

    def __init__(self, opens_at: datetime, zone: str, now: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at, self.zone, self.now = opens_at, zone, now

    def __str__(self) -> str:
        return _("This opens on %(moment)s.") % {"moment": named_moment(self.opens_at, self.zone, self.now)}


class AnswerFirst(UnableToWrite):
    """Here one answers before one reads the others, and so before one replies to them."""

    def __str__(self) -> str:
        return _("Answer the prompt first; then you read the others’ answers and can reply. Your text is still here.")


class TooMuchAtOnce(UnableToWrite):
    """The person has written as much as is allowed in a few minutes."""

    def __str__(self) -> str:
        return _("You have written a lot in the last minutes. What you typed is still here; send it in a while.")


class TooManyPreviews(TooMuchAtOnce):
    """Drawing a text is work; whoever types doesn't look at it this often."""

    def __str__(self) -> str:
        return _("You have looked at many previews in the last minutes. What you typed is still here; you can send it.")


class TextIsEmpty(UnableToWrite):
    """Nothing but spaces."""

    field = "body"

    def __str__(self) -> str:
        return _("Write something first.")


class TextIsTooLong(UnableToWrite):
    """More characters than a post may have."""

    field = "body"

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def __str__(self) -> str:
        return _("A text has at most %(most)s characters; this one has %(length)s. You could send it in two parts.") % {
            "most": number_format(LONGEST, use_l10n=True, force_grouping=True),
            "length": number_format(self.length, use_l10n=True, force_grouping=True),
        }


class FormOfAnother(UnableToWrite):
    """The form was sent before, by someone else or somewhere else: no honest page does that."""

    def __str__(self) -> str:
        return _("This form has been used already. Reload the page and send your text again.")


class OnlyWithAName(UnableToWrite):
    """A team's board, or the facilitators': so few read there that nobody would stay unknown."""

    def __str__(self) -> str:
        return _("On this board people write with their name. Nothing was posted; your text is still here.")


class ReasonIsMissing(DomainError):
    """Another person's post is changed or taken away with a reason."""

    field = "reason"

    def __str__(self) -> str:
        return _("Say why; the author and the others who run the sessions can read it.")


def given_reason(reason: str) -> str:
    """The reason on one line. Raises `ReasonIsMissing`."""
    reason = one_line(reason)[:LONGEST_REASON]
    if not reason:
        raise ReasonIsMissing
    return reason


def pseudonym_for(board: Board, by: User, now: datetime) -> Pseudonym:
    """The name under which the person speaks on this board without their own.

    Raises `OnlyWithAName`, and what `ensure_pseudonym` raises: never is something posted with a name that was to be without.
    """
    if board.kind not in NAMELESS_KINDS:
        raise OnlyWithAName
    return ensure_pseudonym(cohort=board.cohort, by=by, now=now)


def sign_as_author(said: Post | Thread | HeldPost, *, by: User | None, reason: str) -> None:
    """As `sign_change`, for what authors do themselves: without a name, the history keeps none either."""
    is_nameless = by is not None and said.pseudonym_id is not None and said.author_id == by.pk
    sign_change(said, by=None if is_nameless else by, reason=reason)


def checked_text(text: str) -> str:
    """The text as it is stored: one kind of line end, no zero bytes, no space behind it.

    Raises `TextIsEmpty`, `TextIsTooLong`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip()
    if not text.strip():
        raise TextIsEmpty
    if len(text) > LONGEST:
        raise TextIsTooLong(len(text))
    return text


def refuse_where_over(cohort: Cohort, *, may_talk: bool) -> None:
    """Raises `CohortIsCompleted`, `NotTakingPart`."""
    if not cohort.is_open:
        raise CohortIsCompleted
    if not may_talk:
        raise NotTakingPart


def refuse_where_closed(thread: Thread, now: datetime) -> None:
    """Raises `ThreadNotOpen`, `ThreadIsLocked`; the thread has its board and cohort with it."""
    if thread.opens_at is not None and not thread.is_open_at(now):
        raise ThreadNotOpen(thread.opens_at, thread.board.cohort.time_zone, now)
    if thread.is_locked:
        raise ThreadIsLocked
