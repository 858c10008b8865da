"""Asking for help during a session, and taking it on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.enums import Stage
from sessions.models import HelpRequest, LiveSession
from sessions.operations.checks import check_fields

# So many calls of one person in so long a time; then somebody is asked in another way.
MOST_CALLS, WITHIN = 5, timedelta(minutes=30)
WHILE = {Stage.DOORS_OPEN, Stage.UNDER_WAY}


class UnableToAskForHelp(DomainError):
    """Nobody is called; the sentence says what to do."""


@transaction.atomic
def ask_for_help(*, live_session: LiveSession, words: str, by: User, now: datetime) -> HelpRequest:
    """Call those who run the session. While a call is open there is no second one: it takes over the new words.

    One that somebody sees to waits again: they may have been called away.

    Raises `UnableToAskForHelp`.
    """
    # Two presses at once wait for one another here.
    live_session = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=live_session.pk)
    if live_session.stage_at(now) not in WHILE or not live_session.cohort.is_open:
        raise UnableToAskForHelp(
            _("Help can be asked for here from 15 minutes before the session to its end. At other times, write to us.")
        )
    if not Enrollment.objects.active().filter(cohort=live_session.cohort_id, person=by).exists():
        raise UnableToAskForHelp(_("You do not take part in this cohort now."))
    mine = HelpRequest.objects.filter(live_session=live_session, person=by)
    call = mine.filter(closed_at__isnull=True).first() or HelpRequest(
        live_session=live_session, person=by, asked_at=now
    )
    if call.pk and call.answered_at is not None:
        call.asked_at, call.answered_at, call.answered_by = now, None, None
    elif call.pk and not words.strip():
        return call
    if not call.pk and mine.filter(asked_at__gt=now - WITHIN).count() >= MOST_CALLS:
        raise UnableToAskForHelp(
            _("You have asked several times in the last half hour. Speak to a facilitator in the room, or in its chat.")
        )
    call.words = words.strip() or call.words
    check_fields(call, UnableToAskForHelp)
    call.save()
    return call


@transaction.atomic
def take_help(*, call: HelpRequest, by: User, now: datetime) -> HelpRequest:
    """`by` sees to it. Who came first stays named, and what is closed stays so."""
    call = _locked(call)
    if call.is_waiting:
        call.answered_at, call.answered_by = now, by
        call.save(update_fields=["answered_at", "answered_by"])
    return call


@transaction.atomic
def close_help(*, call: HelpRequest, now: datetime) -> HelpRequest:
    """Whoever sees to it, or another who runs the session, says that it is done."""
    return _close(_locked(call), now)


@transaction.atomic
def take_help_back(*, live_session: LiveSession, by: User, now: datetime) -> None:
    """The person needs none any more; without an open call nothing happens."""
    call = HelpRequest.objects.filter(live_session=live_session, person=by, closed_at__isnull=True).first()
    if call:
        _close(_locked(call), now)


def _locked(call: HelpRequest) -> HelpRequest:
    return HelpRequest.objects.select_for_update(of=("self",)).get(pk=call.pk)


def _close(call: HelpRequest, now: datetime) -> HelpRequest:
    if call.is_open:
        call.closed_at = now
        call.save(update_fields=["closed_at"])
    return call
