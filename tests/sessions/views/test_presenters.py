from __future__ import annotations

import pytest

from tests.factories.sessions import AgendaItemFactory, PresenterFactory
from tests.sessions.views.conftest import text_of
from tests.sessions.views.test_series import fields_of

pytestmark = pytest.mark.django_db


def rows(*presenters):
    data = {"rows-TOTAL_FORMS": str(len(presenters)), "rows-INITIAL_FORMS": "0"}
    for place, row in enumerate(presenters):
        empty = {"name": "", "role": "", "bio": "", "person": "", "ORDER": ""}
        data |= {f"rows-{place}-{name}": value for name, value in (empty | row).items()}
    return data


@pytest.fixture
def edit(visit, live_session):
    def ask(data=None, **kwargs):
        return visit("facilitator", "sessions:presenters_edit", "place-matters", data=data, **kwargs)

    return ask


def standing(live_session):
    return list(live_session.presenters.order_by("position").values_list("name", "role", "bio"))


def test_they_stand_on_the_sessions_page_in_the_order_of_their_numbers(edit, visit, cast, live_session):
    AgendaItemFactory(live_session=live_session, presenters="C. Oh, A. Diaz")
    edit(rows(
        {"name": "B. Ng", "role": "Clinic", "ORDER": "2"}, {"name": "A. Diaz", "bio": "A nurse.", "ORDER": "1"}, {},
    ))  # fmt: skip
    said = text_of(visit("participant", "sessions:session_detail", "place-matters"))
    assert "With A. Diaz, B. Ng, C. Oh" in said
    assert "Presenters AD A. Diaz A nurse. BN B. Ng Clinic" in said


def test_somebody_of_the_cohort_is_chosen_by_name(edit, cast, live_session):
    page = edit()
    assert "Team Lead" in text_of(page)
    assert "team-lead@example.org" not in page.content.decode()
    edit(rows({"person": str(cast["team_lead"].pk), "role": "Riverside"}))
    assert standing(live_session) == [("Team Lead", "Riverside", "")]
    assert live_session.presenters.get().person == cast["team_lead"]


def test_nobody_from_elsewhere_can_be_chosen(edit, cast, live_session):
    for role in ("outsider", "withdrawn", "invited", "neighbor"):
        answer = edit(rows({"person": str(cast[role].pk)}))
        assert answer.status_code == 200
    assert standing(live_session) == []


def test_a_row_that_names_nobody_is_refused_and_stays_typed(edit, live_session):
    answer = edit(rows({"name": "A. Diaz"}, {"role": "Clinic"}))
    assert "The presenters are not saved yet" in text_of(answer)
    assert "Say who it is." in text_of(answer)
    assert fields_of(answer)["rows-1-role"] == "Clinic"
    assert standing(live_session) == []


def test_one_can_be_taken_away(edit, live_session):
    PresenterFactory(live_session=live_session, name="A. Diaz")
    PresenterFactory(live_session=live_session, name="B. Ng")
    edit(fields_of(edit()) | {"rows-0-DELETE": "on"})
    assert standing(live_session) == [("B. Ng", "", "")]


def test_what_is_written_of_them_is_text(edit, visit, live_session):
    edit(rows({"name": "<b>A</b>", "bio": "<script>x</script>"}))
    content = visit("participant", "sessions:session_detail", "place-matters").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in content
    assert "<b>A</b>" not in content


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_with_one_and_with_three(counted, live_session, number):
    PresenterFactory.create_batch(number, live_session=live_session)
    counted(7, "facilitator", "sessions:presenters_edit", "place-matters")
