"""Finding where a recording talks about a word, and playing from there: three clicks from My community, typing apart."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from cop_portal.demo.recordings import silence
from sessions.models import RecordingOpening, TranscriptCue
from sessions.operations.recordings import add_recording, publish_recording
from tests.e2e.hand import Hand, Keyboard
from tests.e2e.scene import make_scene

pytestmark = pytest.mark.django_db(transaction=True)

VTT = b"""WEBVTT

00:00:01.000 --> 00:00:04.000
Ana Ruiz: Good morning, everybody.

00:00:40.000 --> 00:00:44.000
Ana Ruiz: They all named the kitchen table.

00:00:50.000 --> 00:00:55.000
Tom Fox: And who sits at it?
"""


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def recording(scene):
    now = timezone.now()
    made = add_recording(
        live_session=scene.past,
        title="The talk of Ana Ruiz",
        upload=SimpleUploadedFile("talk.mp3", silence(60)),
        captions=SimpleUploadedFile("talk.vtt", VTT),
        by=None,
        now=now,
    )
    return publish_recording(recording=made, by=None, now=now)


@pytest.mark.parametrize("hands", [Hand, Keyboard])
def test_a_word_is_found_and_played_in_three_clicks(scene, recording, page_of, hands):
    page = page_of(scene.world.cast["participant"])
    page.goto("/")
    hand = hands(page)
    hand.press("link", recording.title)
    page.wait_for_url(f"**{recording.get_absolute_url()}")
    page.locator("#find").fill("Kitchen")
    hand.press("button", "Search")
    page.wait_for_url("**?q=Kitchen*")
    page.wait_for_function("document.querySelector('[data-player]').readyState > 0")
    hand.press("link", "0:40 Ana Ruiz: They all named the kitchen table.")
    page.wait_for_function("document.querySelector('[data-player]').currentTime >= 40")
    page.wait_for_function("!document.querySelector('[data-player]').paused")
    expect(page.locator("[data-lines] [aria-current]")).to_have_text(re.compile(r"^\s*0:40"))
    expect(page).to_have_url(re.compile(rf"\?q=Kitchen&t=40#cue-{recording.cues.get(starts=40_000).pk}$"))
    assert hand.clicks <= 3
    opening = RecordingOpening.objects.get(recording=recording)
    assert opening.person == scene.world.cast["participant"]


def test_without_a_script_the_place_is_in_the_address_and_the_opening_is_a_button(scene, recording, page_of):
    page = page_of(scene.world.cast["participant"], java_script_enabled=False)
    page.goto(f"{recording.get_absolute_url()}?q=kitchen")
    page.get_by_role("link", name="0:40 Ana Ruiz").first.click()
    page.wait_for_url("**&t=40#cue-*")
    assert page.locator("source").get_attribute("src").endswith("#t=40")
    expect(page.locator("[data-lines] [aria-current]")).to_have_text(re.compile(r"^\s*0:40"))
    page.get_by_role("button", name="Note that I have opened it").click()
    page.wait_for_url(f"**{recording.get_absolute_url()}")
    assert RecordingOpening.objects.filter(recording=recording).count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_long_transcript_comes_in_parts_and_the_player_plays_on(scene, recording, page_of, script):
    recording.cues.all().delete()
    TranscriptCue.objects.bulk_create(
        TranscriptCue(recording=recording, position=n, starts=n * 100, ends=n * 100 + 90, text=f"Line {n}")
        for n in range(1, 581)
    )
    page = page_of(scene.world.cast["participant"], java_script_enabled=script)
    page.goto(recording.get_absolute_url())
    lines = page.locator("[data-lines] li")
    expect(lines).to_have_count(259)
    if not script:
        page.get_by_role("link", name="0:26", exact=True).last.click()
        expect(lines.first).to_contain_text("Line 260")
        return
    page.wait_for_function("document.querySelector('[data-player]').readyState > 0")
    lines.nth(3).get_by_role("link").click()
    page.wait_for_function("!document.querySelector('[data-player]').paused")
    page.locator("[data-parts]").get_by_role("link", name="0:26").click()
    expect(lines.first).to_contain_text("Line 260")
    expect(page.locator("[data-lines]")).to_be_focused()
    assert not page.evaluate("document.querySelector('[data-player]').paused")
    expect(page).to_have_url(re.compile(r"part=2#transcript$"))
    # Nobody reads there any more: what is said leads back to its part, and on to the next.
    page.evaluate("document.activeElement.blur()")
    expect(lines.first).to_contain_text("Line 1")
    page.evaluate("document.querySelector('[data-player]').currentTime = 52.5")
    expect(page.locator("[data-lines] [aria-current]")).to_contain_text(re.compile(r"Line 5[2-8]\d"))
    expect(page.locator("[data-parts] [aria-current]")).to_have_text("0:51")
