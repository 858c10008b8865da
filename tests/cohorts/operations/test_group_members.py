from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError

from accounts.models import User
from cohorts.enums import CohortStatus, GroupStatus
from cohorts.models import AffinityGroup, Cohort, GroupMembership
from cohorts.operations import group_members
from cohorts.operations.enrollment import CohortIsOver, enroll, withdraw
from cohorts.operations.group_members import IsKeptOut, NotInTheGroup, join, leave, let_back_in, remove
from cohorts.operations.groups import GroupIsNotOpen, NotInTheTalk
from tests.at_once import at_once
from tests.factories.cohorts import AffinityGroupFactory, EnrollmentFactory

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def group(cast):
    return AffinityGroupFactory(cohort=cast.cohort)


def members(group):
    return [row.person.name for row in GroupMembership.objects.standing().filter(group=group)]


def story(membership):
    return [line.history_change_reason for line in membership.history.order_by("history_id")]


class TestComingAndGoing:
    @pytest.mark.parametrize("role", ["participant", "team_lead", "facilitator", "coach", "coordinator"])
    def test_those_who_take_part_join_once(self, cast, group, role):
        for _again in range(2):
            membership = join(group=group, by=cast[role], now=NOW)
        assert members(group) == [cast[role].name]
        assert story(membership) == ["Joined"]

    @pytest.mark.parametrize("role", ["observer", "invited", "withdrawn", "outsider", "neighbor", "site_admin"])
    def test_others_do_not(self, cast, group, role):
        with pytest.raises(NotInTheTalk):
            join(group=group, by=cast[role], now=NOW)

    @pytest.mark.parametrize("status", [GroupStatus.PROPOSED, GroupStatus.DECLINED, GroupStatus.CLOSED])
    def test_only_an_open_group(self, cast, status):
        with pytest.raises(GroupIsNotOpen):
            join(group=AffinityGroupFactory(cohort=cast.cohort, status=status), by=cast["participant"], now=NOW)

    def test_only_while_the_cohort_goes_on(self, cast, group):
        Cohort.objects.update(status=CohortStatus.COMPLETED)
        with pytest.raises(CohortIsOver):
            join(group=group, by=cast["participant"], now=NOW)

    def test_who_left_may_come_back_into_the_same_row(self, cast, group):
        join(group=group, by=cast["participant"], now=NOW)
        for _again in range(2):
            leave(group=group, by=cast["participant"], now=NOW)
        assert members(group) == []
        membership = join(group=group, by=cast["participant"], now=LATER)
        assert (membership.joined_at, membership.left_at) == (LATER, None)
        assert story(membership) == ["Joined", "Left", "Joined"]

    def test_leaving_what_one_is_not_in_is_nothing(self, cast, group):
        leave(group=group, by=cast["participant"], now=NOW)
        assert not GroupMembership.objects.exists()

    def test_who_withdraws_from_the_cohort_drops_out(self, cast, group):
        join(group=group, by=cast["participant"], now=NOW)
        withdraw(enrollment=cast.enrollment("participant"), by=None, reason="", now=NOW)
        assert members(group) == []
        # Invited anew, they are out until they have come in again.
        enroll(cohort=cast.cohort, email=cast["participant"].email, by=None, now=LATER)
        assert members(group) == []


class TestBeingTakenOut:
    @pytest.fixture
    def membership(self, cast, group):
        join(group=group, by=cast["participant"], now=NOW)
        facts = {"group": group, "person": cast["participant"], "by": cast["coordinator"]}
        for reason in ("Spoke over\nothers", "Asked again"):
            taken_out = remove(reason=reason, now=NOW, **facts)
        return taken_out

    def test_the_reason_is_kept_with_a_name(self, cast, group, membership):
        membership.refresh_from_db()
        assert (membership.removed_at, membership.removal_reason) == (NOW, "Spoke over others")
        assert members(group) == []
        last = membership.history.order_by("-history_id").first()
        assert (last.history_change_reason, last.history_user) == ("Taken out: Spoke over others", cast["coordinator"])
        assert len(story(membership)) == 2

    def test_they_are_kept_out_and_told_so_kindly(self, cast, group, membership):
        with pytest.raises(IsKeptOut, match="If you would like to talk about it, write to your coordinators"):
            join(group=group, by=cast["participant"], now=LATER)
        leave(group=group, by=cast["participant"], now=LATER)
        with pytest.raises(IsKeptOut):
            join(group=group, by=cast["participant"], now=LATER)

    def test_let_back_in_they_may_join_which_they_do_themselves(self, cast, group, membership):
        for _again in range(2):
            let_back_in(group=group, person=cast["participant"], by=cast["coordinator"], now=LATER)
        assert members(group) == []
        join(group=group, by=cast["participant"], now=LATER)
        assert members(group) == ["Participant"]
        assert story(membership) == ["Joined", "Taken out: Spoke over others", "May come back", "Joined"]

    def test_who_left_meanwhile_is_not_there_to_be_taken_out(self, cast, group):
        join(group=group, by=cast["coach"], now=NOW)
        leave(group=group, by=cast["coach"], now=NOW)
        for person in (cast["coach"], cast["team_lead"]):
            with pytest.raises(NotInTheGroup):
                remove(group=group, person=person, reason="Late", by=cast["coordinator"], now=NOW)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def enrollment(self):
        return EnrollmentFactory()

    def test_two_clicks_make_one_membership(self, enrollment, monkeypatch):
        group, save = AffinityGroupFactory(cohort=enrollment.cohort), group_members._save

        def slow_save(*args, **facts):
            time.sleep(0.1)
            return save(*args, **facts)

        monkeypatch.setattr(group_members, "_save", slow_save)

        def click():
            own = AffinityGroup.objects.get(pk=group.pk)
            return lambda: join(group=own, by=User.objects.get(pk=enrollment.person_id), now=NOW)

        answers = at_once(click(), click())
        assert [type(answer) for answer in answers] == [GroupMembership, GroupMembership], answers
        assert GroupMembership.objects.get().history.count() == 1

    def test_without_the_lock_the_second_would_fail(self, enrollment):
        group, between = AffinityGroupFactory(cohort=enrollment.cohort), Barrier(2, timeout=20)

        def careless():
            is_new = not GroupMembership.objects.filter(group=group).exists()
            between.wait()
            if is_new:
                GroupMembership.objects.create(group=group, person=enrollment.person, joined_at=NOW)

        assert sorted(type(answer) for answer in at_once(careless, careless) if answer) == [IntegrityError]
