from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessions.enums import AgendaKind
from sessions.models import AgendaItem
from sessions.operations.agenda import MOST_ITEMS, AgendaBlock, UnableToSetAgenda, missing_minutes, set_agenda
from tests.factories.accounts import UserFactory
from tests.factories.sessions import LiveSessionFactory

NOW = datetime(2022, 4, 1, tzinfo=UTC)
MODULE = [
    AgendaBlock(title="Feature presentation", kind=AgendaKind.FEATURE, presenters="A. Speaker", minutes=30),
    AgendaBlock(title="Questions and answers", kind=AgendaKind.QUESTIONS, minutes=15),
    AgendaBlock(title="Small groups", kind=AgendaKind.BREAKOUTS, minutes=45),
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory(minutes=90)


def put(live_session, items, by=None):
    set_agenda(live_session=live_session, items=items, by=by, now=NOW)


def rows(live_session):
    return list(live_session.agenda_items.order_by("position").values_list("position", "title", "minutes"))


def test_an_agenda_that_adds_up_stands(live_session):
    put(live_session, MODULE)
    assert rows(live_session) == [
        (1, "Feature presentation", 30),
        (2, "Questions and answers", 15),
        (3, "Small groups", 45),
    ]
    assert live_session.agenda_items.get(position=1).presenters == "A. Speaker"


def test_history_says_who_and_nothing_where_nothing_changed(live_session):
    facilitator = UserFactory()
    put(live_session, MODULE, by=facilitator)
    put(live_session, MODULE, by=facilitator)
    changes = live_session.history.filter(history_change_reason="Agenda changed")
    assert [entry.history_user for entry in changes] == [facilitator]


def test_blocks_keep_their_rows(live_session):
    put(live_session, MODULE)
    before = list(live_session.agenda_items.order_by("position").values_list("pk", flat=True))
    put(live_session, [AgendaBlock(title="Other", minutes=60), AgendaBlock(title="Small groups", minutes=30)])
    assert list(live_session.agenda_items.order_by("position").values_list("pk", flat=True)) == before[:2]
    put(live_session, [*MODULE[:2], AgendaBlock(title="A", minutes=40), AgendaBlock(title="B", minutes=5)])
    assert [minutes for _position, _title, minutes in rows(live_session)] == [30, 15, 40, 5]


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        (35, "These blocks add up to 80 minutes and the session lasts 90: 10 minutes are missing."),
        (44, "These blocks add up to 89 minutes and the session lasts 90: 1 minute is missing."),
        (46, "These blocks add up to 91 minutes and the session lasts 90: 1 minute too many."),
        (50, "These blocks add up to 95 minutes and the session lasts 90: 5 minutes too many."),
    ],
)
def test_one_that_misses_the_length_is_refused_and_says_by_how_much(live_session, last, sentence):
    put(live_session, MODULE)
    with pytest.raises(UnableToSetAgenda) as refusal:
        put(live_session, [*MODULE[:2], AgendaBlock(title="Small groups", minutes=last)])
    assert str(refusal.value) == sentence
    assert [minutes for _position, _title, minutes in rows(live_session)] == [30, 15, 45]


@pytest.mark.parametrize(
    "items",
    [
        [AgendaBlock(title="", minutes=90)],
        [AgendaBlock(title="x" * 201, minutes=90)],
        [AgendaBlock(title="Dance", kind="dance", minutes=90)],
        [AgendaBlock(title="All", minutes=90), AgendaBlock(title="None", minutes=0)],
        [AgendaBlock(title="Block", minutes=2)] * (MOST_ITEMS + 5),
    ],
)
def test_blocks_that_do_not_fit_are_refused(live_session, items):
    with pytest.raises(UnableToSetAgenda):
        put(live_session, items)
    assert not AgendaItem.objects.exists()


def test_an_agenda_can_be_emptied(live_session):
    put(live_session, MODULE)
    put(live_session, [])
    assert rows(live_session) == []
    assert missing_minutes([], live_session) == 0
