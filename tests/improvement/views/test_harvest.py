from __future__ import annotations

from datetime import timedelta

import pytest

from improvement.models import Harvest, Priority, Vote
from tests.factories.breakouts import BreakoutTableFactory, TableNoteFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.improvement import (
    ActionFactory,
    HarvestFactory,
    PlacedNoteFactory,
    PriorityFactory,
    VoteFactory,
)
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
AFTER = END + timedelta(hours=1)


@pytest.fixture
def notes(live_session):
    BreakoutTableFactory(plan__live_session=live_session, plan__published_at=END, position=1, name="By the window")
    return [
        TableNoteFactory(live_session=live_session, body=words, body_html=f"<p>{words}</p>")
        for words in ("The rent eats first", "Buses stop at six")
    ]


@pytest.fixture
def harvest(live_session):
    harvest = HarvestFactory(live_session=live_session)
    for title in ("Rent", "The bus"):
        PriorityFactory(harvest=harvest, title=title)
    return harvest


def change(visit, role="facilitator", **data):
    return visit(role, "improvement:harvest_change", SLUG, data=data, at=AFTER, follow=True)


def give(visit, role, harvest, *dots):
    given = {f"dots-{row.pk}": str(number) for row, number in zip(harvest.priorities.order_by("pk"), dots, strict=True)}
    return visit(role, "improvement:harvest", SLUG, data=given, at=AFTER, follow=True)


def open_it(visit, **facts):
    return visit(
        "facilitator",
        "improvement:vote_open",
        SLUG,
        data={"dots": "3", "several_on_one": "on"} | facts,
        at=AFTER,
        follow=True,
    )


class TestTheWall:
    def test_before_anything_is_written_it_says_what_to_do(self, visit, live_session):
        assert "What the tables write will stand here" in text_of(
            visit("facilitator", "improvement:harvest_wall", SLUG)
        )

    def test_notes_become_a_priority_and_leave_it(self, visit, notes):
        said = text_of(change(visit, place="1", into="", title="Rent", note=[notes[0].pk]))
        assert "“Rent” is a priority now." in said
        assert "Rent The rent eats first Round 1, By the window Take out" in said
        priority = Priority.objects.get()
        change(visit, place="1", into=priority.pk, note=[notes[1].pk])
        assert "Every note stands under a priority." in text_of(visit("facilitator", "improvement:harvest_wall", SLUG))
        change(visit, out=notes[0].pk)
        assert list(priority.placed.values_list("note", flat=True)) == [notes[1].pk]
        assert "Save the name" in text_of(change(visit, rename=priority.pk, title="Getting there"))
        assert "its notes stand under none again" in text_of(change(visit, remove=priority.pk))

    def test_refusals_are_said(self, visit, notes):
        assert "Give the priority a name." in text_of(change(visit, place="1", into="", title=""))
        assert "at least two priorities" in text_of(open_it(visit))

    @pytest.mark.parametrize("junk", ["", "x", "٣", "9" * 30, "-1"])
    def test_junk_changes_nothing(self, visit, harvest, junk):
        for name in ("out", "rename", "remove", "place", "nothing"):
            assert change(visit, **{name: junk, "into": junk, "note": junk}).status_code == 200
        assert harvest.priorities.count() == 2


class TestVoting:
    def test_from_the_sessions_page_to_the_result(self, visit, cast, notes, harvest):
        assert "The vote is open" in text_of(open_it(visit))
        assert "There is a vote on what matters most." in text_of(
            visit("participant", "sessions:session_detail", SLUG, at=AFTER)
        )
        said = text_of(give(visit, "participant", harvest, 2, 1))
        assert "Your 3 dots are kept. You can change them until the vote closes." in said
        give(visit, "team_lead", harvest, 0, 3)
        for _number in range(4):
            VoteFactory(
                priority=harvest.priorities.get(title="The bus"), person=EnrollmentFactory(cohort=cast.cohort).person
            )
        assert "Who gave which dots is not kept." in text_of(change(visit, close="1"))
        said = text_of(visit("coach", "improvement:harvest", SLUG, at=AFTER))
        assert "6 people voted" in said
        assert said.index("The bus 8 dots") < said.index("Rent 2 dots")
        said = text_of(visit("coach", "sessions:session_detail", SLUG, at=AFTER))
        assert "What came out of the tables The bus 8 dots Rent 2 dots What the tables wrote" in said

    def test_no_numbers_before_it_closes(self, visit, cast, harvest):
        open_it(visit)
        give(visit, "participant", harvest, 2, 1)
        for role in ("team_lead", "facilitator", "site_admin"):
            page = visit(role, "improvement:harvest", SLUG, at=AFTER)
            assert {row.dots for row in page.context["page"].priorities} == {None}
            assert {row.mine for row in page.context["page"].priorities} == {0}
            assert "Participant" not in text_of(page)
        wall = text_of(visit("facilitator", "improvement:harvest_wall", SLUG, at=AFTER))
        assert "Fewer than 5 people have voted so far." in wall

    def test_where_few_have_voted_numbers_stand_nowhere(self, visit, harvest):
        open_it(visit)
        give(visit, "participant", harvest, 3, 0)
        change(visit, close="1")
        for address in ("improvement:harvest", "improvement:harvest_wall", "sessions:session_detail"):
            page = text_of(visit("facilitator", address, SLUG, at=AFTER))
            assert "3 dots" not in page
            assert "1 person voted" not in page
        assert "Fewer than 5 people voted" in text_of(visit("participant", "improvement:harvest", SLUG, at=AFTER))

    def test_too_many_dots_stand_in_the_form_as_sent(self, visit, harvest):
        open_it(visit)
        page = give(visit, "participant", harvest, 3, 2)
        assert page.status_code == 422
        assert "You have 3 dots and gave 5" in text_of(page)
        assert [given for _row, given in page.context["rows"]] == [3, 2]
        assert not Vote.objects.exists()

    def test_one_dot_each_is_ticked(self, visit, harvest):
        open_it(visit, several_on_one="")
        assert 'type="checkbox"' in visit("participant", "improvement:harvest", SLUG, at=AFTER).content.decode()
        give(visit, "participant", harvest, 1, 1)
        assert list(Vote.objects.values_list("dots", flat=True)) == [1, 1]

    def test_whoever_has_no_dots_reads_that_people_vote(self, visit, harvest):
        open_it(visit)
        assert "People are voting." in text_of(visit("site_admin", "improvement:harvest", SLUG, at=AFTER))

    def test_observers_see_nothing_of_it(self, visit, notes, harvest):
        assert "What came out" not in text_of(visit("observer", "sessions:session_detail", SLUG, at=AFTER))


@pytest.fixture
def size(request, live_session, harvest):
    for number in range(request.param):
        priority = PriorityFactory(harvest=harvest)
        PlacedNoteFactory(priority=priority, note__live_session=live_session, note__table=number + 1)
        ActionFactory(cohort=live_session.cohort, priority=priority)
        TableNoteFactory(live_session=live_session)


@pytest.mark.parametrize("size", [1, 3], indirect=True)
def test_pages_cost_the_same_whatever_stands_on_them(counted, visit, size):
    counted(12, "facilitator", "improvement:harvest_wall", SLUG, at=AFTER)
    counted(12, "participant", "improvement:harvest", SLUG, at=AFTER)
    Harvest.objects.update(opened_at=AFTER)
    counted(13, "participant", "improvement:harvest", SLUG, at=AFTER)
