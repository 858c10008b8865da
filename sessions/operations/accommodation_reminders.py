"""Reminding coordinators of what is still open, before it is due."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime

from cohorts.models import Cohort
from common import times
from sessions.accommodation_notices import tell_due
from sessions.due_dates import DueDates
from sessions.models import AccommodationRequest, LiveSession

logger = logging.getLogger(__name__)

# Nobody is mailed at midnight about something that is due in two days.
MORNING = 7


def remind_of_open_requests(*, now: datetime) -> int:
    """Puts a mail into the outbox for each coordinator, open request and due date that is two business days ahead or less.

    Once for each of them, however often it is run. Returns how many requests it is time for.
    """
    by_cohort: dict[int, list[AccommodationRequest]] = defaultdict(list)
    for request in AccommodationRequest.objects.waiting(now).select_related("live_session").order_by("pk"):
        by_cohort[request.cohort_id].append(request)
    count = 0
    for cohort in Cohort.objects.filter(pk__in=by_cohort).order_by("pk"):
        try:
            count += _remind(cohort, by_cohort[cohort.pk], now)
        except Exception:
            # What is wrong in one cohort must not silence the others.
            logger.exception("The open accommodations of cohort %s could not be told.", cohort.pk)
    return count


def _remind(cohort: Cohort, requests: list[AccommodationRequest], now: datetime) -> int:
    if times.in_zone(now, cohort.zone).hour < MORNING:
        return 0
    dates, count = DueDates.of(cohort), 0
    today = dates.today(now)
    to_come = LiveSession.objects.filter(cohort=cohort).scheduled().filter(starts_at__gt=now)
    # A standing need is due for the first session for which it still can be met in time.
    in_time = (one for one in to_come.order_by("starts_at", "pk") if dates.due_on(one.starts_at) >= today)
    following = next(in_time, None)
    for request in requests:
        live_session = request.live_session or following
        if live_session is None or live_session.starts_at <= now:
            continue
        due_on = dates.due_on(live_session.starts_at)
        # Whoever asked today has just been told of.
        asked_on = times.in_zone(request.asked_at, cohort.zone).date()
        if dates.remind_on(due_on) <= today <= due_on and asked_on < today:
            tell_due(request=request, live_session=live_session, due_on=due_on, now=now)
            count += 1
    return count
