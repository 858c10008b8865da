from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from sessions.models import BreakoutPlan
from sessions.operations.breakout_problem import Wishes
from sessions.operations.breakouts import plan_breakouts, publish
from tests.factories.breakouts import BreakoutRoundFactory
from tests.factories.sessions import PresenceFactory
from tests.sessions.operations.room import people_of, seated
from tests.sessions.views.conftest import START, text_of
from tests.sessions.views.test_series import fields_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
EARLY = START - timedelta(days=3)


@pytest.fixture
def people(cast):
    return people_of(cast.cohort, organizations=3, each=2)


@pytest.fixture
def plan(cast, live_session, people):
    """Two rounds for those six and the two of the cast who learn, at two tables."""
    wishes = Wishes(rounds=2, minutes=20, size=4, question="What keeps us healthy?")
    return plan_breakouts(live_session=live_session, wishes=wishes, by=cast["facilitator"], now=EARLY)


@pytest.fixture
def published(cast, plan):
    return publish(plan_row=plan, by=cast["facilitator"], now=EARLY)


def change(visit, version=1, at=EARLY, **data):
    return visit("facilitator", "sessions:breakouts_change", SLUG, version, data=data, at=at, follow=True)


class TestPlanning:
    def test_before_there_is_a_plan_the_page_says_what_to_do(self, visit, live_session):
        assert "No tables are planned yet" in text_of(visit("facilitator", "sessions:breakouts", SLUG))

    def test_from_the_form_to_the_tables(self, visit, cast, live_session, people):
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG))
        assert (form["rounds"], form["size"], form["tables"]) == ("3", "5", "")
        sent = form | {
            "expected": "coming",
            "rounds": "2",
            "size": "4",
            f"part_{people[0].pk}": "host",
            "question": "Why?",
        }
        page = visit("facilitator", "sessions:breakouts_plan", SLUG, data=sent, follow=True)
        said = text_of(page)
        assert "Version 1 is planned. Nobody sees it before it is published." in said
        assert "Why?" in said
        row = BreakoutPlan.objects.get()
        assert (row.rounds, row.tables.get(position=1).host, row.made_by) == (2, people[0], cast["facilitator"])

    def test_whoever_facilitates_has_no_seat_until_somebody_says_so(self, visit, cast, live_session, people):
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG)) | {"expected": "active"}
        visit("facilitator", "sessions:breakouts_plan", SLUG, data=form)
        visit("facilitator", "sessions:breakouts_plan", SLUG, data=form | {f"part_{cast['coach'].pk}": "joins"})
        seated_then = [
            set(row.seats.values_list("person", flat=True)) & {cast["coach"].pk, cast["facilitator"].pk}
            for row in BreakoutPlan.objects.order_by("number")
        ]
        assert seated_then == [set(), {cast["coach"].pk}]

    def test_locked_seats_are_kept_where_that_is_wished(self, visit, live_session, plan):
        assert "keep_locked" not in fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG))
        seat = plan.seats.filter(round=2).order_by("pk").last()
        plan.seats.filter(pk=seat.pk).update(is_locked=True)
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG)) | {"expected": "coming"}
        where = {}
        for keep in ("on", ""):
            visit("facilitator", "sessions:breakouts_plan", SLUG, data=form | {"seed": 7, "keep_locked": keep})
            made = live_session.breakout_plans.order_by("-number").first()
            where[keep] = made.seats.get(round=2, person=seat.person)
        assert (where["on"].table.position, where["on"].is_locked) == (seat.table.position, True)
        assert where[""].is_locked is False

    def test_a_locked_seat_at_a_table_there_is_no_more_is_free(self, visit, live_session, plan):
        plan.seats.filter(table__position=plan.tables.count()).update(is_locked=True)
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG)) | {"expected": "coming"}
        visit("facilitator", "sessions:breakouts_plan", SLUG, data=form | {"tables": 1, "rounds": 1})
        made = live_session.breakout_plans.order_by("-number").first()
        assert (made.number, made.seats.filter(is_locked=True).count()) == (2, 0)

    def test_locked_seats_beside_a_rule_that_forbids_them_are_named(self, visit, live_session, plan):
        one, other = plan.seats.filter(round=1, table__position=1)[:2]
        plan.seats.filter(pk__in=[one.pk, other.pk]).update(is_locked=True)
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG)) | {"expected": "coming"}
        pair = {"one_0": one.person_id, "other_0": other.person_id, "how_0": "apart", "keep_locked": "on"}
        page = visit("facilitator", "sessions:breakouts_plan", SLUG, data=form | pair)
        assert "locked seats (unlock one, or don’t keep them)" in text_of(page)
        assert live_session.breakout_plans.count() == 1

    def test_what_was_wished_comes_back(self, visit, plan, people):
        plan.people.filter(person=people[0]).update(part="out")
        plan.pairs.create(first=people[1], second=people[2], is_together=True)
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG))
        assert (form["rounds"], form["tables"], form["question"]) == ("2", "2", "What keeps us healthy?")
        assert (form[f"part_{people[0].pk}"], form["one_0"], form["how_0"], form["other_0"]) == (
            "out", str(people[1].pk), "together", str(people[2].pk),
        )  # fmt: skip

    def test_what_is_refused_keeps_what_was_typed(self, visit, live_session, people):
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG))
        sent = form | {"expected": "coming", "tables": "50", "question": "Why?", "one_0": str(people[0].pk)}
        page = visit("facilitator", "sessions:breakouts_plan", SLUG, data=sent)
        assert "Choose two different people, or none." in text_of(page)
        assert fields_of(page)["question"] == "Why?"
        page = visit("facilitator", "sessions:breakouts_plan", SLUG, data=sent | {"one_0": ""})
        assert "There are more tables than people." in text_of(page)
        assert fields_of(page)["tables"] == "50"

    def test_a_world_cafe_begins_with_its_rounds_and_its_manners(self, visit, cast, live_session, people):
        assert "Plan a World Café" in text_of(visit("facilitator", "sessions:breakouts", SLUG))
        form = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG, query="?as=world-cafe"))
        assert (form["rounds"], form["minutes"], form["size"]) == ("3", "20", "5")
        assert form["etiquette"].startswith("Speak from what you have seen and lived; no title weighs more")
        sent = form | {"expected": "active", "etiquette": "Listen.\n\nAsk.", f"part_{people[0].pk}": "host"}
        visit("facilitator", "sessions:breakouts_plan", SLUG, data=sent)
        row = BreakoutPlan.objects.get()
        assert row.manners == ["Listen.", "Ask."]
        # What was said of it before comes back, whatever the address says.
        again = fields_of(visit("facilitator", "sessions:breakouts_plan", SLUG, query="?as=world-cafe"))
        assert again["etiquette"].split() == ["Listen.", "Ask."]
        publish(plan_row=row, by=cast["facilitator"], now=EARLY)
        for role, name, args in (
            ("participant", "sessions:my_tables", ()),
            ("participant", "sessions:session_detail", ()),
            ("facilitator", "sessions:breakouts_cards", (1,)),
        ):
            assert "Listen. Ask." in text_of(visit(role, name, SLUG, *args))

    def test_nobody_from_elsewhere_can_be_named(self, visit, cast, live_session, people):
        page = visit("facilitator", "sessions:breakouts_plan", SLUG)
        names = fields_of(page)
        assert {f"part_{cast[role].pk}" for role in ("outsider", "withdrawn", "invited", "observer")} & set(
            names
        ) == set()
        sent = names | {"expected": "coming", "one_0": str(cast["outsider"].pk), "other_0": str(people[0].pk)}
        assert visit("facilitator", "sessions:breakouts_plan", SLUG, data=sent).status_code == 200
        assert not BreakoutPlan.objects.exists()


