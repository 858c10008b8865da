"""Writing with a script: buttons, a preview while one types, a draft that is there on another device, a pasted picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cohorts.models import Cohort
from discussions.models import Attachment, Post
from tests.common.files import png
from tests.e2e.audit import complaints_about
from tests.e2e.scene import make_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    return make_scene()


PASTE = """bytes => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  document.querySelector("#answer textarea").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_an_answer_is_written_with_everything_there_is(scene, page_of):
    page, address = page_of(scene.world.cast["team_lead"]), scene.world.thread.get_absolute_url()
    page.goto(address)
    words = page.get_by_label("What would you like to say?")
    words.fill("a quiet street")
    words.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(words).to_have_value("**a quiet street**")
    page.get_by_text("See how it will look while you write").click()
    expect(page.locator("#answer-live strong")).to_have_text("a quiet street")
    page.evaluate(PASTE, list(png(width=8, height=8)))
    page.get_by_text("The file is added.").wait_for()
    page.locator("[data-files]").get_by_label("What is in the picture").fill("Empty houses")
    page.get_by_text("Draft saved").wait_for()
    assert list(complaints_about(page)) == []
    # Another device.
    other = page_of(scene.world.cast["team_lead"])
    other.goto("/me/drafts/")
    other.get_by_role("link", name=scene.world.thread.title).click()
    expect(other.get_by_label("What would you like to say?")).to_have_value("**a quiet street**")
    other.locator("[data-files]").get_by_label("What is in the picture").fill("Empty houses")
    other.get_by_role("button", name="Post answer").click()
    expect(other.locator("article").get_by_role("img", name="Empty houses", exact=True)).to_be_visible()
    assert Attachment.objects.get(alt="Empty houses").post == Post.objects.get(body="**a quiet street**")
    other.goto("/me/drafts/")
    expect(other.get_by_text("No drafts")).to_be_visible()


def test_whoever_quotes_writes_on_below_it(scene, page_of):
    page = page_of(scene.world.cast["team_lead"])
    page.goto(scene.world.thread.get_absolute_url())
    page.get_by_role("link", name="Quote").first.click()
    words = page.locator("#reply textarea")
    expect(words).to_be_focused()
    quoted = words.input_value()
    page.keyboard.type("So do we.")
    expect(words).to_have_value(quoted + "So do we.")


def test_a_topic_is_written_with_everything_there_is(scene, page_of):
    board = scene.world.thread.board.get_absolute_url()
    page = page_of(scene.world.cast["team_lead"])
    page.goto(f"{board}new/")
    page.get_by_label("Title").fill("Gardens of the town")
    words = page.get_by_label("Your words")
    words.fill("who has one")
    words.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(words).to_have_value("**who has one**")
    page.get_by_text("See how it will look while you write").click()
    expect(page.locator("#words-live strong")).to_have_text("who has one")
    page.evaluate(PASTE.replace("#answer textarea", "[data-writing] textarea"), list(png(width=8, height=8)))
    page.get_by_text("The file is added.").wait_for()
    page.locator("[data-files]").get_by_label("What is in the picture").fill("Raised beds")
    page.get_by_text("Draft saved").wait_for()
    assert list(complaints_about(page)) == []
    # Another device.
    other = page_of(scene.world.cast["team_lead"])
    other.goto("/me/drafts/")
    other.get_by_role("link", name="Gardens of the town").click()
    expect(other.get_by_label("Your words")).to_have_value("**who has one**")
    other.locator("[data-files]").get_by_label("What is in the picture").fill("Raised beds")
    other.get_by_role("button", name="Start the topic").click()
    expect(other.get_by_role("img", name="Raised beds", exact=True)).to_be_visible()
    other.get_by_role("link", name="Change your topic").click()
    expect(other.locator("[data-files]").get_by_label("What is in the picture")).to_have_value("Raised beds")
    assert list(complaints_about(other)) == []


def test_a_first_post_waits_and_is_released(scene, page_of):
    Cohort.objects.filter(pk=scene.cohort.pk).update(holds_first_posts=True, first_posts_held=20)
    page = page_of(scene.world.cast["team_lead"])
    page.goto(scene.world.thread.get_absolute_url())
    page.get_by_label("What would you like to say?").fill("New here, hello.")
    page.get_by_role("button", name="Post answer").click()
    held = page.locator("#held")
    expect(held).to_be_focused()
    expect(held.get_by_text("New here, hello.")).to_be_visible()
    expect(page.get_by_label("What would you like to say?")).to_have_value("")
    assert list(complaints_about(page)) == []
    desk = page_of(scene.world.cast["facilitator"])
    desk.goto(f"/cohorts/{scene.cohort.slug}/manage/moderation/first-posts/")
    assert list(complaints_about(desk)) == []
    desk.locator("section.card", has_text="New here, hello.").get_by_role("checkbox").check()
    desk.get_by_role("button", name="Release what is chosen").click()
    expect(desk.get_by_text("1 post or topic stands in its place now.")).to_be_visible()
    page.goto(scene.world.thread.get_absolute_url())
    expect(page.locator("article.post", has_text="New here, hello.")).to_be_visible()
