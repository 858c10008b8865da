"""What the pages of affinity groups need, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower

from cohorts.enums import GroupStatus
from cohorts.models import AffinityGroup, Cohort, Enrollment, GroupMeeting, GroupMembership
from cohorts.models.group import LONGEST_MEETING
from cohorts.rules import groups_of

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.querysets import EnrollmentQuerySet


@dataclass(frozen=True)
class Groups:
    """The affinity groups of a cohort that a person may know of, and which of them are theirs."""

    open: list[AffinityGroup]
    proposed: list[AffinityGroup]
    ended: list[AffinityGroup]
    mine: set[int]


def groups_for(cohort: Cohort, viewer: User) -> Groups:
    """Each group with `people_in`, how many are in it; two queries. A declined proposal is its proposer's and the desk's."""
    standing = GroupMembership.objects.standing().filter(group=OuterRef("pk")).order_by()
    count = standing.values("group").annotate(count=Count("pk")).values("count")
    groups = list(
        AffinityGroup.objects.visible_to(viewer)
        .filter(cohort=cohort)
        .select_related("proposed_by")
        .annotate(people_in=Coalesce(Subquery(count), 0))
        .order_by(Lower("name"), "pk")
    )
    for group in groups:
        group.cohort = cohort
    ended = (GroupStatus.CLOSED, GroupStatus.DECLINED)
    return Groups(
        open=[group for group in groups if group.status == GroupStatus.OPEN],
        proposed=[group for group in groups if group.status == GroupStatus.PROPOSED],
        ended=[group for group in groups if group.status in ended],
        mine=groups_of(viewer),
    )


def members_of_group(group: AffinityGroup, viewer: User) -> EnrollmentQuerySet:
    """Those who are in the group, as they are enrolled, by name; one query."""
    standing = GroupMembership.objects.standing().filter(group=group)
    return (
        Enrollment.objects.visible_to(viewer)
        .filter(cohort=group.cohort_id, person__in=standing.values("person"))
        .inside()
        .select_related("person", "organization", "team")
        .order_by(Lower("person__name"), "person__email")
    )


def dates_to_come(group: AffinityGroup, now: datetime) -> list[GroupMeeting]:
    """The group's dates that aren't over, the next one first, each with `ends_at`; one query."""
    begun = group.meetings.filter(starts_at__gt=now - timedelta(minutes=LONGEST_MEETING), cancelled_at__isnull=True)
    dates = list(begun.select_related("added_by").order_by("starts_at", "pk"))
    return [meeting for meeting in dates if meeting.ends_at > now]


def kept_out(group: AffinityGroup) -> list[GroupMembership]:
    """Those who were taken out, for the coordinators; one query."""
    removed = group.memberships.filter(removed_at__isnull=False)
    return list(removed.select_related("person").order_by("-removed_at", "-pk"))