class TestMix:
    def test_it_counts_and_names_nobody(self, visit, cast, people, published):
        assert "Mix of the tables" in text_of(visit("facilitator", "sessions:breakouts", SLUG))
        page = visit("facilitator", "sessions:breakouts_mix", SLUG, 1)
        said = text_of(page)
        assert "Round 2: Table 2" in said
        assert "Who has met what share of the cohort" in said
        assert not [person for person in people if person.display_name in said]
        # As on the other pages of the mix, this is the coordinators' to see.
        assert "By where people stand at work" not in said
        assert "By where people stand at work" in text_of(visit("coordinator", "sessions:breakouts_mix", SLUG, 1))

    def test_another_version_is_not_there(self, visit, plan):
        assert visit("facilitator", "sessions:breakouts_mix", SLUG, 2).status_code == 404


class TestChanging:
    def test_published_it_is_seen_by_those_who_are_seated(self, visit, cast, plan):
        address = ("participant", "sessions:session_detail", SLUG)
        assert "My tables" not in text_of(visit(*address))
        assert "Everybody sees now where they sit." in text_of(change(visit, publish="1"))
        said = text_of(visit(*address))
        assert "My tables What keeps us healthy? Round 1 will be at Table" in said
        assert "My tables" not in text_of(visit("observer", "sessions:session_detail", SLUG))
        assert "Nobody sees the plan any more." in text_of(change(visit, unpublish="1"))
        assert "My tables" not in text_of(visit(*address))

    def test_two_change_seats(self, visit, plan):
        tables = seated(plan)[1]
        seats = {seat.person.name: seat.person_id for seat in plan.seats.filter(round=1)}
        one, other = tables[1][0], tables[2][0]
        page = change(visit, swap="1", round="1", person=[seats[one], seats[other]])
        assert "They have changed seats. Repeated meetings:" in text_of(page)
        assert other in seated(plan)[1][1]
        assert "Tick two people of one round" in text_of(change(visit, swap="1", round="1", person=[seats[one]]))

    def test_a_seat_is_locked_and_unlocked(self, visit, plan):
        seat = plan.seats.filter(round=1).first()
        change(visit, lock=str(seat.person_id), round="1")
        seat.refresh_from_db()
        assert seat.is_locked
        change(visit, unlock=str(seat.person_id), round="1")
        seat.refresh_from_db()
        assert not seat.is_locked

    @pytest.mark.parametrize("junk", ["", "x", "٣", "9" * 30, "-1"])
    def test_junk_is_nobody(self, visit, plan, junk):
        before = seated(plan)
        assert change(visit, swap="1", round=junk, person=[junk, junk]).status_code == 200
        assert change(visit, lock=junk, round=junk).status_code == 200
        assert change(visit, begin=junk).status_code == 200
        assert seated(plan) == before

    def test_a_version_that_is_not_there_is_missing(self, visit, plan):
        assert visit("facilitator", "sessions:breakout_version", SLUG, 9).status_code == 404
        assert change(visit, version=9, publish="1").status_code == 404


