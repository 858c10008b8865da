"""Joining and leaving an affinity group, which everybody does themselves; taking somebody out, and letting them back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import GroupStatus
from cohorts.models import AffinityGroup, GroupMembership
from cohorts.operations.groups import GroupIsNotOpen, check_takes_part, lock_group
from common.errors import DomainError
from common.history import sign_change


class IsKeptOut(DomainError):
    """The person was taken out of the group."""

    def __str__(self) -> str:
        return _(
            "A coordinator has taken you out of this group, so you cannot join it by yourself. "
            "If you would like to talk about it, write to your coordinators: they can let you back in."
        )


class NotInTheGroup(DomainError):
    """The person left in the meantime."""

    def __str__(self) -> str:
        return _("This person is not in the group any more.")


@transaction.atomic
def join(*, group: AffinityGroup, by: User, now: datetime) -> GroupMembership:
    """The person in the group, again if they had left. Twice is once.

    Raises `CohortIsOver`, `NotInTheTalk`, `GroupIsNotOpen`, `IsKeptOut`.
    """
    # Two clicks at once wait for one another here, and the second finds what the first made.
    group = lock_group(group)
    check_takes_part(by, group.cohort)
    if group.status != GroupStatus.OPEN:
        raise GroupIsNotOpen
    membership = _membership(group, by.pk)
    if membership is None:
        membership = GroupMembership(group=group, person=by, joined_at=now)
    elif membership.removed_at is not None:
        raise IsKeptOut
    elif membership.left_at is None:
        return membership
    membership.joined_at, membership.left_at = now, None
    _save(membership, by=by, reason="Joined")
    return membership


@transaction.atomic
def leave(*, group: AffinityGroup, by: User, now: datetime) -> None:
    """The person is out; what they wrote stays, and they may join again. Twice is once. Raises `CohortIsOver`."""
    membership = _membership(lock_group(group), by.pk)
    if membership is not None and membership.left_at is None and membership.removed_at is None:
        membership.left_at = now
        _save(membership, by=by, reason="Left")


@transaction.atomic
def remove(*, group: AffinityGroup, person: User, reason: str, by: User, now: datetime) -> GroupMembership:
    """Takes somebody out and keeps them out; the reason is kept. Twice is once. Raises `NotInTheGroup`, `CohortIsOver`."""
    membership = _membership(lock_group(group), person.pk)
    if membership is None or (membership.left_at is not None and membership.removed_at is None):
        raise NotInTheGroup
    if membership.removed_at is None:
        membership.removed_at, membership.removal_reason = now, " ".join(reason.split())
        _save(membership, by=by, reason=f"Taken out: {membership.removal_reason}")
    return membership


@transaction.atomic
def let_back_in(*, group: AffinityGroup, person: User, by: User, now: datetime) -> None:
    """The person may join again, which they do themselves. Twice is once. Raises `CohortIsOver`."""
    membership = _membership(lock_group(group), person.pk)
    if membership is not None and membership.removed_at is not None:
        membership.left_at = membership.left_at or membership.removed_at
        membership.removed_at, membership.removal_reason = None, ""
        _save(membership, by=by, reason="May come back")


def _membership(group: AffinityGroup, person_id: int) -> GroupMembership | None:
    return GroupMembership.objects.filter(group=group, person=person_id).first()


def _save(membership: GroupMembership, *, by: User | None, reason: str) -> None:
    sign_change(membership, by=by, reason=reason)
    membership.save()
