"""Reacting, keeping, following and going on to what is unread, in a browser; with JavaScript and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from discussions.models import Bookmark, Following, Reaction
from tests.e2e.audit import complaints_about
from tests.e2e.hand import Hand
from tests.e2e.scene import make_scene
from tests.factories.discussions import PostFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def posts(scene):
    return PostFactory.create_batch(3, thread=scene.world.topic, author=scene.world.cast["coach"])


def test_reacting_swaps_the_reactions_of_the_post_alone(scene, posts, page_of):
    page, post = page_of(scene.world.cast["team_lead"]), posts[0]
    page.goto(scene.world.topic.get_absolute_url())
    article = page.locator(f"#post-{post.pk}")
    page.locator("#answer textarea").fill("What I was just writing")
    Hand(page).press("link", "React or keep", within=article)
    panel = page.locator(f"#react-{post.pk}")
    expect(panel).to_be_focused()
    Hand(page).press("button", "Tried it", within=article)
    expect(article.locator(f"#r{post.pk}")).to_have_text("Tried it 1")
    expect(article.get_by_role("button", name="Tried it")).to_have_attribute("aria-pressed", "true")
    expect(article.get_by_role("button", name="Tried it")).to_be_focused()
    expect(page.locator("#answer textarea")).to_have_value("What I was just writing")
    expect(page).to_have_url(re.compile(f"{scene.world.topic.slug}/$"))
    assert list(complaints_about(page)) == []
    Hand(page).press("button", "Keep for myself", within=article)
    expect(article.get_by_role("button", name="Keep for myself")).to_have_attribute("aria-pressed", "true")
    Hand(page).press("button", "Tried it", within=article)
    expect(article.locator(f"#r{post.pk}")).to_have_text("")
    assert (Reaction.objects.count(), Bookmark.objects.get().post) == (0, post)


def test_without_script_it_is_a_page(scene, posts, page_of):
    page = page_of(scene.world.cast["team_lead"], java_script_enabled=False)
    page.goto(scene.world.topic.get_absolute_url())
    Hand(page).press("link", "React or keep", within=page.locator(f"#post-{posts[0].pk}"))
    Hand(page).press("button", "Thanks")
    expect(page.locator(f"#r{posts[0].pk}")).to_have_text("Thanks 1")
    Hand(page).press("button", "Watching")
    expect(page.get_by_role("button", name="Watching")).to_have_attribute("aria-pressed", "true")
    assert Following.objects.get().level == "watching"


def test_the_keys_lead_from_one_unread_post_to_the_next_and_can_be_switched_off(scene, posts, page_of):
    page, topic = page_of(scene.world.cast["team_lead"]), scene.world.topic
    # So low that the foot of the page doesn't come on the screen by itself.
    page.set_viewport_size({"width": 640, "height": 240})
    page.goto(topic.get_absolute_url())
    for post in posts:
        page.keyboard.press("n")
        expect(page.locator(f"#post-{post.pk}")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator(f"#post-{posts[1].pk}")).to_be_focused()
    # Where somebody writes it is a letter.
    page.locator("#answer textarea").press("n")
    expect(page.locator("#answer textarea")).to_have_value("n")
    page.get_by_text("By keyboard").click()
    Hand(page).press("button", "Switch these keys off")
    page.locator(f"#post-{posts[1].pk} h3").click()
    page.keyboard.press("n")
    expect(page.locator(f"#post-{posts[2].pk}")).not_to_be_focused()
    page.reload()
    page.get_by_text("By keyboard").click()
    Hand(page).press("button", "Switch these keys on")
    page.get_by_role("link", name="Next unread post").focus()
    page.keyboard.press("n")
    # Behind the last one it goes on to what else is unread in the cohort, and what one has gone through is read.
    expect(page).not_to_have_url(re.compile(f"/{topic.slug}/$"))
    page.goto("/new/")
    expect(page.get_by_role("link", name=topic.title)).to_have_count(0)
