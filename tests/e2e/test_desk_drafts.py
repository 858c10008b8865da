"""What a facilitator types at the desk stays on the device until the server has it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.sessions import LiveSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_prompt_survives_the_closed_tab(cast, page_of):
    live_session = LiveSessionFactory(cohort=cast.cohort)
    address = reverse("sessions:prompt_create", args=[cast.cohort.slug, live_session.slug])
    page = page_of(cast["facilitator"])
    page.goto(address)
    page.get_by_label("Question").fill("Who decides?")
    page.get_by_label("Opens on").fill("2030-05-01")
    page.get_by_text("Draft kept on this device.").wait_for()
    page.close()

    again = page.context.new_page()
    again.goto(address)
    again.get_by_text("This is your draft from before").wait_for()
    expect(again.get_by_label("Question")).to_have_value("Who decides?")
    # Given back with what is wrong, it is the same draft still.
    again.get_by_role("button", name="Save the prompt").click()
    again.get_by_text("Give both, a day and a time, or neither.").first.wait_for()
    again.get_by_label("Question").fill("Who decides, and where?")
    again.get_by_text("Draft kept on this device.").wait_for()
    again.goto(address)
    expect(again.get_by_label("Question")).to_have_value("Who decides, and where?")
    expect(again.get_by_label("Opens on")).to_have_value("2030-05-01")
    again.get_by_label("At").fill("12:00")
    again.get_by_role("button", name="Save the prompt").click()
    again.get_by_text("The prompt is saved.").wait_for()
    again.goto(address)
    expect(again.get_by_label("Question")).to_have_value("")


def test_boxes_choices_and_the_way_back(cast, page_of):
    live_session = LiveSessionFactory(cohort=cast.cohort, kind="module")
    address = reverse("sessions:session_edit", args=[cast.cohort.slug, live_session.slug])
    page = page_of(cast["facilitator"])
    page.goto(address)
    page.get_by_label("Remove the link that is kept").check()
    page.locator("#id_kind").select_option("closing")
    page.get_by_label("Zoom link").fill("https://zoom.example.org/j/9")
    page.get_by_text("Draft kept on this device.").wait_for()
    page.goto(address)
    expect(page.get_by_label("Remove the link that is kept")).to_be_checked()
    expect(page.locator("#id_kind")).to_have_value("closing")
    # The room's address doesn't lie about on a device.
    expect(page.get_by_label("Zoom link")).to_have_value("")
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("Remove the link that is kept")).not_to_be_checked()
    expect(page.locator("#id_kind")).to_have_value("module")
    page.goto(address)
    expect(page.locator("#id_kind")).to_have_value("module")
