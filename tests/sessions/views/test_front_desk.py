from __future__ import annotations

from datetime import timedelta

import pytest

from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.factories.sessions import AgendaItemFactory, MaterialFactory, PromptFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def _agenda(live_session):
    for position, (title, minutes) in enumerate([("Feature", 30), ("Small groups", 40)], start=1):
        AgendaItemFactory(live_session=live_session, position=position, title=title, minutes=minutes)


@pytest.mark.usefixtures("_agenda")
@pytest.mark.parametrize(
    ("at", "words"),
    [
        (START - 15 * MINUTE, "Right now The doors are open. It begins at 12:00 pm."),
        (START, "Right now Feature, until 12:30 pm. Then: Small groups."),
        (START + 30 * MINUTE, "Right now Small groups, until 1:10 pm."),
        (START + 70 * MINUTE, "Right now All blocks of the agenda are through."),
    ],
)
def test_where_it_is_by_the_clock_is_said_without_javascript(visit, live_session, at, words):
    assert words in text_of(visit("participant", "sessions:session_detail", "place-matters", at=at))


@pytest.mark.usefixtures("_agenda")
@pytest.mark.parametrize(
    ("at", "waits"), [(START - 25 * 60 * MINUTE, False), (START - 16 * MINUTE, True), (END, False)]
)
def test_before_and_after_there_is_no_front_desk_but_soon_before_the_page_waits_for_it(visit, live_session, at, waits):
    answer = visit("participant", "sessions:session_detail", "place-matters", at=at)
    content = answer.content.decode()
    assert "Right now" not in text_of(answer)
    assert ["front-desk.js" in content, 'data-desk-opens="2022-09-21T11:45:00-07:00"' in content] == [waits, waits]
    # Only a page that can keep it promises anything.
    assert [
        "<span data-with-script hidden>Leave this page open" in content,
        "<noscript>Load this page again then: it shows" in content,
    ] == [waits, waits]


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"cohort__status": "completed"}])
def test_nobody_waits_for_what_does_not_open(visit, live_session, change):
    for field, value in change.items():
        row = live_session.cohort if field.startswith("cohort") else live_session
        type(row).objects.filter(pk=row.pk).update(**{field.removeprefix("cohort__"): value})
    answer = visit("participant", "sessions:session_detail", "place-matters", at=START - 20 * MINUTE)
    assert "data-desk-opens" not in answer.content.decode()


@pytest.mark.usefixtures("_agenda")
def test_the_module_gets_the_servers_clock_and_each_blocks_times(visit, live_session):
    answer = visit("participant", "sessions:session_detail", "place-matters", at=START + 10 * MINUTE)
    content = answer.content.decode()
    assert 'data-agenda="2022-09-21T12:10:00-07:00"' in content
    assert 'data-from="2022-09-21T12:30:00-07:00" data-until="2022-09-21T13:10:00-07:00"' in content
    assert 'data-said="Small groups, until 1:10 pm."' in content
    assert content.count("front-desk.js") == 1


def test_materials_and_prompts_are_a_step_away(visit, live_session):
    MaterialFactory(live_session=live_session)
    PromptFactory(live_session=live_session)
    answer = visit("participant", "sessions:session_detail", "place-matters", at=START)
    assert "Right now The session goes on. 1 material Prompts Ask for help" in text_of(answer)
    assert answer.content.decode().count('id="materials"') == 1


def test_one_that_takes_place_somewhere_has_one_too(visit, live_session):
    LiveSession.objects.update(format="in_person")
    answer = visit("participant", "sessions:session_detail", "place-matters", at=START)
    assert "Right now" in text_of(answer)
    assert parsed(answer) is not None
