from __future__ import annotations

from datetime import timedelta

import pytest

from sessions.models import TableNote
from tests.factories.breakouts import BreakoutPlanFactory, BreakoutSeatFactory, BreakoutTableFactory, TableNoteFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
NOW = START + timedelta(minutes=30)
PAGE = ("sessions:table_notes", SLUG, 2, 1)


@pytest.fixture
def plan(cast, live_session):
    """Two rounds; the team lead sits at table 1 throughout, the participant comes to it in round 2."""
    plan = BreakoutPlanFactory(
        live_session=live_session, number=1, rounds=2, question="What keeps us well?", published_at=START
    )
    first, second = (BreakoutTableFactory(plan=plan, position=number) for number in (1, 2))
    for number in (1, 2):
        BreakoutSeatFactory(table=first, round=number, person=cast["team_lead"])
    BreakoutSeatFactory(table=second, round=1, person=cast["participant"])
    BreakoutSeatFactory(table=first, round=2, person=cast["participant"])
    return plan


@pytest.fixture
def before(cast, plan):
    return TableNoteFactory(
        live_session=plan.live_session, author=cast["team_lead"], body="The bus", body_html="<p>The bus</p>"
    )


def written(page, field):
    """What stands in the form of a page."""
    return page.context["form"][field].value()


def send(visit, role, body, version="0", act="save", **more):
    return visit(role, *PAGE, data={"body": body, "version": version, "act": act}, at=NOW, **more)


class TestWriting:
    def test_from_my_tables_to_what_came_before_and_ones_own_words(self, visit, before):
        tables = visit("participant", "sessions:my_tables", SLUG, at=NOW).content.decode()
        assert "/tables/2/1/" in tables
        page = text_of(visit("participant", *PAGE, at=NOW))
        assert "What keeps us well?" in page
        assert "What was said at this table before Round 1 The bus" in page
        assert "Team Lead" not in page
        answer = send(visit, "participant", "And the *rent*", follow=True)
        assert "Saved" in text_of(answer)
        assert written(answer, "version") == 1
        assert "And the rent" in text_of(visit("team_lead", *PAGE, at=NOW))

    def test_the_script_saves_and_is_told_the_version(self, visit, plan):
        answer = send(visit, "participant", "Half a sent", act="autosave")
        assert answer.json()["version"] == 1
        answer = send(visit, "participant", "Half a sentence", version="1", act="autosave")
        assert answer.json()["version"] == 2
        assert send(visit, "participant", "Older", version="1", act="autosave").status_code == 409
        answer = send(visit, "participant", "x" * 8001, version="2", act="autosave")
        assert (answer.status_code, answer.json()["said"]) == (422, "This is too long. Shorten it a little.")

    def test_what_was_written_elsewhere_stands_beside_what_was_typed(self, visit, plan):
        send(visit, "participant", "From the phone")
        page = send(visit, "participant", "From the laptop", version="0")
        said = text_of(page)
        assert "What is saved" in said
        assert "From the phone" in said
        assert written(page, "body") == "From the laptop"
        send(visit, "participant", "Both", version=written(page, "version"))
        assert TableNote.objects.get().body == "Both"

    def test_what_others_write_comes_by_itself_and_is_not_sent_twice(self, visit, before):
        page = visit("participant", *PAGE, at=NOW).content.decode()
        mark = page.split("?known=")[1].split('"')[0]
        assert visit("participant", *PAGE, at=NOW, query=f"?known={mark}").status_code == 204
        send(visit, "team_lead", "Beside")
        answer = visit("participant", *PAGE, at=NOW, query=f"?known={mark}")
        assert "What others at the table write Beside" in text_of(answer)

    def test_a_week_later_the_page_says_why_nothing_can_be_written(self, visit, plan):
        page = visit("participant", *PAGE, at=END + timedelta(days=8))
        assert "more than a week ago" in text_of(page)
        assert "<textarea" not in page.content.decode()

    @pytest.mark.parametrize("place", [(1, 1), (2, 2), (3, 1), (2, 9)])
    def test_where_one_does_not_sit_there_is_no_page(self, visit, plan, place):
        assert visit("participant", "sessions:table_notes", SLUG, *place, at=NOW).status_code == 404
        assert visit("observer", *PAGE, at=NOW).status_code == 404

    def test_those_who_run_it_have_a_page_for_each_table_that_is_there(self, visit, plan):
        assert visit("facilitator", "sessions:table_notes", SLUG, 2, 2, at=NOW).status_code == 200
        for place in [(3, 1), (2, 9), (0, 1)]:
            assert visit("facilitator", "sessions:table_notes", SLUG, *place, at=NOW).status_code == 404


class TestReading:
    def test_after_the_session_its_page_leads_to_all_notes(self, visit, before):
        assert "What the tables wrote" in text_of(visit("coach", "sessions:session_detail", SLUG, at=END))
        page = text_of(visit("coach", "sessions:notes", SLUG, at=END))
        assert "Round 1 Table 1 The bus" in page
        assert "Hide" not in page
        assert "What the tables wrote" not in text_of(visit("observer", "sessions:session_detail", SLUG, at=END))

    def test_hidden_with_a_reason_its_author_reads_why(self, visit, cast, before):
        page = visit("facilitator", "sessions:note_hide", SLUG, before.pk, data={"reason": ""}, at=END)
        assert "Say why" in text_of(page)
        page = visit(
            "facilitator",
            "sessions:note_hide",
            SLUG,
            before.pk,
            data={"reason": "Names a patient"},
            at=END,
            follow=True,
        )
        assert "Whoever wrote it reads your reason." in text_of(page)
        assert "Names a patient" in text_of(visit("team_lead", "sessions:table_notes", SLUG, 1, 1, at=END))
        assert "The bus" not in text_of(visit("coach", "sessions:notes", SLUG, at=END))
        visit("facilitator", "sessions:note_show", SLUG, before.pk, data={}, at=END)
        assert "The bus" in text_of(visit("coach", "sessions:notes", SLUG, at=END))


@pytest.mark.parametrize("number", [1, 3])
def test_a_tables_page_costs_the_same_whatever_was_written(counted, plan, number):
    for _time in range(number):
        TableNoteFactory(live_session=plan.live_session, round=1)
        TableNoteFactory(live_session=plan.live_session, round=2)
    counted(9, "participant", *PAGE, at=NOW)


@pytest.mark.parametrize("number", [1, 3])
def test_all_notes_cost_the_same_whatever_their_number(counted, plan, number):
    TableNoteFactory.create_batch(number, live_session=plan.live_session)
    counted(7, "facilitator", "sessions:notes", SLUG, at=END)
