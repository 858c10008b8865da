from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, GroupStatus
from cohorts.models import AffinityGroup, Cohort, GroupMeeting, GroupMembership
from cohorts.operations.enrollment import CohortIsOver, withdraw
from cohorts.operations.groups import (
    GroupIsDecided,
    GroupIsNotOpen,
    GroupNameIsTaken,
    NotInTheTalk,
    TooManyProposals,
    close_group,
    decline_group,
    open_group,
    propose,
)
from discussions.models import Board
from notifications.models import OutboxMail
from tests.factories.cohorts import AffinityGroupFactory, EnrollmentFactory, GroupMeetingFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
WORDS = {"name": "Transport", "purpose": "Buses that run when people need them."}


def proposed(cast, **facts):
    return propose(cohort=cast.cohort, by=cast["participant"], now=NOW, **(WORDS | facts))


def mailed(kind):
    return sorted(OutboxMail.objects.filter(kind=f"cohorts.{kind}").values_list("recipient__name", flat=True))


class TestProposing:
    def test_waits_for_the_coordinators_who_are_told(self, cast):
        group = proposed(cast, name="  Transport \n and  walking ")
        assert (group.name, group.slug, group.status) == (
            "Transport and walking", "transport-and-walking", GroupStatus.PROPOSED,
        )  # fmt: skip
        assert (group.proposed_by, group.proposed_at) == (cast["participant"], NOW)
        assert mailed("group_proposed") == ["Coordinator"]
        assert not Board.objects.exists()
        assert group.history.get().history_user == cast["participant"]

    def test_the_same_form_twice_is_one(self, cast):
        assert proposed(cast) == proposed(cast)
        assert len(mailed("group_proposed")) == 1

    @pytest.mark.parametrize("status", [GroupStatus.PROPOSED, GroupStatus.OPEN, GroupStatus.CLOSED])
    def test_a_name_that_is_taken_is_refused_whatever_its_case(self, cast, status):
        AffinityGroupFactory(cohort=cast.cohort, name="TRANSPORT", status=status)
        with pytest.raises(GroupNameIsTaken, match="called “TRANSPORT” already") as refused:
            proposed(cast)
        assert refused.value.field == "name"

    def test_a_name_of_a_declined_proposal_or_of_another_cohort_is_free(self, cast):
        AffinityGroupFactory(cohort=cast.cohort, name="Transport", slug="transport", status=GroupStatus.DECLINED)
        AffinityGroupFactory(cohort=cast.neighbor_cohort, name="Transport", slug="transport")
        assert proposed(cast).slug == "transport-2"

    def test_no_group_stands_at_the_address_of_the_form(self, cast):
        assert proposed(cast, name="Propose").slug == "propose-2"
        assert proposed(cast, name="¿?").slug == "group"

    @pytest.mark.parametrize("role", ["observer", "invited", "withdrawn", "outsider", "neighbor", "site_admin"])
    def test_is_for_those_who_take_part_now(self, cast, role):
        with pytest.raises(NotInTheTalk):
            propose(cohort=cast.cohort, by=cast[role], now=NOW, **WORDS)
        assert not AffinityGroup.objects.exists()

    def test_ends_with_the_cohort(self, cast):
        Cohort.objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.ARCHIVED)
        with pytest.raises(CohortIsOver):
            proposed(cast)


