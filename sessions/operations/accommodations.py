"""Asking for what one needs at a session, talking about it, answering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from common.history import sign_change
from sessions import accommodation_notices as notices
from sessions.enums import AccommodationKind, AccommodationStatus, Stage
from sessions.models import AccommodationMessage, AccommodationRequest, LiveSession
from sessions.models.accommodation import LONGEST_MESSAGE, LONGEST_NEED
from sessions.operations.checks import refuse

ANSWERS = (AccommodationStatus.ARRANGED, AccommodationStatus.NOT_MET)


class UnableToAsk(DomainError):
    """The request isn't made; the sentence says why."""


class UnableToAnswer(DomainError):
    """The request stays as it is."""


class UnableToWrite(DomainError):
    """The message isn't sent."""


class NeedHasChanged(UnableToAnswer):
    """The answer is to something that isn't asked for any more."""

    def __str__(self) -> str:
        return _("The person has changed what they need since you opened this page. Read it once more, then answer.")


@dataclass(frozen=True)
class Needed:
    """What somebody says they need."""

    kinds: tuple[str, ...] = ()
    words: str = ""
    shows_name: bool = False

    def checked(self) -> Needed:
        """Each kind once, in the order of the list; the words without space around them. Raises `UnableToAsk`."""
        words = self.words.strip()
        kinds = tuple(kind for kind in AccommodationKind.values if kind in self.kinds)
        if not kinds and not words:
            raise refuse(UnableToAsk, _("Tick what you need, or say it in your own words."), field="kinds")
        if AccommodationKind.OTHER in kinds and not words:
            raise refuse(UnableToAsk, _("Say in your own words what else you need."), field="words")
        if len(words) > LONGEST_NEED:
            raise refuse(UnableToAsk, _("This is too long. Shorten it a little."), field="words")
        return Needed(kinds, words, self.shows_name)

    def is_said_by(self, row: AccommodationRequest) -> bool:
        """Whether the row says the same and stands."""
        said = Needed(tuple(row.kinds), row.words, row.shows_name)
        return said == self and not row.is_withdrawn


@transaction.atomic
def ask_for_session(*, live_session: LiveSession, needed: Needed, by: User, now: datetime) -> AccommodationRequest:
    """What `by` needs at this session; the coordinators are told. The same again changes nothing, other words open it anew.

    Raises `UnableToAsk`.
    """
    needed = needed.checked()
    # Two forms sent at once wait for one another here, and so does whoever cancels the session.
    rows = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort")
    live_session = rows.get(pk=live_session.pk)
    if reason := why_not_ask(live_session, now):
        raise UnableToAsk(reason)
    if not Enrollment.objects.active().filter(cohort=live_session.cohort_id, person=by).exists():
        raise UnableToAsk(_("You do not take part in this cohort now."))
    request = AccommodationRequest.objects.filter(person=by, live_session=live_session).first()
    if request is None:
        request = AccommodationRequest(person=by, cohort=live_session.cohort, live_session=live_session)
    elif needed.is_said_by(request):
        return request
    return put(request, needed, by=by, now=now)


def why_not_ask(live_session: LiveSession, now: datetime) -> str:
    """Why nothing can be asked for at this session any more; empty where it can. The session comes with its cohort."""
    stage = live_session.stage_at(now)
    if stage == Stage.CANCELLED:
        return _("This session is cancelled, so there is nothing to ask for. The schedule has the other dates.")
    if stage == Stage.OVER:
        return _("This session is over. Ask for what you need at the next one, on that session’s page.")
    if not live_session.cohort.is_open:
        return _("This cohort has been completed; nothing new is asked for in it.")
    return ""


