"""What is offered while somebody types: people behind an @, and in the search; by keyboard, on a phone, and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cohorts.models import Enrollment
from discussions.models import Mention
from tests.e2e.audit import complaints_about
from tests.e2e.conftest import PHONE
from tests.e2e.scene import make_scene
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    scene = make_scene()
    for name in ("Rosa Delgado", "Rosario Núñez"):
        EnrollmentFactory(cohort=scene.cohort, person=UserFactory(name=name), in_directory=True)
    Enrollment.objects.filter(cohort=scene.cohort).update(in_directory=True)
    return scene


def test_a_name_is_chosen_by_keyboard_on_a_phone(scene, page_of):
    page = page_of(scene.world.cast["team_lead"])
    page.set_viewport_size(PHONE)
    page.goto(scene.world.topic.get_absolute_url())
    words = page.locator("#answer textarea")
    words.click()
    expect(words).to_have_attribute("aria-autocomplete", "list")
    page.keyboard.type("I agree with @ros")
    offered = page.get_by_role("listbox", name="Suggestions")
    expect(offered.get_by_role("option")).to_have_count(2)
    expect(page.get_by_text("Suggestions: 2.")).to_be_attached()
    assert list(complaints_about(page)) == []
    page.keyboard.press("ArrowDown")
    first = offered.get_by_role("option", name="Rosa Delgado")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(words).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    expect(words).to_have_value("I agree with @ros")
    page.keyboard.type("a")
    expect(offered.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowUp")
    expect(offered.get_by_role("option", name="Rosario Núñez")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(words).to_have_value("I agree with @Rosario Núñez ")
    expect(words).to_be_focused()
    page.keyboard.type("and more.")
    expect(offered).to_be_hidden()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("article .mention")).to_have_text("@Rosario Núñez")
    assert Mention.objects.get().person.name == "Rosario Núñez"


def test_where_nobody_fits_enter_is_a_new_line(scene, page_of):
    page = page_of(scene.world.cast["team_lead"])
    page.goto(scene.world.topic.get_absolute_url())
    words = page.locator("#answer textarea")
    words.click()
    page.keyboard.type("@ros")
    offered = page.get_by_role("listbox", name="Suggestions")
    expect(offered.get_by_role("option")).to_have_count(2)
    page.keyboard.type("xyz")
    expect(offered).to_be_hidden()
    page.keyboard.press("Enter")
    expect(words).to_have_value("@rosxyz\n")


def test_the_search_offers_what_it_may_become_and_searches_as_before(scene, page_of):
    page = page_of(scene.world.cast["team_lead"])
    page.goto("/")
    box = page.get_by_role("searchbox", name="Search everything")
    box.click()
    box = page.get_by_role("combobox", name="Search everything")
    page.keyboard.type("place")
    offered = page.get_by_role("listbox", name="Suggestions")
    expect(offered.get_by_role("option")).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert list(complaints_about(page)) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{scene.soon.slug}/$"))
    box = page.get_by_role("searchbox", name="Search everything")
    box.click()
    page.keyboard.type("rosa")
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=rosa$"))


def test_without_a_script_it_is_a_search_and_a_name_that_is_typed(scene, page_of):
    page = page_of(scene.world.cast["team_lead"], java_script_enabled=False)
    page.goto(scene.world.topic.get_absolute_url())
    page.locator("#answer textarea").fill("I agree with @rosa delgado")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("article .mention")).to_have_text("@rosa delgado")
    page.get_by_role("searchbox", name="Search everything").fill("rosa")
    page.get_by_role("searchbox", name="Search everything").press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=rosa$"))
