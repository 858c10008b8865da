"""From My community to the phone's calendar, in two clicks."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.audit import complaints_about
from tests.e2e.hand import Hand, Keyboard
from tests.e2e.scene import LONG_WORD, make_scene
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import CalendarFeedFactory, LiveSessionFactory
from tests.sessions.ical import titles_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    return make_scene()


@pytest.mark.parametrize(("by", "script"), [(Hand, True), (Hand, False), (Keyboard, True)])
def test_subscribing_the_phones_calendar_takes_two_clicks(scene, page_of, open_context, by, script):
    page = page_of(scene.world.cast["participant"], java_script_enabled=script)
    hand = by(page)
    page.goto("/")
    hand.press("button", "Put my sessions into my calendar")
    expect(page.get_by_role("heading", level=1)).to_have_text("My sessions in my calendar")
    subscribe = page.get_by_role("link", name="Subscribe on this device")
    expect(subscribe).to_have_attribute("href", re.compile(r"^webcal://.+\.ics$"))
    # The second click opens the phone's calendar, which asks for the address with nothing else in hand.
    hand.clicks += 1
    address = urlsplit(subscribe.get_attribute("href"))
    answer = open_context().request.get(address.path)
    assert answer.status == 200
    assert any(scene.world.coming.title in title for title in titles_of(answer.body()))
    expect(page.get_by_label("Or copy the address into another calendar")).to_have_value(
        re.compile(re.escape(address.path))
    )
    assert hand.clicks == 2


def test_one_session_goes_into_a_calendar_by_a_file(scene, page_of):
    page = page_of(scene.world.cast["participant"])
    page.goto(scene.world.coming.get_absolute_url())
    page.get_by_text("Add to my calendar").first.click()
    with page.expect_download() as found:
        page.get_by_role("link", name="Download for any calendar").click()
    assert found.value.suggested_filename == "coming.ics"
    assert len(titles_of(Path(found.value.path()).read_bytes())) == 1


def test_nothing_is_wrong_with_the_page_that_shows_the_address(scene, page_of):
    person = scene.world.cast["participant"]
    second = LiveSessionFactory(cohort__title=LONG_WORD).cohort
    EnrollmentFactory(cohort=second, person=person)
    CalendarFeedFactory(person=person)
    page = page_of(person)
    page.goto("/me/calendar/")
    page.get_by_text("One cohort alone").click()
    expect(page.get_by_label(f"Address of {LONG_WORD}")).to_be_visible()
    assert list(complaints_about(page)) == []
