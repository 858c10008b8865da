"""Affinity groups: proposed by those who talk, opened, declined and closed by coordinators."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.companions import open_companions
from cohorts.enums import TALKING_ROLES, GroupStatus
from cohorts.group_notices import MeetingNews, group_decided, group_proposed, meeting_news
from cohorts.models import AffinityGroup, Cohort, Enrollment, GroupMembership
from cohorts.operations.enrollment import CohortIsOver
from common.errors import DomainError
from common.history import sign_change

LONGEST_SLUG = 80
# Per person and cohort: each is a mail to every coordinator.
MOST_PROPOSALS, PROPOSALS_WITHIN = 5, timedelta(days=1)


class NotInTheTalk(DomainError):
    """Groups are for those who take part in the cohort now."""

    def __str__(self) -> str:
        return _("Affinity groups are for those who take part in this cohort now.")


class GroupNameIsTaken(DomainError):
    """Another group of the cohort has this name."""

    field = "name"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return _("This cohort has a group called “%(name)s” already. Join it, or choose another name.") % {
            "name": self.name
        }


class TooManyProposals(DomainError):
    """The person has proposed as many groups as is allowed in a day."""

    def __str__(self) -> str:
        return _(
            "You have proposed %(count)d groups since yesterday. What you typed is still here; send it tomorrow."
        ) % {"count": MOST_PROPOSALS}


class GroupIsDecided(DomainError):
    """Somebody else was quicker: the proposal has its answer."""

    def __init__(self, group: AffinityGroup) -> None:
        super().__init__(group.pk)
        self.group = group

    def __str__(self) -> str:
        return _("“%(group)s” has its answer already: it is %(status)s.") % {
            "group": self.group.name,
            "status": self.group.get_status_display(),
        }


class GroupIsNotOpen(DomainError):
    """The group isn't open, so nobody joins or meets."""

    def __str__(self) -> str:
        return _("This group is not open.")


@transaction.atomic
def propose(*, cohort: Cohort, name: str, purpose: str, by: User, now: datetime) -> AffinityGroup:
    """A proposal that waits for the coordinators, who get a mail. The same form twice is one.

    Names are compared without regard to case. Raises `CohortIsOver`, `NotInTheTalk`, `GroupNameIsTaken`,
    `TooManyProposals`.
    """
    # Whoever proposes a group of this cohort at the same time waits here.
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    check_takes_part(by, cohort)
    name, purpose = " ".join(name.split()), purpose.strip()
    of_name = AffinityGroup.objects.filter(cohort=cohort, name__iexact=name).exclude(status=GroupStatus.DECLINED)
    existing = of_name.first()
    if existing and existing.proposed_by_id == by.pk and existing.purpose == purpose:
        return existing
    if existing:
        raise GroupNameIsTaken(existing.name)
    lately = AffinityGroup.objects.filter(cohort=cohort, proposed_by=by, proposed_at__gt=now - PROPOSALS_WITHIN)
    if lately.count() >= MOST_PROPOSALS:
        raise TooManyProposals
    slug = _free_slug(cohort, name)
    group = AffinityGroup(cohort=cohort, name=name, slug=slug, purpose=purpose, proposed_by=by, proposed_at=now)
    _save(group, by=by, reason="Proposed")
    group_proposed(group=group, by=by, now=now)
    return group


@transaction.atomic
def open_group(*, group: AffinityGroup, by: User, now: datetime) -> AffinityGroup:
    """Opens a proposal with its board, its proposer as the first member, who is told; or a closed group again.

    Twice is once. Raises `CohortIsOver` and `GroupIsDecided`.
    """
    group = lock_group(group)
    was = group.status
    if was == GroupStatus.OPEN:
        return group
    if was == GroupStatus.DECLINED:
        raise GroupIsDecided(group)
    group.status = GroupStatus.OPEN
    if was == GroupStatus.PROPOSED:
        group.decided_at = now
    _save(group, by=by, reason="Opened" if was == GroupStatus.PROPOSED else "Opened again")
    open_companions(group, by=by, now=now)
    if was == GroupStatus.PROPOSED:
        proposer = group.proposed_by
        if proposer and takes_part(proposer, group.cohort):
            membership = GroupMembership(group=group, person=proposer, joined_at=now)
            sign_change(membership, by=by, reason="Joined with the opening")
            membership.save()
        group_decided(group=group, now=now)
    return group


@transaction.atomic
def decline_group(*, group: AffinityGroup, answer: str, by: User, now: datetime) -> AffinityGroup:
    """Declines a proposal with an answer, which goes to who made it. Twice is once. Raises `GroupIsDecided`, `CohortIsOver`."""
    group = lock_group(group)
    if group.status == GroupStatus.DECLINED:
        return group
    if group.status != GroupStatus.PROPOSED:
        raise GroupIsDecided(group)
    group.status, group.decided_at, group.answer = GroupStatus.DECLINED, now, answer.strip()
    _save(group, by=by, reason="Declined")
    group_decided(group=group, now=now)
    return group


@transaction.atomic
def close_group(*, group: AffinityGroup, by: User, now: datetime) -> AffinityGroup:
    """Nobody joins or meets any more, and members hear of each date that falls away; what was written stays for them.

    Twice is once.

    Raises `GroupIsNotOpen` for one that never was, and `CohortIsOver`.
    """
    group = lock_group(group)
    if group.status == GroupStatus.CLOSED:
        return group
    if group.status != GroupStatus.OPEN:
        raise GroupIsNotOpen
    group.status = GroupStatus.CLOSED
    _save(group, by=by, reason="Closed")
    for meeting in group.meetings.filter(starts_at__gt=now, cancelled_at__isnull=True).order_by("starts_at", "pk"):
        meeting.cancelled_at = now
        meeting.save(update_fields=["cancelled_at"])
        meeting_news(meeting=meeting, news=MeetingNews.CANCELED, by=by, now=now)
    return group


def lock_group(group: AffinityGroup) -> AffinityGroup:
    """The group as it is now; whoever changes it or its people waits. Raises `CohortIsOver`."""
    rows = AffinityGroup.objects.select_for_update(of=("self",)).select_related("cohort", "proposed_by")
    locked = rows.get(pk=group.pk)
    if not locked.cohort.is_open:
        raise CohortIsOver
    return locked


def takes_part(person: User, cohort: Cohort) -> bool:
    """Whether the person takes part in the cohort's talk as their enrollment stands now."""
    return Enrollment.objects.active().filter(cohort=cohort, person=person, role__in=TALKING_ROLES).exists()


def check_takes_part(person: User, cohort: Cohort) -> None:
    """Raises `CohortIsOver` and `NotInTheTalk`."""
    if not cohort.is_open:
        raise CohortIsOver
    if not takes_part(person, cohort):
        raise NotInTheTalk


def _save(group: AffinityGroup, *, by: User | None, reason: str) -> None:
    sign_change(group, by=by, reason=reason)
    group.save()


def _free_slug(cohort: Cohort, name: str) -> str:
    """`name` as an address that no other group of the cohort has, the declined ones included."""
    wanted = slugify(name)[: LONGEST_SLUG - len("group-")].strip("-") or "group"
    taken = set(
        AffinityGroup.objects.filter(cohort=cohort, slug__startswith=wanted[:60]).values_list("slug", flat=True)
    )
    slug, number = wanted, 1
    # "propose" is the address of the form.
    while slug in taken or slug == "propose":
        number += 1
        slug = f"{wanted[: LONGEST_SLUG - 11]}-{number}"
    return slug
