"""Corrections: what somebody at the desk says of a person's attendance, with a reason and their name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from common.history import sign_change
from sessions.enums import Attended
from sessions.models import Correction, LiveSession
from sessions.models.attendance_by_hand import LONGEST_REASON
from sessions.operations.checks import refuse


class UnableToCorrect(DomainError):
    """The state stays as it is; the sentence says why."""


@transaction.atomic
def correct(*, live_session: LiveSession, person: User, state: str, reason: str, by: User, now: datetime) -> Correction:
    """Sets a person's state by hand; what is imported later doesn't change it. The same again changes nothing.

    Raises `UnableToCorrect`.
    """
    live_session = _locked(live_session)
    reason = _checked(reason)
    if state not in Attended.values:
        raise refuse(UnableToCorrect, _("Choose one."), field="state")
    if live_session.is_cancelled:
        raise UnableToCorrect(_("This session is cancelled; nobody attends it."))
    if now < live_session.doors_open_at:
        raise UnableToCorrect(_("This session has not begun yet. Until then people can only be excused."))
    if not Enrollment.objects.inside().filter(cohort=live_session.cohort_id, person=person).exists():
        raise UnableToCorrect(_("This person does not take part in this cohort."))
    row = Correction.objects.filter(live_session=live_session, person=person).first()
    row = row or Correction(live_session=live_session, person=person)
    if row.pk and (row.state, row.reason, row.lifted_at) == (state, reason, None):
        return row
    row.state, row.reason, row.by, row.at, row.lifted_at = state, reason, by, now, None
    sign_change(row, by=by, reason=f"Set to {state}")
    row.save()
    return row


@transaction.atomic
def lift_correction(*, correction: Correction, by: User, now: datetime) -> Correction:
    """The signs say the state again. Twice is once; what was said stays in the history."""
    _locked(correction.live_session)
    row = Correction.objects.get(pk=correction.pk)
    if row.lifted_at is None:
        row.lifted_at = now
        sign_change(row, by=by, reason="Lifted")
        row.save()
    return row


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise refuse(UnableToCorrect, _("Say why; it stands beside the state with your name."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise refuse(UnableToCorrect, _("This is too long. Shorten it a little."), field="reason")
    return reason


def _locked(live_session: LiveSession) -> LiveSession:
    """Two who correct at once wait for one another here."""
    return LiveSession.objects.select_for_update(no_key=True, of=("self",)).get(pk=live_session.pk)
