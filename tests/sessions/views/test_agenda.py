from __future__ import annotations

import pytest

from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory
from tests.sessions.views.conftest import START, text_of
from tests.sessions.views.test_series import fields_of

pytestmark = pytest.mark.django_db


def rows(*blocks):
    data = {"rows-TOTAL_FORMS": str(len(blocks)), "rows-INITIAL_FORMS": "0"}
    for place, (title, minutes, order) in enumerate(blocks):
        data |= {
            f"rows-{place}-title": title,
            f"rows-{place}-kind": "other",
            f"rows-{place}-presenters": "",
            f"rows-{place}-minutes": minutes,
            f"rows-{place}-ORDER": order,
        }
    return data


@pytest.fixture
def edit(visit, live_session):
    def ask(data=None, **kwargs):
        return visit("facilitator", "sessions:agenda_edit", "place-matters", data=data, **kwargs)

    return ask


def agenda(live_session):
    return list(live_session.agenda_items.order_by("position").values_list("title", "minutes"))


def test_blocks_are_saved_in_the_order_of_their_numbers(edit, live_session):
    answer = edit(rows(("Small groups", "60", "2"), ("Feature", "30", "1"), ("", "", "")))
    assert answer["Location"].endswith("#agenda")
    assert agenda(live_session) == [("Feature", 30), ("Small groups", 60)]


def test_one_that_misses_the_length_says_by_how_much_and_keeps_what_was_typed(edit, live_session):
    answer = edit(rows(("Feature", "30", "1"), ("Small groups", "45", "2")))
    said = text_of(answer)
    assert "These blocks add up to 75 minutes and the session lasts 90: 15 minutes are missing." in said
    assert "75 of 90 minutes are planned." in said
    assert fields_of(answer)["rows-1-title"] == "Small groups"
    assert agenda(live_session) == []


def test_the_sum_is_shown_beside_what_stands(edit, live_session):
    AgendaItemFactory(live_session=live_session, minutes=80)
    assert "80 of 90 minutes are planned. 10 minutes are missing." in text_of(edit())


def test_more_rows_save_nothing_and_keep_what_was_typed(edit, live_session):
    answer = edit(rows(("Feature", "30", "1")) | {"step": "more"})
    data = fields_of(answer)
    assert (data["rows-TOTAL_FORMS"], data["rows-0-title"]) == ("4", "Feature")
    assert agenda(live_session) == []


def test_a_block_can_be_taken_away(edit, live_session):
    edit(rows(("Feature", "30", "1"), ("Small groups", "60", "2")))
    data = fields_of(edit()) | {"rows-0-DELETE": "on", "rows-1-minutes": "90"}
    edit(data)
    assert agenda(live_session) == [("Small groups", 90)]


def test_what_is_wrong_with_a_block_stands_at_it(edit, live_session):
    said = text_of(edit(rows(("", "30", "1"), ("Small groups", "many", "2"))))
    assert "Block 1, What Fill this in." in said
    assert "Block 2, Minutes Write a whole number from 1 to 720." in said


def test_it_can_begin_with_the_agenda_of_another_session_of_the_cohort(edit, cast, live_session):
    other = LiveSessionFactory(cohort=cast.cohort, slug="bad-sugar", label="Session 4", starts_at=START)
    AgendaItemFactory(live_session=other, title="Feature", presenters="A. Diaz", minutes=90)
    assert "Begin with the agenda of Session 4" in text_of(edit())
    for answer in (edit(query="?from=bad-sugar"), edit(rows(("", "", ""), ("", "", "")) | {"from": "bad-sugar"})):
        data = fields_of(answer)
        assert (data["rows-0-title"], data["rows-0-minutes"], data["rows-0-presenters"]) == ("Feature", "90", "")
    assert agenda(live_session) == []


def test_what_was_typed_stays_before_the_agenda_it_goes_on_with(edit, cast, live_session):
    other = LiveSessionFactory(cohort=cast.cohort, slug="bad-sugar", starts_at=START)
    AgendaItemFactory(live_session=other, title="Feature", minutes=60)
    data = fields_of(edit(rows(("Arrival", "30", ""), ("", "", "")) | {"from": "bad-sugar"}))
    assert [data[f"rows-{place}-title"] for place in range(2)] == ["Arrival", "Feature"]
    data.pop("from", None)
    assert edit(data).status_code == 302
    assert agenda(live_session) == [("Arrival", 30), ("Feature", 60)]


def test_it_can_begin_as_a_world_cafe(edit, live_session):
    page = edit(rows(("", "", "")) | {"step": "cafe"})
    assert "90 of 90 minutes are planned." in text_of(page)
    assert agenda(live_session) == []
    edit(fields_of(page))
    assert agenda(live_session) == [
        ("Welcome: the question, and how we talk", 10),
        ("Round 1 at the tables", 20),
        ("Round 2 at the tables", 20),
        ("Round 3 at the tables", 20),
        ("Harvest: what the tables carry on", 15),
        ("Who does what next", 5),
    ]


def test_a_session_too_short_for_it_is_offered_none(edit, live_session):
    live_session.minutes = 40
    live_session.save()
    assert "World Café" not in text_of(edit())
    assert agenda(live_session) == []
    assert "0 of 40 minutes are planned." in text_of(edit(rows(("", "", "")) | {"step": "cafe"}))


def test_not_with_one_of_another_cohort(edit, cast):
    foreign = LiveSessionFactory(cohort=cast.neighbor_cohort, slug="foreign")
    AgendaItemFactory(live_session=foreign, title="Foreign block", minutes=90)
    assert "Foreign block" not in edit(query="?from=foreign").content.decode()
    assert "Foreign block" not in edit(rows(("", "", "")) | {"from": "foreign"}).content.decode()


@pytest.mark.parametrize("total", ["", "x", "100000"])
def test_a_form_that_was_tampered_with_changes_nothing(edit, live_session, total):
    for step in ("more", ""):
        assert edit(rows(("Feature", "90", "1")) | {"rows-TOTAL_FORMS": total, "step": step}).status_code == 200
    assert agenda(live_session) == []
