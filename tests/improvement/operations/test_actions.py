from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from improvement.models import Action
from improvement.operations.actions import UnableToAct, change_action, make_action, remind_of_actions, say_done
from notifications.models import Notice, OutboxMail
from notifications.queries import notice_page
from tests.factories.improvement import ActionFactory, HarvestFactory, PriorityFactory
from tests.factories.sessions import LiveSessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DUE = date(2026, 9, 15)


@pytest.fixture
def make(cast):
    def action(by="participant", owner=None, **facts):
        usual = {"words": "Ask the bus company", "due_on": DUE, "now": NOW}
        return make_action(cohort=cast.cohort, owner=cast[owner or by], by=cast[by], **(usual | facts))

    return action


class TestMaking:
    def test_participants_take_on_their_own_and_the_desk_anybodys(self, cast, make):
        assert make().owner == cast["participant"]
        assert make(by="facilitator", owner="team_lead").owner == cast["team_lead"]
        with pytest.raises(UnableToAct, match="for yourself only"):
            make(owner="team_lead")

    def test_the_same_form_sent_twice_is_one(self, make):
        assert make() == make()
        say_done(action=Action.objects.get(), is_done=True, now=NOW)
        assert make() != Action.objects.first()

    @pytest.mark.parametrize("owner", ["observer", "withdrawn", "invited", "outsider"])
    def test_whoever_takes_no_part_owns_none(self, make, owner):
        with pytest.raises(UnableToAct, match="takes part"):
            make(by="facilitator", owner=owner)

    @pytest.mark.parametrize("by", ["observer", "withdrawn", "outsider"])
    def test_whoever_takes_no_part_makes_none(self, make, by):
        with pytest.raises(UnableToAct, match="by those who take part"):
            make(by=by)

    def test_a_day_that_is_past_in_the_cohorts_zone_is_refused(self, make):
        late = datetime(2026, 9, 16, 3, tzinfo=UTC)  # still the 15th in New York
        assert make(now=late)
        with pytest.raises(UnableToAct, match="past"):
            make(now=late + timedelta(hours=3))

    def test_a_priority_of_another_cohort_is_refused(self, cast, make):
        there = HarvestFactory(live_session=LiveSessionFactory(cohort=cast.neighbor_cohort))
        with pytest.raises(UnableToAct, match="not there any more"):
            make(priority=PriorityFactory(harvest=there))
        here = PriorityFactory(harvest=HarvestFactory(live_session=LiveSessionFactory(cohort=cast.cohort)))
        assert make(priority=here).priority == here

    def test_changed_and_done_and_not_done_after_all(self, cast, make):
        action = make()
        facts = {"words": "Ask twice", "owner": cast["team_lead"], "due_on": date(2026, 10, 1), "priority": None}
        changed = change_action(action=action, **facts, by=cast["facilitator"], now=NOW)
        assert (changed.words, changed.owner, changed.due_on) == ("Ask twice", cast["team_lead"], date(2026, 10, 1))
        for is_done in (True, True, False, False):
            assert say_done(action=action, is_done=is_done, now=NOW).is_done is is_done


class TestReminding:
    def test_once_for_an_action_and_a_date(self, cast, make):
        action = make()
        assert remind_of_actions(now=NOW) == 0
        soon = NOW + timedelta(days=11)
        assert [remind_of_actions(now=soon + timedelta(hours=hour)) for hour in range(3)] == [1, 0, 0]
        assert Notice.objects.get().person == cast["participant"]
        assert OutboxMail.objects.filter(recipient=cast["participant"]).count() == 1
        change_action(
            action=action, words=action.words, owner=action.owner, due_on=DUE + timedelta(days=30), priority=None,
            by=cast["participant"], now=soon,
        )  # fmt: skip
        assert remind_of_actions(now=soon) == 0
        assert remind_of_actions(now=soon + timedelta(days=30)) == 1

    def test_nobody_is_told_of_what_is_done_or_by_then_no_longer_theirs(self, cast, make):
        done, left = make(), make(by="team_lead")
        say_done(action=done, is_done=True, now=NOW)
        cast.cohort.enrollments.filter(person=left.owner).update(status=EnrollmentStatus.WITHDRAWN)
        assert remind_of_actions(now=NOW + timedelta(days=11)) == 0

    def test_the_notice_says_what_it_is_now(self, cast, make):
        action = make()
        soon = NOW + timedelta(days=12)
        remind_of_actions(now=soon)
        said = [row.shown.line for row in notice_page(cast["participant"], soon).rows]
        assert said == ["Yours by Sept. 15, 2026: “Ask the bus company”"]
        say_done(action=action, is_done=True, now=soon)
        assert not notice_page(cast["participant"], soon).rows

    def test_what_was_due_long_ago_is_no_news(self, cast):
        ActionFactory(cohort=cast.cohort, owner=cast["participant"], due_on=DUE)
        assert remind_of_actions(now=NOW + timedelta(days=40)) == 0


@pytest.mark.parametrize(
    ("role", "reads"),
    [("participant", True), ("coach", True), ("observer", False), ("withdrawn", False), ("neighbor", False)],
)
def test_who_reads_a_cohorts_actions(cast, make, role, reads):
    make()
    assert Action.objects.visible_to(cast[role]).exists() is reads
