"""The dates of an affinity group, kept by its members; each hears of a new, moved or canceled one by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import GroupStatus
from cohorts.group_notices import MeetingNews, meeting_news
from cohorts.models import AffinityGroup, GroupMeeting
from cohorts.operations.groups import GroupIsNotOpen, lock_group
from common.errors import DomainError


class MeetingIsPast(DomainError):
    """A date is made, moved or canceled before it, not after."""

    field = "day"

    def __str__(self) -> str:
        return _("This time has passed. Choose one that is still to come.")


class MeetsAlready(DomainError):
    """The group has another date at this time."""

    field = "wall_time"

    def __str__(self) -> str:
        return _("The group meets at this time already. Change that date, or choose another time.")


class MeetingIsCanceled(DomainError):
    """A canceled date stays so."""

    def __str__(self) -> str:
        return _("This date has been canceled. Add a new one.")


class TooManyChanges(DomainError):
    """Each change is a mail to everybody in the group; the person has made as many as is allowed in an hour."""

    def __str__(self) -> str:
        return _("You have changed a lot of dates in the last hour. What you typed is still here; send it in a while.")


@dataclass(frozen=True)
class MeetingFacts:
    """What is said of a date."""

    starts_at: datetime
    minutes: int = 60
    title: str = ""
    place: str = ""


@transaction.atomic
def add_meeting(*, group: AffinityGroup, facts: MeetingFacts, by: User, now: datetime) -> GroupMeeting:
    """A new date, of which the other members hear. The same form twice is one.

    Raises `CohortIsOver`, `GroupIsNotOpen`, `MeetingIsPast`, `MeetsAlready`.
    """
    group = _lock_open(group)
    if facts.starts_at <= now:
        raise MeetingIsPast
    same_time = group.meetings.filter(starts_at=facts.starts_at, cancelled_at__isnull=True).first()
    if same_time is not None:
        if _facts_of(same_time) == facts:
            return same_time
        raise MeetsAlready
    meeting = GroupMeeting.objects.create(group=group, added_by=by, created_at=now, changed_at=now, **vars(facts))
    meeting_news(meeting=meeting, news=MeetingNews.NEW, by=by, now=now)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: GroupMeeting, facts: MeetingFacts, by: User, now: datetime) -> GroupMeeting:
    """What is said of a date that is still to come; the other members hear of a new time or place.

    Raises `CohortIsOver`, `GroupIsNotOpen`, `MeetingIsPast`, `MeetingIsCanceled`, `MeetsAlready`.
    """
    group = _lock_open(meeting.group)
    meeting = _standing(meeting, now)
    before = _facts_of(meeting)
    if before == facts:
        return meeting
    if facts.starts_at <= now:
        raise MeetingIsPast
    others = group.meetings.filter(starts_at=facts.starts_at, cancelled_at__isnull=True).exclude(pk=meeting.pk)
    if others.exists():
        raise MeetsAlready
    for name, value in vars(facts).items():
        setattr(meeting, name, value)
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, now
    meeting.save()
    if (before.starts_at, before.place) != (facts.starts_at, facts.place):
        meeting_news(meeting=meeting, news=MeetingNews.CHANGED, by=by, now=now)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: GroupMeeting, by: User, now: datetime) -> GroupMeeting:
    """The date doesn't take place, and the other members hear of it. Twice is once.

    Raises `CohortIsOver`, `GroupIsNotOpen`, `MeetingIsPast`.
    """
    _lock_open(meeting.group)
    meeting = GroupMeeting.objects.select_related("group__cohort").get(pk=meeting.pk)
    if meeting.cancelled_at is not None:
        return meeting
    if meeting.ends_at <= now:
        raise MeetingIsPast
    meeting.cancelled_at = meeting.changed_at = now
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "changed_at", "sequence"])
    meeting_news(meeting=meeting, news=MeetingNews.CANCELED, by=by, now=now)
    return meeting


def _lock_open(group: AffinityGroup) -> AffinityGroup:
    """The group, locked: two who change its dates come one after the other. Raises `GroupIsNotOpen`."""
    group = lock_group(group)
    if group.status != GroupStatus.OPEN:
        raise GroupIsNotOpen
    return group


def _standing(meeting: GroupMeeting, now: datetime) -> GroupMeeting:
    meeting = GroupMeeting.objects.select_related("group__cohort").get(pk=meeting.pk)
    if meeting.cancelled_at is not None:
        raise MeetingIsCanceled
    if meeting.starts_at <= now:
        raise MeetingIsPast
    return meeting


def _facts_of(meeting: GroupMeeting) -> MeetingFacts:
    return MeetingFacts(meeting.starts_at, meeting.minutes, meeting.title, meeting.place)
