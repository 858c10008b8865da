"""The vote on a session's priorities: opened, taken part in, closed and counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from improvement.models import Harvest, Vote
from improvement.models.harvest import MOST_DOTS
from improvement.operations.harvest import UnableToHarvest, locked_harvest
from improvement.rules import may_vote
from sessions.models import LiveSession
from sessions.operations.checks import refuse


class UnableToVote(UnableToHarvest):
    """The vote isn't taken, opened or closed; the sentence says why."""


@transaction.atomic
def open_vote(*, live_session: LiveSession, dots: int, several_on_one: bool, now: datetime) -> Harvest:
    """From now on people give their dots; what an earlier vote counted is gone. Opened twice is opened once.

    Raises `UnableToVote`.
    """
    harvest = locked_harvest(live_session)
    if harvest.is_open:
        return harvest
    if not 1 <= dots <= MOST_DOTS:
        raise refuse(UnableToVote, _("Give each person from 1 to %(most)s dots.") % {"most": MOST_DOTS}, field="dots")
    if harvest.priorities.count() < 2:
        raise UnableToVote(_("There is nothing to choose from yet: make at least two priorities."))
    harvest.priorities.update(dots=None)
    harvest.dots, harvest.several_on_one = dots, several_on_one
    harvest.opened_at, harvest.closed_at, harvest.voters = now, None, None
    harvest.save()
    return harvest


@transaction.atomic
def vote(*, live_session: LiveSession, dots: Mapping[int, int], by: User) -> int:
    """Gives a person's dots, by the priorities' keys, in place of those they gave before. Returns how many they gave.

    The same form sent twice is one vote. Raises `UnableToVote`.
    """
    harvest = locked_harvest(live_session)
    if not may_vote(by, harvest.live_session.cohort):
        raise UnableToVote(_("Dots are given by those who take part in this cohort now."))
    if not harvest.is_open:
        raise UnableToVote(_("The vote is not open."))
    given = {pk: number for pk, number in dots.items() if number}
    known = set(harvest.priorities.values_list("pk", flat=True))
    if not given.keys() <= known or any(number < 0 for number in given.values()):
        raise UnableToVote(_("One of these priorities is not there any more. Look at the page again."))
    if not harvest.several_on_one and any(number > 1 for number in given.values()):
        raise UnableToVote(_("Give a priority one dot at most."))
    if sum(given.values()) > harvest.dots:
        raise UnableToVote(
            _("You have %(dots)s dots and gave %(given)s. Take some away and save again.")
            % {"dots": harvest.dots, "given": sum(given.values())}
        )
    Vote.objects.filter(priority__harvest=harvest, person=by).delete()
    Vote.objects.bulk_create(Vote(priority_id=pk, person=by, dots=number) for pk, number in sorted(given.items()))
    return sum(given.values())


@transaction.atomic
def close_vote(*, live_session: LiveSession, now: datetime) -> Harvest:
    """Counts the dots and forgets who gave them. Closed twice is closed once. Raises `UnableToVote`."""
    harvest = locked_harvest(live_session)
    if harvest.is_closed:
        return harvest
    if not harvest.is_open:
        raise UnableToVote(_("The vote is not open."))
    votes = Vote.objects.filter(priority__harvest=harvest)
    harvest.voters = votes.values("person").distinct().count()
    counted = dict(votes.order_by().values_list("priority").annotate(Sum("dots")))
    for priority in harvest.priorities.all():
        priority.dots = counted.get(priority.pk, 0)
        priority.save(update_fields=["dots"])
    votes.delete()
    harvest.closed_at = now
    harvest.save(update_fields=["closed_at", "voters"])
    return harvest
