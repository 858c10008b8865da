"""What somebody needs to take part: asked for in three clicks, found and answered by a coordinator."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sessions.models import AccommodationRequest
from tests.e2e.conftest import PHONE, fits, violations
from tests.e2e.hand import Hand, Keyboard
from tests.e2e.scene import make_scene

pytestmark = pytest.mark.django_db(transaction=True)
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def scene():
    made = make_scene()
    # The next session is in four days.
    made.running.delete()
    made.soon.delete()
    AccommodationRequest.objects.all().delete()
    return made


@WITH_AND_WITHOUT_SCRIPT
def test_captioning_for_the_next_session_in_three_clicks_and_what_is_open_in_one(scene, page_of, script):
    page = page_of(scene.world.cast["participant"], java_script_enabled=script)
    hand = Hand(page)
    page.goto("/")
    hand.press("link", "Something you need to take part?")
    page.get_by_role("button", name="Ask for it").wait_for()
    if script:
        assert violations(page) == []
    hand.press("checkbox", "Live captioning")
    hand.press("button", "Ask for it")
    expect(page.locator("main")).to_contain_text("Your request is with the coordinators.")
    assert hand.clicks == 3
    page.set_viewport_size(PHONE)
    assert fits(page)

    desk = page_of(scene.world.cast["coordinator"], java_script_enabled=script)
    walk = Hand(desk)
    desk.goto("/")
    walk.press("link", "See what is open")
    assert walk.clicks == 1
    expect(desk.locator("main")).to_contain_text("Live captioning")
    desk.set_viewport_size(PHONE)
    assert fits(desk)
    walk.press("link", "Answer it Participant")
    desk.get_by_label("It is arranged").check()
    walk.press("button", "Save the answer")
    expect(desk.locator("main")).to_contain_text("The answer is saved")

    page.reload()
    expect(page.locator("main")).to_contain_text("Arranged")


def test_asking_and_writing_by_keyboard_alone(scene, page_of):
    page = page_of(scene.world.cast["participant"])
    hand = Keyboard(page)
    page.goto("/")
    hand.press("link", "Something you need to take part?")
    hand.reach(page.get_by_role("checkbox", name="Live captioning"))
    page.keyboard.press("Space")
    hand.press("button", "Ask for it")
    page.wait_for_url("**/accommodations/**")
    hand.reach(page.get_by_label("Your message"))
    page.keyboard.type("In the small groups too.")
    hand.press("button", "Send")
    page.get_by_text("Your message is sent.").wait_for()
    expect(page.locator("main")).to_contain_text("In the small groups too.")
