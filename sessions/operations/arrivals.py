"""Coming to a session's place: whoever is there says so, on their own phone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.enums import PresenceSource, Stage
from sessions.models import LiveSession, Presence
from sessions.operations.attendance import check_in


class UnableToArrive(DomainError):
    """Nothing is noted; the sentence says what to do."""


@transaction.atomic
def arrive(*, live_session: LiveSession, by: User, now: datetime) -> Presence:
    """Notes that `by` is at the place, from the opening of the doors to the end; again and again it is one arrival.

    Raises `UnableToArrive`, also for whoever takes no part in the cohort any more.
    """
    live_session = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=live_session.pk)
    stage = live_session.stage_at(now)
    if not live_session.has_place:
        raise UnableToArrive(_("This session has no place to come to. Join it from its page."))
    if stage == Stage.CANCELLED:
        raise UnableToArrive(_("This session is cancelled."))
    if stage == Stage.OVER or not live_session.cohort.is_open:
        raise UnableToArrive(_("This session is over. If you were there, tell a facilitator."))
    if stage == Stage.AHEAD:
        raise UnableToArrive(_("It is too early: you can check in from 15 minutes before the start."))
    if not Enrollment.objects.active().filter(cohort=live_session.cohort_id, person=by).exists():
        raise UnableToArrive(_("You do not take part in this cohort now."))
    return check_in(live_session=live_session, person=by, how=PresenceSource.QR, now=now)