class TestDeciding:
    def test_opening_brings_the_board_the_first_member_and_the_answer(self, cast):
        group = open_group(group=proposed(cast), by=cast["coordinator"], now=NOW)
        open_group(group=group, by=cast["coordinator"], now=NOW)
        assert (group.status, group.decided_at) == (GroupStatus.OPEN, NOW)
        assert Board.objects.get().group == group
        assert [membership.person for membership in GroupMembership.objects.standing()] == [cast["participant"]]
        assert mailed("group_decided") == ["Participant"]
        assert [line.history_change_reason for line in group.history.order_by("history_id")] == ["Proposed", "Opened"]

    def test_who_has_left_meanwhile_is_no_member(self, cast):
        group = proposed(cast)
        withdraw(enrollment=cast.enrollment("participant"), by=None, reason="", now=NOW)
        open_group(group=group, by=cast["coordinator"], now=NOW)
        assert not GroupMembership.objects.exists()

    def test_declining_keeps_the_answer(self, cast):
        group = decline_group(group=proposed(cast), answer=" The board does it. ", by=cast["coordinator"], now=NOW)
        decline_group(group=group, answer="Again", by=cast["coordinator"], now=NOW)
        group.refresh_from_db()
        assert (group.status, group.answer) == (GroupStatus.DECLINED, "The board does it.")
        assert mailed("group_decided") == ["Participant"]
        assert not Board.objects.exists()

    def test_the_first_answer_stands(self, cast):
        group = proposed(cast)
        stale = AffinityGroup.objects.get()
        open_group(group=group, by=cast["coordinator"], now=NOW)
        with pytest.raises(GroupIsDecided, match="“Transport” has its answer already: it is open"):
            decline_group(group=stale, answer="No", by=cast["site_admin"], now=NOW)
        other = proposed(cast, name="Food")
        decline_group(group=other, answer="No", by=cast["coordinator"], now=NOW)
        with pytest.raises(GroupIsDecided):
            open_group(group=other, by=cast["site_admin"], now=NOW)


class TestClosing:
    @pytest.fixture
    def group(self, cast):
        return open_group(group=proposed(cast), by=cast["coordinator"], now=NOW)

    def test_cancels_what_is_to_come_and_keeps_the_rest(self, cast, group):
        held = GroupMeetingFactory(group=group, starts_at=NOW - timedelta(days=1))
        coming = GroupMeetingFactory(group=group, starts_at=NOW + timedelta(days=1))
        for _again in range(2):
            close_group(group=group, by=cast["coordinator"], now=NOW)
        told = OutboxMail.objects.filter(kind="cohorts.group_meeting")
        assert [(mail.recipient.name, mail.params["meeting"], mail.params["news"]) for mail in told] == [
            ("Participant", coming.pk, "canceled")
        ]
        assert AffinityGroup.objects.get().status == GroupStatus.CLOSED
        assert dict(GroupMeeting.objects.values_list("pk", "cancelled_at")) == {held.pk: None, coming.pk: NOW}
        assert Board.objects.visible_to(cast["participant"]).filter(group=group).exists()

    def test_can_be_opened_again_without_another_mail(self, cast, group):
        closed = close_group(group=group, by=cast["coordinator"], now=NOW)
        assert open_group(group=closed, by=cast["coordinator"], now=NOW).status == GroupStatus.OPEN
        assert mailed("group_decided") == ["Participant"]

    def test_a_proposal_has_nothing_to_close(self, cast):
        with pytest.raises(GroupIsNotOpen):
            close_group(group=proposed(cast), by=cast["coordinator"], now=NOW)


def test_only_coordinators_of_today_are_told(cast):
    EnrollmentFactory(cohort=cast.cohort, role="coordinator", status=EnrollmentStatus.WITHDRAWN)
    propose(cohort=cast.cohort, by=cast["coordinator"], now=NOW, **WORDS)
    assert mailed("group_proposed") == []


def test_five_proposals_a_day_are_mailed_to_the_coordinators_whoever_else_proposes(cast):
    for number in range(5):
        proposed(cast, name=f"Group {number}")
    with pytest.raises(TooManyProposals, match="5 groups since yesterday"):
        proposed(cast, name="One more")
    assert proposed(cast, name="Group 4").name == "Group 4"  # the same form once more
    propose(cohort=cast.cohort, by=cast["team_lead"], now=NOW, **WORDS)
    assert len(mailed("group_proposed")) == 6
    tomorrow = NOW + timedelta(days=1)
    assert propose(cohort=cast.cohort, by=cast["participant"], now=tomorrow, name="One more", purpose="x")
