from __future__ import annotations

from datetime import date

import pytest

from improvement.models import Action
from tests.factories.improvement import ActionFactory, HarvestFactory, PriorityFactory
from tests.sessions.views.conftest import START, text_of

pytestmark = pytest.mark.django_db
TO_DO = {"words": "Ask the bus company", "due_on": "2022-10-05"}


def create(visit, role, **facts):
    return visit(role, "improvement:action_create", data=TO_DO | facts, follow=True)


class TestActions:
    def test_a_participant_takes_one_on_and_says_it_is_done(self, visit, cast):
        assert "Nobody has taken anything on yet." in text_of(visit("participant", "improvement:action_list"))
        said = text_of(create(visit, "participant"))
        assert "Ask the bus company Participant · by Oct 5, 2022" in said
        action = Action.objects.get()
        assert (action.owner, action.due_on) == (cast["participant"], date(2022, 10, 5))
        said = text_of(visit("participant", "improvement:action_done", action.pk, data={}, follow=True))
        assert "Done. Thank you." in said
        assert "Not done after all" in said
        visit("participant", "improvement:action_done", action.pk, data={"undone": "1"})
        action.refresh_from_db()
        assert not action.is_done

    def test_the_desk_gives_one_to_somebody_for_a_priority(self, visit, cast, live_session):
        priority = PriorityFactory(harvest=HarvestFactory(live_session=live_session), title="Rent")
        page = visit("facilitator", "improvement:action_create", query=f"?priority={priority.pk}")
        assert page.context["form"]["priority"].value() == str(priority.pk)
        said = text_of(create(visit, "facilitator", owner=cast["team_lead"].pk, priority=priority.pk))
        assert "Ask the bus company Team Lead · by Oct 5, 2022 For “Rent”" in said

    def test_a_participant_gives_none_to_others(self, visit, cast):
        create(visit, "participant", owner=cast["team_lead"].pk)
        assert Action.objects.get().owner == cast["participant"]

    def test_refusals_stand_at_their_field(self, visit):
        page = create(visit, "participant", due_on="2022-01-05")
        assert "This day is past. Choose one to come." in text_of(page)
        assert page.context["form"]["words"].value() == "Ask the bus company"

    def test_its_owner_changes_it(self, visit, cast):
        action = ActionFactory(cohort=cast.cohort, owner=cast["participant"])
        page = visit("participant", "improvement:action_edit", action.pk)
        assert page.context["form"]["words"].value() == action.words
        visit("participant", "improvement:action_edit", action.pk, data=TO_DO)
        action.refresh_from_db()
        assert (action.words, action.owner) == ("Ask the bus company", cast["participant"])

    def test_others_read_it_and_change_nothing(self, visit, cast):
        action = ActionFactory(cohort=cast.cohort, owner=cast["team_lead"])
        page = visit("participant", "improvement:action_done", action.pk, data={})
        assert page.status_code == 403
        assert "by its owner and by those who run the cohort" in text_of(page)

    def test_it_stands_on_the_cohorts_page_and_in_my_community(self, visit, cast, client):
        action = ActionFactory(cohort=cast.cohort, owner=cast["participant"])
        assert f"What people have taken on {action.words}" in text_of(visit("coach", "cohort_home"))
        assert action.words not in text_of(visit("observer", "cohort_home"))
        client.force_login(cast["participant"])
        assert f"What you have taken on {action.words}" in text_of(client.get("/"))
        client.force_login(cast["coach"])
        assert action.words not in text_of(client.get("/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(counted, cast, number):
    for _time in range(number):
        ActionFactory(cohort=cast.cohort, owner=cast["participant"])
    counted(5, "participant", "improvement:action_list", at=START)
