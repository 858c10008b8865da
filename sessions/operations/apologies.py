"""“I can't come”: said by the person, withdrawn as easily, accepted at the desk where it came late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.enums import Stage
from sessions.models import Apology, LiveSession
from sessions.models.attendance_by_hand import LONGEST_WORD
from sessions.operations.checks import refuse


class UnableToApologize(DomainError):
    """Nothing is noted; the sentence says why."""


@transaction.atomic
def apologize(*, live_session: LiveSession, word: str, by: User, now: datetime) -> Apology:
    """`by` can't come, or could not. The same again changes nothing; other words replace those there are.

    Before the start it excuses; later it waits for somebody at the desk to accept it. Raises `UnableToApologize`.
    """
    live_session = _locked(live_session)
    word = word.strip()
    if len(word) > LONGEST_WORD:
        raise refuse(UnableToApologize, _("This is too long. Shorten it a little."), field="word")
    if reason := why_not_apologize(live_session, now):
        raise UnableToApologize(reason)
    if not Enrollment.objects.active().filter(cohort=live_session.cohort_id, person=by).exists():
        raise UnableToApologize(_("You do not take part in this cohort now."))
    row = Apology.objects.filter(live_session=live_session, person=by).first()
    row = row or Apology(live_session=live_session, person=by)
    stands = row.pk and row.withdrawn_at is None and row.for_start == live_session.starts_at
    if stands and row.word == word:
        return row
    if not stands:
        # Other words of an apology that stands don't make it a later one.
        row.said_at, row.withdrawn_at, row.accepted_at, row.accepted_by = now, None, None, None
    row.word, row.for_start = word, live_session.starts_at
    row.save()
    return row


def why_not_apologize(live_session: LiveSession, now: datetime) -> str:
    """Why nobody says any more that they can't come; empty where they can. The session comes with its cohort."""
    if live_session.stage_at(now) == Stage.CANCELLED:
        return _("This session is cancelled, so there is nothing to be excused from.")
    if not live_session.cohort.is_open:
        return _("This cohort has been completed; its attendance stays as it is.")
    return ""


@transaction.atomic
def withdraw_apology(*, apology: Apology, now: datetime) -> Apology:
    """They can come after all, or were there. Twice is once."""
    _locked(apology.live_session)
    row = Apology.objects.get(pk=apology.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save()
    return row


@transaction.atomic
def excuse(*, live_session: LiveSession, person: User, by: User, now: datetime) -> Apology:
    """Accepts an apology that came late, or excuses somebody who said so in another way. Twice is once.

    Raises `UnableToApologize`.
    """
    live_session = _locked(live_session)
    if live_session.is_cancelled:
        raise UnableToApologize(_("This session is cancelled, so there is nothing to be excused from."))
    if not Enrollment.objects.inside().filter(cohort=live_session.cohort_id, person=person).exists():
        raise UnableToApologize(_("This person does not take part in this cohort."))
    row = Apology.objects.filter(live_session=live_session, person=person).first()
    if row is None:
        row = Apology(live_session=live_session, person=person, said_at=now, for_start=live_session.starts_at)
    if row.pk and row.accepted_at and row.withdrawn_at is None:
        return row
    row.withdrawn_at, row.accepted_at, row.accepted_by = None, now, by
    row.save()
    return row


@transaction.atomic
def take_back_excuse(*, apology: Apology, now: datetime) -> Apology:
    """It was accepted by a slip; what the person said themselves stands. Twice is once."""
    _locked(apology.live_session)
    row = Apology.objects.get(pk=apology.pk)
    if row.accepted_at is not None:
        if row.accepted_by_id and row.said_at == row.accepted_at:
            # Nobody but the desk had said it.
            row.withdrawn_at = now
        row.accepted_at, row.accepted_by = None, None
        row.save()
    return row


def _locked(live_session: LiveSession) -> LiveSession:
    """The session as it is now: whoever moves it, or says the same twice, waits."""
    rows = LiveSession.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort")
    return rows.get(pk=live_session.pk)
