"""The room's front desk: where the agenda is moves by the clock, the door opens by itself, help is called and taken on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import HelpRequest
from tests.e2e.scene import make_scene
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    return make_scene()


def session_of(scene, starts_in: timedelta):
    live_session = LiveSessionFactory(
        cohort=scene.cohort, slug="now", title="Now", starts_at=timezone.now() + starts_in
    )
    for position, title in enumerate(["Feature", "Small groups"], start=1):
        AgendaItemFactory(live_session=live_session, position=position, title=title, minutes=45)
    return live_session


def test_the_agenda_moves_by_the_servers_clock(scene, page_of):
    live_session = session_of(scene, timedelta(minutes=-45, seconds=8))
    page = page_of(scene.world.cast["participant"])
    # The device is a day behind.
    page.clock.install(time=timezone.now() - timedelta(days=1))
    page.goto(live_session.get_absolute_url())
    said = page.locator("[data-agenda-said]")
    expect(said).to_contain_text("Feature, until ")
    expect(page.locator(".agenda .now")).to_contain_text("Feature")
    page.clock.run_for(20_000)
    expect(said).to_contain_text("Small groups, until ")
    expect(page.locator(".agenda .now")).to_have_count(1)
    expect(page.locator(".agenda .now")).to_contain_text("Small groups")
    expect(page.locator(".agenda [data-badge]:visible")).to_have_count(1)


def test_the_page_becomes_the_front_desk_when_the_doors_open(scene, page_of):
    live_session = session_of(scene, timedelta(minutes=15, seconds=6))
    page = page_of(scene.world.cast["participant"])
    page.clock.install()
    page.goto(live_session.get_absolute_url())
    page.get_by_text("Leave this page open").wait_for()
    expect(page.get_by_role("heading", name="Right now")).to_have_count(0)
    page.get_by_role("link", name="What you need at every session").focus()
    # The server's own clock goes on in the meantime.
    page.wait_for_timeout(7000)
    page.clock.run_for(30_000)
    expect(page.get_by_role("heading", name="Right now")).to_be_visible()
    expect(page.get_by_role("link", name="Join now")).to_be_visible()
    expect(page.get_by_role("button", name="Ask for help")).to_be_visible()
    expect(page.locator("#desk-said")).to_contain_text("The doors are open.")
    expect(page.get_by_role("link", name="What you need at every session")).to_be_focused()
    # From here on the agenda moves as on a page opened later.
    page.clock.run_for(15 * 60_000)
    expect(page.locator(".agenda .now")).to_contain_text("Feature")


def test_without_javascript_the_page_says_to_load_it_again(scene, page_of):
    live_session = session_of(scene, timedelta(minutes=30))
    page = page_of(scene.world.cast["participant"], java_script_enabled=False)
    page.goto(live_session.get_absolute_url())
    expect(page.locator("main noscript")).to_be_visible()
    expect(page.get_by_text("Leave this page open")).to_be_hidden()


def test_help_is_called_and_taken_on_without_reloading(scene, page_of):
    live_session = session_of(scene, timedelta(minutes=-10))
    facilitator, participant = page_of(scene.world.cast["facilitator"]), page_of(scene.world.cast["participant"])
    facilitator.clock.install()
    participant.clock.install()
    facilitator.goto(live_session.get_absolute_url())
    participant.goto(live_session.get_absolute_url())
    participant.get_by_label("What is it about?").fill("No sound")
    participant.get_by_role("button", name="Ask for help").click()
    participant.get_by_text("The facilitators see your call").wait_for()
    facilitator.clock.run_for(16_000)
    facilitator.get_by_text("No sound").wait_for()
    facilitator.get_by_role("button", name="I see to it").click()
    facilitator.get_by_text("has been told that you see to it").wait_for()
    participant.clock.run_for(16_000)
    participant.get_by_text("sees to it and will speak to you").wait_for()
    facilitator.get_by_role("button", name="Done").click()
    facilitator.get_by_text("The call of Participant is closed.").wait_for()
    participant.clock.run_for(16_000)
    participant.get_by_text("has seen to it").wait_for()
    assert (
        HelpRequest.objects.filter(live_session=live_session, answered_by=scene.world.cast["facilitator"]).count() == 1
    )


def test_the_door_says_by_itself_that_it_is_open(scene, page_of):
    live_session = session_of(scene, timedelta(minutes=15, seconds=5))
    page = page_of(scene.world.cast["participant"])
    page.clock.install()
    page.goto(live_session.get_absolute_url() + "join/")
    page.get_by_role("heading", name="The door is not open yet").wait_for()
    page.wait_for_timeout(6000)
    page.clock.run_for(16_000)
    page.get_by_role("link", name="Join now").wait_for()
    expect(page.get_by_role("heading", level=1)).to_have_text("The door is open")


def test_what_would_follow_is_shown_as_one_types(scene, page_of):
    page = page_of(scene.world.cast["facilitator"])
    page.goto(f"/cohorts/{scene.cohort.slug}/manage/sessions/coming/move/")
    day = (timezone.now() + timedelta(days=30)).date()
    page.get_by_label("Day").fill(day.isoformat())
    page.get_by_label("Day").press("Tab")
    page.locator("#foresight").get_by_text("The session takes place on").wait_for()
    scene.coming.refresh_from_db()
    assert scene.coming.starts_at.date() != day
