from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import GroupStatus
from cohorts.models import AffinityGroup, GroupMeeting
from cohorts.operations.group_meetings import (
    MeetingFacts,
    MeetingIsCanceled,
    MeetingIsPast,
    MeetsAlready,
    add_meeting,
    cancel_meeting,
    change_meeting,
)
from cohorts.operations.groups import GroupIsNotOpen
from notifications.models import OutboxMail
from tests.factories.cohorts import AffinityGroupFactory, GroupMembershipFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FACTS = MeetingFacts(NOW + DAY, 60, "First talk", "Room 2")


@pytest.fixture
def group(cast):
    group = AffinityGroupFactory(cohort=cast.cohort)
    for role in ("participant", "team_lead", "coach", "withdrawn"):
        GroupMembershipFactory(group=group, person=cast[role], left_at=NOW if role == "coach" else None)
    return group


@pytest.fixture
def meeting(cast, group):
    return add_meeting(group=group, facts=FACTS, by=cast["participant"], now=NOW)


def told():
    mails = OutboxMail.objects.filter(kind="cohorts.group_meeting").order_by("pk")
    return [(mail.recipient.name, mail.params["news"]) for mail in mails]


def test_the_other_members_of_today_hear_of_a_new_date_once(cast, group, meeting):
    assert add_meeting(group=group, facts=FACTS, by=cast["participant"], now=NOW) == meeting
    assert told() == [("Team Lead", "new")]
    assert OutboxMail.objects.get().expires_at == meeting.ends_at == NOW + DAY + timedelta(hours=1)


def test_another_date_at_the_same_time_is_refused(cast, group, meeting):
    with pytest.raises(MeetsAlready):
        add_meeting(group=group, facts=replace(FACTS, title="Other"), by=cast["team_lead"], now=NOW)
    other = add_meeting(group=group, facts=replace(FACTS, starts_at=NOW + 2 * DAY), by=cast["team_lead"], now=NOW)
    with pytest.raises(MeetsAlready):
        change_meeting(meeting=other, facts=replace(FACTS, title="Moved"), by=cast["team_lead"], now=NOW)


def test_a_date_that_has_passed_is_refused(cast, group, meeting):
    past = replace(FACTS, starts_at=NOW - DAY)
    with pytest.raises(MeetingIsPast):
        add_meeting(group=group, facts=past, by=cast["participant"], now=NOW)
    with pytest.raises(MeetingIsPast):
        change_meeting(meeting=meeting, facts=past, by=cast["participant"], now=NOW)
    with pytest.raises(MeetingIsPast):
        change_meeting(meeting=meeting, facts=replace(FACTS, title="Was"), by=cast["participant"], now=NOW + 2 * DAY)
    with pytest.raises(MeetingIsPast):
        cancel_meeting(meeting=meeting, by=cast["participant"], now=NOW + 2 * DAY)


def test_a_new_time_or_place_is_told_and_a_new_title_is_not(cast, meeting):
    facts = {"meeting": meeting, "by": cast["team_lead"], "now": NOW}
    change_meeting(facts=FACTS, **facts)
    change_meeting(facts=replace(FACTS, title="Second talk"), **facts)
    assert told() == [("Team Lead", "new")]
    moved = replace(FACTS, starts_at=NOW + 3 * DAY, place="Room 5")
    for _again in range(2):
        meeting = change_meeting(facts=moved, **facts)
    assert told() == [("Team Lead", "new"), ("Participant", "changed")]
    assert (meeting.starts_at, meeting.place) == (NOW + 3 * DAY, "Room 5")


def test_canceling_is_told_once_and_stays(cast, group, meeting):
    for _again in range(2):
        cancel_meeting(meeting=meeting, by=cast["participant"], now=NOW)
    assert told() == [("Team Lead", "new"), ("Team Lead", "canceled")]
    with pytest.raises(MeetingIsCanceled):
        change_meeting(meeting=meeting, facts=replace(FACTS, title="Alive"), by=cast["participant"], now=NOW)
    # Its hour is free again.
    add_meeting(group=group, facts=FACTS, by=cast["participant"], now=NOW)
    assert GroupMeeting.objects.filter(cancelled_at=None).count() == 1


def test_a_group_that_is_not_open_does_not_meet(cast, group, meeting):
    AffinityGroup.objects.update(status=GroupStatus.CLOSED)
    by = cast["participant"]
    for act in (
        lambda: add_meeting(group=group, facts=FACTS, by=by, now=NOW),
        lambda: change_meeting(meeting=meeting, facts=replace(FACTS, minutes=30), by=by, now=NOW),
        lambda: cancel_meeting(meeting=meeting, by=by, now=NOW),
    ):
        with pytest.raises(GroupIsNotOpen):
            act()
