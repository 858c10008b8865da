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
@pytest.mark.parametrize("at", [START - 16 * MINUTE, END])
def test_before_and_after_there_is_no_front_desk(visit, live_session, at):
    answer = visit("participant", "sessions:session_detail", "place-matters", at=at)
    assert "Right now" not in text_of(answer)
    assert "front-desk.js" not in answer.content.decode()


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