class TestOnTheDay:
    def test_everybody_is_told_where_to_sit_now_and_where_next(self, visit, cast, published):
        address = ("participant", "sessions:my_tables", SLUG)
        assert "Round 1 will be at Table" in text_of(visit(*address, at=START))
        change(visit, begin="1", at=START)
        said = text_of(visit(*address, at=START + timedelta(minutes=5)))
        assert "Round 1: Table" in said
        assert "It ends in 15 min" in said
        said = text_of(visit(*address, at=START + timedelta(minutes=20)))
        assert "Move now: round 2 is at Table" in said

    def test_what_is_known_is_not_sent_again(self, visit, published):
        address = ("participant", "sessions:my_tables", SLUG)
        page = visit(*address, at=START, query="?known=other")
        mark = page.content.decode().split("?known=")[1].split('"')[0]
        assert visit(*address, at=START, query=f"?known={mark}").status_code == 204
        change(visit, begin="1", at=START)
        assert visit(*address, at=START, query=f"?known={mark}").status_code == 200

    def test_whoever_has_no_seat_is_told_so(self, visit, published):
        assert "You have no seat yet" in text_of(visit("coach", "sessions:my_tables", SLUG, at=START))

    def test_the_rest_is_planned_for_those_who_are_there(self, visit, cast, published, people):
        for person in people[:4]:
            PresenceFactory(live_session=published.live_session, person=person)
        page = visit("facilitator", "sessions:breakouts_day", SLUG, at=START)
        ticked = [
            part.split('"')[0]
            for part in page.content.decode().split('id="there-')[1:]
            if " checked>" in part.split("<label")[0]
        ]
        assert sorted(ticked) == sorted(str(person.pk) for person in people[:4])
        there = [str(person.pk) for person in people[:5]]
        page = visit("facilitator", "sessions:breakouts_day", SLUG, data={"there": there}, at=START, follow=True)
        assert "Version 2" in text_of(page)
        assert set(BreakoutPlan.objects.get(number=2).seats.values_list("person", flat=True)) == {
            person.pk for person in people[:5]
        }

    def test_without_a_published_plan_the_page_says_so(self, visit, plan):
        assert "No plan is published" in text_of(visit("facilitator", "sessions:breakouts_day", SLUG, at=START))


class TestToTakeAlong:
    def test_the_rooms_of_a_round_as_zoom_takes_them(self, visit, plan):
        answer = visit("facilitator", "sessions:breakouts_csv", SLUG, 1, 2)
        rows = list(csv.reader(answer.content.decode().splitlines()))
        assert rows[0] == ["Pre-assign Room Name", "Email Address"]
        wanted = sorted(
            [str(seat.table), seat.person.email]
            for seat in plan.seats.filter(round=2).select_related("table", "person")
        )
        assert sorted(rows[1:]) == wanted
        assert visit("facilitator", "sessions:breakouts_csv", SLUG, 1, 3).status_code == 404

    def test_cards_and_the_sheet_for_the_wall(self, visit, plan, people):
        said = text_of(visit("facilitator", "sessions:breakouts_cards", SLUG, 1))
        assert "Where everybody sits" in said
        assert f"{people[0].name} Table" in said
        assert people[0].email not in said


@pytest.mark.parametrize("number", [1, 3])
def test_the_plans_page_costs_the_same_whatever_its_size(counted, visit, cast, live_session, number):
    people_of(cast.cohort, organizations=number, each=2)
    wishes = Wishes(rounds=number, minutes=20, size=4)
    row = plan_breakouts(live_session=live_session, wishes=wishes, by=cast["facilitator"], now=EARLY)
    BreakoutRoundFactory(plan=row)
    counted(11, "facilitator", "sessions:breakouts", SLUG)


@pytest.mark.parametrize("number", [1, 3])
def test_ones_own_tables_cost_the_same_whatever_their_number(counted, cast, live_session, number):
    people_of(cast.cohort, organizations=number, each=2)
    wishes = Wishes(rounds=number, minutes=20, size=4)
    row = plan_breakouts(live_session=live_session, wishes=wishes, by=cast["facilitator"], now=EARLY)
    publish(plan_row=row, by=cast["facilitator"], now=EARLY)
    counted(8, "participant", "sessions:my_tables", SLUG, at=START)