def put(request: AccommodationRequest, needed: Needed, *, by: User, now: datetime) -> AccommodationRequest:
    """The request with this need, open, its coordinators told. For operations that hold the lock."""
    reason = "Asked anew" if request.pk else "Asked"
    request.kinds, request.words, request.shows_name = list(needed.kinds), needed.words, needed.shows_name
    request.status, request.asked_at = AccommodationStatus.OPEN, now
    request.answer, request.answered_at, request.answered_by = "", None, None
    sign_change(request, by=by, reason=reason)
    request.save()
    notices.tell_asked(request=request, by=by, now=now)
    return request


@transaction.atomic
def withdraw_request(*, request: AccommodationRequest, by: User, now: datetime) -> AccommodationRequest:
    """It isn't needed any more. Coordinators who have arranged it are told. Twice is once."""
    request = _locked(request)
    if request.is_withdrawn:
        return request
    was_arranged = request.status == AccommodationStatus.ARRANGED
    request.status = AccommodationStatus.WITHDRAWN
    sign_change(request, by=by, reason="Withdrawn")
    request.save()
    if was_arranged:
        notices.tell_withdrawn(request=request, by=by, now=now)
    return request


@transaction.atomic
def answer_request(
    *,
    request: AccommodationRequest,
    status: str,
    answer: str,
    by: User,
    now: datetime,
    to: datetime | None = None,
) -> AccommodationRequest:
    """Arranged, perhaps with words, or that it can't be met, with a reason; the person is told that there is an answer.

    An answer may be changed later; the same again changes nothing. `to` is when the need was asked for that `by` has read.
    Raises `UnableToAnswer`, `NeedHasChanged`.
    """
    request = _locked(request)
    answer = answer.strip()
    if status not in ANSWERS:
        raise refuse(UnableToAnswer, _("Choose one."), field="status")
    if status == AccommodationStatus.NOT_MET and not answer:
        raise refuse(UnableToAnswer, _("Say why it can’t be met; the person reads it."), field="answer")
    if len(answer) > LONGEST_NEED:
        raise refuse(UnableToAnswer, _("This is too long. Shorten it a little."), field="answer")
    if request.is_withdrawn:
        raise UnableToAnswer(_("The person has withdrawn this request; nothing is to be arranged."))
    if not request.cohort.is_open:
        raise UnableToAnswer(_("This cohort has been completed; its requests stay as they were."))
    if to is not None and to != request.asked_at:
        raise NeedHasChanged
    if (request.status, request.answer) == (status, answer):
        return request
    request.status, request.answer, request.answered_at, request.answered_by = status, answer, now, by
    sign_change(request, by=by, reason=f"Answered: {status}")
    request.save()
    notices.tell_answered(request=request, now=now)
    return request


@transaction.atomic
def write_message(*, request: AccommodationRequest, body: str, by: User, now: datetime) -> AccommodationMessage:
    """A line from the person or from a coordinator; the other side is told that there is one.

    The same words again, with nothing said in between, are the line that stands. Raises `UnableToWrite`.
    """
    request = _locked(request)
    body = body.strip()
    if not body:
        raise refuse(UnableToWrite, _("Write a few words first."), field="body")
    if len(body) > LONGEST_MESSAGE:
        raise refuse(UnableToWrite, _("This is too long. Shorten it a little."), field="body")
    if request.is_withdrawn:
        raise UnableToWrite(_("This request is withdrawn. Ask anew if something is needed after all."))
    if not request.cohort.is_open:
        raise UnableToWrite(_("This cohort has been completed; nothing new is written in it."))
    last = request.messages.order_by("sent_at", "pk").last()
    if last is not None and (last.author_id, last.body) == (by.pk, body):
        return last
    message = AccommodationMessage.objects.create(request=request, author=by, body=body, sent_at=now)
    notices.tell_written(message=message, by=by, now=now)
    return message


def _locked(request: AccommodationRequest) -> AccommodationRequest:
    """The row as it stands now, held until the end of the transaction."""
    rows = AccommodationRequest.objects.select_for_update(of=("self",)).select_related("cohort")
    return rows.get(pk=request.pk)
