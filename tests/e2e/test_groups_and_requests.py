"""Asking to join, being accepted, coming in; an affinity group from its proposal to its board."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.models import AffinityGroup, JoinRequest
from notifications.delivery import deliver_mail
from tests.e2e.conftest import PHONE, fits, violations
from tests.e2e.hand import Hand
from tests.e2e.scene import make_scene

pytestmark = pytest.mark.django_db(transaction=True)
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def scene():
    return make_scene()


def letters_to(address):
    deliver_mail(clock=timezone.now)
    return [letter for letter in mail.outbox if letter.to == [address]]


@WITH_AND_WITHOUT_SCRIPT
def test_from_asking_to_coming_in(scene, page_of, script):
    # Where nobody waits yet, coordinators are told at once; those who come after are told of once a day.
    JoinRequest.objects.all().delete()
    program = scene.cohort.program
    page = page_of(timezone_id="America/Denver", java_script_enabled=script, locale="en-US")
    page.goto(program.get_absolute_url())
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_role("button", name="Ask to join").wait_for()
    if script:
        assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.get_by_label("Name", exact=False).first.fill("Robin Yazzie")
    page.get_by_label("E-mail address").fill("robin@example.org")
    page.get_by_label("What kind of organization it is").select_option("community_based")
    page.get_by_label("What you hope for").fill("Neighbors to learn from.")
    if not script:
        page.get_by_label("Time zone").select_option("America/Denver")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for asking")
    assert [letter.subject for letter in letters_to("robin@example.org")] == [
        f"Your request to join {program.short_title} has arrived"
    ]

    desk = page_of(scene.world.cast["coordinator"], java_script_enabled=script)
    [letter] = [letter for letter in letters_to("coordinator@example.org") if "Robin Yazzie asks" in letter.subject]
    [queue] = set(re.findall(r"/cohorts/[^\s\"<]+/manage/requests/", letter.body))
    desk.goto(queue)
    expect(desk.locator("main")).to_contain_text("Neighbors to learn from.")
    if script:
        assert violations(desk) == []
    desk.get_by_role("button", name="Accept and invite Robin Yazzie").click()
    expect(desk.locator("main")).to_contain_text("An invitation is on its way to robin@example.org.")

    [path] = set(re.findall(r"/invitations/[^\s\"<]+", letters_to("robin@example.org")[-1].body))
    page.goto(path)
    # What they wrote when they asked stands there already.
    expect(page.get_by_label("Name").first).to_have_value("Robin Yazzie")
    expect(page.get_by_label("Time zone")).to_have_value("America/Denver")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"**{scene.cohort.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text(scene.cohort.title)


@WITH_AND_WITHOUT_SCRIPT
def test_a_group_from_its_proposal_to_its_board(scene, page_of, script):
    page = page_of(scene.world.cast["participant"], java_script_enabled=script)
    hand = Hand(page)
    page.goto(scene.cohort.get_absolute_url())
    hand.press("link", "Groups")
    hand.press("link", "Propose a group")
    page.get_by_label("Name", exact=False).first.fill("Buses that come")
    page.get_by_label("What it is about").fill("How people get to us.")
    hand.press("button", "Propose the group")
    page.wait_for_url(lambda address: "/propose/" not in address)
    assert hand.clicks == 3
    group = AffinityGroup.objects.get(name="Buses that come")

    desk = page_of(scene.world.cast["coordinator"], java_script_enabled=script)
    desk.goto(f"{scene.cohort.get_absolute_url()}groups/")
    if script:
        assert violations(desk) == []
    desk.get_by_role("button", name="Open it Buses that come").click()
    expect(desk.locator("main")).to_contain_text("The group is open")

    page.goto(group.get_absolute_url())
    hand.press("link", "Add a date")
    page.get_by_label("Day").fill("2030-01-15")
    page.get_by_label("Start").fill("15:00")
    page.get_by_role("textbox", name="Where").fill("The big room")
    hand.press("button", "Save the date")
    expect(page.locator("main")).to_contain_text("The big room")
    page.set_viewport_size(PHONE)
    assert fits(page)
    if script:
        assert violations(page) == []
    hand.press("link", "Open the board")
    expect(page.get_by_role("heading", level=1)).to_have_text("Buses that come")
    expect(page.locator("main")).to_contain_text("Only the members of this group read here.")
