"""Commitments with an owner and a date: made, changed, done; their owners reminded."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import TALKING_ROLES
from cohorts.models import Cohort, Enrollment
from cohorts.places import place_of
from common import times
from common.errors import DomainError
from improvement.action_matters import DUE
from improvement.models import Action, Priority
from notifications.operations.notices import not_told, tell, tell_once
from sessions.operations.checks import check_fields, refuse

logger = logging.getLogger(__name__)

# So many days before the date its owner is reminded.
AHEAD = timedelta(days=3)
# What was due so long ago when the portal finds it isn't news.
BEHIND = timedelta(days=2)


class UnableToAct(DomainError):
    """The action isn't made or changed; the sentence says why."""


@transaction.atomic
def make_action(
    *, cohort: Cohort, words: str, owner: User, due_on: date, priority: Priority | None = None, by: User, now: datetime
) -> Action:
    """Somebody commits to something by a day. Those who run the cohort make one for anybody in it, others for themselves.

    The same once more on the same day by the same person is the one there is. Raises `UnableToAct`.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    _check(cohort, owner, by)
    if due_on < times.in_zone(now, cohort.time_zone).date():
        raise refuse(UnableToAct, _("This day is past. Choose one to come."), field="due_on")
    if priority is not None and priority.harvest.live_session.cohort_id != cohort.pk:
        raise refuse(UnableToAct, _("That priority is not there any more."), field="priority")
    action = Action(cohort=cohort, priority=priority, words=words, owner=owner, due_on=due_on, made_at=now, made_by=by)
    check_fields(action, UnableToAct)
    same = Action.objects.filter(cohort=cohort, priority=priority, words=action.words, owner=owner, due_on=due_on)
    standing = same.filter(done_at__isnull=True).first()
    if standing is not None:
        return standing
    action.save()
    return action


@transaction.atomic
def change_action(
    *, action: Action, words: str, owner: User, due_on: date, priority: Priority | None, by: User, now: datetime
) -> Action:
    """Other words, another owner, another day. Raises `UnableToAct`."""
    action = Action.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=action.pk)
    _check(action.cohort, owner, by)
    if due_on != action.due_on and due_on < times.in_zone(now, action.cohort.time_zone).date():
        raise refuse(UnableToAct, _("This day is past. Choose one to come."), field="due_on")
    if priority is not None and priority.harvest.live_session.cohort_id != action.cohort_id:
        raise refuse(UnableToAct, _("That priority is not there any more."), field="priority")
    action.words, action.owner, action.due_on, action.priority = words, owner, due_on, priority
    check_fields(action, UnableToAct)
    action.save()
    return action


@transaction.atomic
def say_done(*, action: Action, is_done: bool, now: datetime) -> Action:
    """It is done, or after all it isn't. Twice is once."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.is_done != is_done:
        action.done_at = now if is_done else None
        action.save(update_fields=["done_at"])
    return action


def remind_of_actions(*, now: datetime) -> int:
    """Tells owners of what is due within three days: once for each action and date. Returns how many were told."""
    due = Action.objects.due_by(now.date() + AHEAD).filter(due_on__gte=now.date() - BEHIND)
    found = {_key(action): action for action in due.select_related("cohort")}
    told = 0
    for key in sorted(not_told(found)) if found else []:
        try:
            told += _remind(found[key], key, now)
        except Exception:
            # What is wrong with one must not silence the others.
            logger.exception("Nobody could be reminded of %s.", key)
    return told


@transaction.atomic
def _remind(action: Action, key: str, now: datetime) -> int:
    # Whoever else tells of the same at this moment waits here, and then finds that it has been told.
    if action.owner_id is None or not tell_once(key=key, now=now):
        return 0
    place = place_of(action.cohort)
    params = {"action": action.pk, "due_on": action.due_on.isoformat()}
    tell(matter=DUE, place=place, key=key, params=params, people=[action.owner_id], now=now)
    return 1


def _key(action: Action) -> str:
    return f"action:{action.pk}:{action.owner_id}:{action.due_on.isoformat()}"


def _check(cohort: Cohort, owner: User, by: User) -> None:
    if not by.has_perm("cohorts.talk", cohort):
        raise UnableToAct(_("Actions are made by those who take part in this cohort now."))
    if owner != by and not by.has_perm("cohorts.run_sessions", cohort):
        raise refuse(UnableToAct, _("You can take on an action for yourself only."), field="owner")
    inside = Enrollment.objects.active().filter(cohort=cohort, person=owner, role__in=TALKING_ROLES)
    if not inside.exists():
        raise refuse(UnableToAct, _("Choose somebody who takes part in this cohort now."), field="owner")
