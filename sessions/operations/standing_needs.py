"""What somebody needs at every session: written once, and answered in each cohort they are active in."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import GOING_ON
from cohorts.models import Enrollment
from common.errors import DomainError
from common.history import sign_change
from sessions.models import AccommodationRequest, StandingNeed
from sessions.operations.accommodations import Needed, put, withdraw_request
from sessions.queries.accommodations import not_taken_up

logger = logging.getLogger(__name__)


class NothingToTakeUp(DomainError):
    """The person needs nothing any more, or has left."""

    def __str__(self) -> str:
        return _("This person asks for nothing now.")


@transaction.atomic
def write_standing_need(*, person: User, needed: Needed, by: User, now: datetime) -> StandingNeed:
    """What the person needs at every session. Requests that said something else are open again; the same changes nothing.

    Raises `UnableToAsk`.
    """
    needed = needed.checked()
    _lock(person)
    need = StandingNeed.objects.filter(person=person).first()
    if need is None:
        need = StandingNeed(person=person)
    if Needed(tuple(need.kinds), need.words, need.shows_name) != needed:
        need.kinds, need.words, need.shows_name = list(needed.kinds), needed.words, needed.shows_name
        need.written_at = now
        sign_change(need, by=by, reason="Written")
        need.save()
    for request in AccommodationRequest.objects.filter(person=person, live_session=None).select_related("cohort"):
        if request.cohort.is_open and not needed.is_said_by(request):
            put(request, needed, by=by, now=now)
    _take_up(not_taken_up().filter(person=person), by=by, now=now)
    return need


@transaction.atomic
def remove_standing_need(*, person: User, by: User, now: datetime) -> None:
    """Nothing is needed at every session any more; requests for single sessions stay. Twice is once."""
    _lock(person)
    for need in StandingNeed.objects.filter(person=person):
        sign_change(need, by=by, reason="Not needed any more")
        need.delete()
    for request in AccommodationRequest.objects.filter(person=person, live_session=None).select_related("cohort"):
        withdraw_request(request=request, by=by, now=now)


@transaction.atomic
def take_up(*, enrollment: Enrollment, by: User, now: datetime) -> AccommodationRequest:
    """The standing request of this person in their cohort, made if nobody has touched it yet. Raises `NothingToTakeUp`."""
    _lock(enrollment.person)
    _take_up(not_taken_up().filter(pk=enrollment.pk), by=by, now=now)
    rows = AccommodationRequest.objects.filter(person=enrollment.person_id, cohort=enrollment.cohort_id)
    request = rows.filter(live_session=None).select_related("cohort").first()
    if request is None or request.is_withdrawn:
        raise NothingToTakeUp
    return request


def take_up_all(*, now: datetime) -> int:
    """The standing requests of those who came into a cohort after they wrote down what they need. Returns how many."""
    count = 0
    for pk in list(not_taken_up().values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                enrollment = Enrollment.objects.select_related("person").get(pk=pk)
                _lock(enrollment.person)
                count += _take_up(not_taken_up().filter(pk=pk), by=enrollment.person, now=now)
        except Exception:
            # What is wrong with one must not keep the others waiting.
            logger.exception("The standing need of enrollment %s could not be taken up.", pk)
    return count


def _lock(person: User) -> None:
    """Two who write down or take up the same person's need wait for one another here."""
    User.objects.select_for_update().get(pk=person.pk)


def _take_up(enrollments: Iterable[Enrollment], *, by: User, now: datetime) -> int:
    count = 0
    for enrollment in enrollments:
        if enrollment.cohort.status not in GOING_ON:
            continue
        need = enrollment.person.standing_need
        request = AccommodationRequest.objects.filter(
            person=enrollment.person_id, cohort=enrollment.cohort_id, live_session=None
        ).first() or AccommodationRequest(person=enrollment.person, cohort=enrollment.cohort)
        put(request, Needed(tuple(need.kinds), need.words, need.shows_name), by=by, now=now)
        count += 1
    return count
