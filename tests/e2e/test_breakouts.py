"""Three World Café rounds for sixty, from My community to the tables people read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import BreakoutPlan
from tests.e2e.hand import Hand, Keyboard
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.operations.room import people_of, seated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(
        cohort=cast.cohort, slug="cafe", title="A World Café", starts_at=timezone.now() + timedelta(minutes=10)
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_three_rounds_for_sixty_with_two_hosts(cast, live_session, page_of, script):
    people = people_of(cast.cohort, organizations=12, each=5)
    page = page_of(cast["facilitator"], java_script_enabled=script)
    hand = Hand(page)
    page.goto("/")
    hand.press("link", "Breakouts")
    hand.press("link", "Plan the tables")
    for host in people[:2]:
        page.get_by_label(host.name, exact=False).first.select_option("host")
    hand.press("button", "Plan the tables")
    hand.press("button", "Publish")
    expect(page.get_by_text("Everybody sees now where they sit.")).to_be_visible()
    assert hand.clicks == 4
    row = BreakoutPlan.objects.get()
    assert (row.rounds, row.is_published, row.score["repeats"]) == (3, True, 0)
    for tables in seated(row).values():
        assert people[0].name in tables[1]
        assert people[1].name in tables[2]


def test_two_change_seats_by_keyboard_and_a_round_begins_for_everybody(cast, live_session, page_of):
    people_of(cast.cohort, organizations=4, each=2)
    page = page_of(cast["facilitator"])
    page.goto(f"{cast.cohort.get_absolute_url()}manage/sessions/cafe/breakouts/plan/")
    page.get_by_label("Rounds").fill("2")
    page.locator("main").get_by_role("button", name="Plan the tables").click()
    page.get_by_role("button", name="Publish").wait_for()
    tables = seated(BreakoutPlan.objects.get())[1]
    keyboard = Keyboard(page)
    for name in (tables[1][0], tables[2][0]):
        keyboard.reach(page.get_by_role("checkbox", name=name, exact=False).first)
        page.keyboard.press("Space")
    keyboard.press("button", "Let the two who are ticked change seats")
    expect(page.get_by_text("They have changed seats.", exact=False)).to_be_visible()
    assert tables[2][0] in seated(BreakoutPlan.objects.get())[1][1]
    page.get_by_role("button", name="Publish").click()

    peer = page_of(cast["participant"])
    peer.set_viewport_size({"width": 320, "height": 640})
    peer.goto(live_session.get_absolute_url())
    card = peer.locator("#my-tables")
    expect(card.get_by_text("Round 1 will be at", exact=False)).to_be_visible()
    page.get_by_role("button", name="Begin round 1").click()
    # Told without loading the page again.
    expect(card.get_by_text("It ends", exact=False)).to_be_visible(timeout=20_000)


def test_a_seat_is_dragged_onto_another(cast, live_session, page_of):
    people_of(cast.cohort, organizations=4, each=2)
    page = page_of(cast["facilitator"])
    page.goto(f"{cast.cohort.get_absolute_url()}manage/sessions/cafe/breakouts/plan/")
    page.locator("main").get_by_role("button", name="Plan the tables").click()
    page.get_by_role("button", name="Publish").wait_for()
    tables = seated(BreakoutPlan.objects.get())[1]
    one, other = (
        page.locator("[data-seats]").first.locator("li[draggable]").filter(has_text=tables[place][0]).first
        for place in (1, 2)
    )
    one.drag_to(other)
    expect(page.get_by_text("They have changed seats.", exact=False)).to_be_visible()
    assert tables[2][0] in seated(BreakoutPlan.objects.get())[1][1]
