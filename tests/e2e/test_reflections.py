"""A reflection in a real browser: it saves itself while one writes, loses nothing between two tabs or without the portal,
and is shared and taken back, also by keyboard and without the script.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from sessions.models import Reflection
from tests.e2e.audit import complaints_about
from tests.e2e.conftest import PHONE, fits, violations
from tests.e2e.hand import Hand, Keyboard
from tests.e2e.scene import LONG_WORD, SPANISH
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, ReflectionFactory

pytestmark = pytest.mark.django_db(transaction=True)
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
WORDS = "Your words"


@pytest.fixture
def live_session(cast):
    made = LiveSessionFactory(
        cohort=cast.cohort, title="Place Matters", starts_at=datetime.now(UTC) - timedelta(minutes=30)
    )
    AgendaItemFactory(live_session=made, kind="reflection", title="Following one story back", minutes=90)
    return made


@pytest.fixture
def address(live_session):
    return reverse("sessions:reflection", args=[live_session.cohort.slug, live_session.slug])


def test_it_saves_itself_and_goes_on_in_another_place(cast, page_of, address):
    page = page_of(cast["participant"])
    page.goto(address)
    page.get_by_label(WORDS).press_sequentially("One story")
    page.get_by_text("Saved ").wait_for()
    assert Reflection.objects.get().body == "One story"
    page.get_by_label(WORDS).press_sequentially(", and another")
    expect(page.locator("main [name=version]")).to_have_value("2")
    page.close()

    phone = page_of(cast["participant"])
    phone.set_viewport_size(PHONE)
    phone.goto(address)
    expect(phone.get_by_label(WORDS)).to_have_value("One story, and another")
    assert fits(phone)


def test_it_saves_itself_too_while_one_goes_on_writing(cast, page_of, address):
    page = page_of(cast["participant"])
    page.clock.install()
    page.goto(address)
    for second in range(11):
        page.get_by_label(WORDS).press_sequentially(f"{second} ")
        page.clock.run_for(1000)
    page.get_by_text("Saved ").wait_for()
    assert Reflection.objects.get().body.startswith("0 1 2 3")


def test_two_tabs_lose_nothing(cast, page_of, address):
    older = page_of(cast["participant"])
    older.goto(address)
    newer = older.context.new_page()
    newer.goto(address)
    newer.get_by_label(WORDS).fill("Of the newer tab")
    newer.get_by_text("Saved ").wait_for()
    older.get_by_label(WORDS).fill("Of the older tab")
    older.get_by_text("You have written here in another tab").wait_for()
    assert Reflection.objects.get().body == "Of the newer tab"
    older.get_by_role("button", name="Save for me").click()
    older.get_by_role("heading", name="What is saved").wait_for()
    expect(older.locator("main")).to_contain_text("Of the newer tab")
    expect(older.get_by_label(WORDS)).to_have_value("Of the older tab")
    assert violations(older) == []
    older.get_by_label(WORDS).fill("Of both tabs")
    older.get_by_role("button", name="Save for me").click()
    older.get_by_text("last saved").wait_for()
    assert Reflection.objects.get().body == "Of both tabs"


def test_what_the_portal_did_not_get_is_there_again(cast, page_of, sign_in, address):
    page = page_of(cast["participant"])
    page.goto(address)
    page.get_by_label(WORDS).fill("Saved before")
    page.get_by_text("Saved ").wait_for()
    # Saved, it doesn't lie about on the device.
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:form-'))") == []
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label(WORDS).fill("Saved before, typed after")
    page.get_by_text("You have been signed out in the meantime.").wait_for()
    assert Reflection.objects.get().body == "Saved before"
    # Without pressing anything: the tab is closed, and the same person signs in again.
    page.goto("about:blank")
    sign_in(page.context, cast["participant"])
    page.goto(address)
    page.get_by_text("This is your draft from before").wait_for()
    expect(page.get_by_label(WORDS)).to_have_value("Saved before, typed after")


@WITH_AND_WITHOUT_SCRIPT
def test_from_the_sessions_page_to_the_wall_and_back(cast, page_of, live_session, script):
    page = page_of(cast["participant"], java_script_enabled=script)
    page.set_viewport_size(PHONE)
    hand = Hand(page)
    page.goto(live_session.get_absolute_url())
    hand.press("link", "Write a reflection")
    page.get_by_text("Following one story back").wait_for()
    page.get_by_label(WORDS).fill(f"{LONG_WORD} {SPANISH}")
    assert fits(page)
    hand.press("button", "Share with my name")
    page.get_by_text("Your reflection is on the wall").wait_for()
    assert fits(page)
    hand.press("button", "Take it off the wall")
    page.get_by_text("yours alone again").wait_for()
    assert hand.clicks == 3
    reflection = Reflection.objects.get()
    assert (reflection.shared_at, SPANISH in reflection.body) == (None, True)


def test_writing_and_sharing_by_keyboard_alone(cast, page_of, address):
    page = page_of(cast["participant"])
    hand = Keyboard(page)
    page.goto(address)
    hand.reach(page.get_by_label(WORDS))
    page.keyboard.type("By keyboard")
    hand.press("button", "Share with my name")
    page.get_by_text("Your reflection is on the wall").wait_for()
    assert Reflection.objects.get().shared_html == "<p>By keyboard</p>\n"


def test_nothing_is_wrong_with_its_other_faces(cast, page_of, live_session, address):
    wall = reverse("sessions:wall", args=[live_session.cohort.slug, live_session.slug])
    cast["participant"].name = LONG_WORD
    cast["participant"].save()
    reflection = ReflectionFactory(
        person=cast["participant"], live_session=live_session, body=f"{LONG_WORD}\n\n# {SPANISH}", shared=True
    )
    for number in range(21):
        ReflectionFactory(live_session=live_session, person__name=f"{LONG_WORD} {number}", body=SPANISH, shared=True)
    page = page_of(cast["participant"], reduced_motion="reduce")
    wrong = []

    def look(where):
        page.goto(where)
        wrong.extend(f"{where}: {complaint}" for complaint in complaints_about(page))

    for where in (address, wall, f"{wall}?page=2", f"{address}erase/", live_session.get_absolute_url()):
        look(where)
    Reflection.objects.filter(pk=reflection.pk).update(body="Later", version=2)
    look(address)
    Reflection.objects.filter(pk=reflection.pk).update(
        shared_at=None, shared_html="", taken_off_at=datetime.now(UTC), taken_off_reason=LONG_WORD
    )
    for where in (address, live_session.get_absolute_url()):
        look(where)
    type(live_session.cohort).objects.update(status="completed")
    look(address)
    assert wrong == []
