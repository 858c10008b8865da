"""From what a table says to what somebody takes on: host, participant and facilitator, with a script and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from improvement.models import Action, Priority
from sessions.models import TableNote
from tests.e2e.hand import Keyboard
from tests.factories.breakouts import BreakoutPlanFactory, BreakoutSeatFactory, BreakoutTableFactory
from tests.factories.sessions import LiveSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live_session(cast):
    """A World Café that has begun: the team lead hosts the one table, the participant comes to it in round 2."""
    now = timezone.now()
    live_session = LiveSessionFactory(
        cohort=cast.cohort, slug="cafe", title="A World Café", starts_at=now - timedelta(minutes=30)
    )
    plan = BreakoutPlanFactory(
        live_session=live_session, number=1, rounds=2, question="What keeps us well?", published_at=now
    )
    table = BreakoutTableFactory(plan=plan, position=1, host=cast["team_lead"])
    for number, role in [(1, "team_lead"), (2, "team_lead"), (2, "participant")]:
        BreakoutSeatFactory(table=table, round=number, person=cast[role])
    return live_session


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_a_table_says_becomes_work(cast, live_session, page_of, script):
    tables = f"{live_session.get_absolute_url()}tables/"

    def write(role, number, words):
        page = page_of(cast[role], java_script_enabled=script)
        page.set_viewport_size({"width": 320, "height": 740})
        page.goto(f"{tables}{number}/1/")
        page.get_by_label("Your notes").fill(words)
        if not script:
            page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved", exact=False).first).to_be_visible()
        return page

    write("team_lead", 1, "The rent eats first")
    page = write("participant", 2, "Buses stop at six")
    expect(page.get_by_text("The rent eats first")).to_be_visible()
    assert TableNote.objects.count() == 2

    desk = page_of(cast["facilitator"], java_script_enabled=script)
    desk.goto(live_session.get_absolute_url())
    desk.get_by_role("link", name="Harvest", exact=True).click()
    keyboard = Keyboard(desk)
    for words, title in [("The rent eats first", "Rent"), ("Buses stop at six", "The bus")]:
        keyboard.reach(desk.get_by_role("checkbox", name=words))
        desk.keyboard.press("Space")
        keyboard.reach(desk.get_by_label("Name of the new one"))
        desk.keyboard.type(title)
        keyboard.press("button", "Put there")
        expect(desk.get_by_role("heading", name=title)).to_be_visible()
    desk.get_by_role("link", name="Open the vote").click()
    desk.get_by_role("button", name="Open the vote").click()
    expect(desk.get_by_text("The vote is open, on the page of the session.")).to_be_visible()

    page.goto(live_session.get_absolute_url())
    page.get_by_role("link", name="Vote", exact=True).click()
    page.get_by_label("Dots: The bus").fill("3")
    if script:
        expect(page.get_by_text("Dots left: 0")).to_be_visible()
    page.get_by_role("button", name="Keep my dots").click()
    expect(page.get_by_text("Your 3 dots are kept.", exact=False)).to_be_visible()

    desk.reload()
    desk.get_by_role("button", name="Close the vote and count").click()
    expect(desk.get_by_text("Who gave which dots is not kept.", exact=False)).to_be_visible()
    assert dict(Priority.objects.values_list("title", "dots")) == {"Rent": 0, "The bus": 3}

    page.reload()
    bus = page.get_by_role("listitem").filter(has_text="The bus")
    bus.get_by_role("link", name="Take on an action").click()
    page.get_by_label("What will be done").fill("Go to the bus company's meeting")
    page.get_by_label("By when").fill((timezone.now() + timedelta(days=20)).date().isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Go to the bus company's meeting").first).to_be_visible()
    assert Action.objects.get().priority.title == "The bus"
    page.goto("/")
    expect(page.get_by_role("heading", name="What you have taken on")).to_be_visible()


def test_a_note_is_dragged_onto_a_priority(cast, live_session, page_of):
    for words in ("The rent eats first", "Buses stop at six"):
        TableNote.objects.create(
            live_session=live_session, round=1, table=1, body=words, body_html=f"<p>{words}</p>",
            created_at=timezone.now(), updated_at=timezone.now(),
        )  # fmt: skip
    desk = page_of(cast["facilitator"])
    desk.goto(f"{cast.cohort.get_absolute_url()}manage/sessions/cafe/harvest/")
    desk.get_by_role("checkbox", name="The rent eats first").check()
    desk.get_by_label("Name of the new one").fill("What it costs")
    desk.get_by_role("button", name="Put there").click()
    desk.locator(".wall-note").filter(has_text="Buses").drag_to(desk.locator("[data-priority]"))
    expect(desk.get_by_text("They stand under “What it costs”.")).to_be_visible()
    assert Priority.objects.get().placed.count() == 2
