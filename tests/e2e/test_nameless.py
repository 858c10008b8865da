"""Speaking without one's name, in a browser: what was ticked survives the closed tab, and the desk looks up with a reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cohorts.models import Cohort, Pseudonym
from discussions.models import Post
from tests.e2e.hand import Hand
from tests.e2e.scene import make_scene

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The window at our clinic closes when it hears an accent."


@pytest.fixture
def scene():
    made = make_scene()
    Cohort.objects.update(pseudonyms_allowed=True)
    Pseudonym.objects.all().delete()
    return made


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_posting_without_a_name(scene, page_of, script):
    person = scene.world.cast["participant"]
    page = page_of(person, java_script_enabled=script)
    page.goto(scene.world.thread.get_absolute_url())
    form = page.locator("#answer")
    form.locator("textarea").fill(WORDS)
    form.get_by_label("Post without my name").check()
    if script:
        # A closed tab: the draft on the device knows both.
        page.wait_for_timeout(600)
        page.goto("/")
        page.goto(scene.world.thread.get_absolute_url())
        expect(page.locator("#answer textarea")).to_have_value(WORDS)
        expect(page.locator("#answer").get_by_label("Post without my name")).to_be_checked()
    Hand(page).press("button", "Post answer")
    page.get_by_text(WORDS).first.wait_for()
    post = Post.objects.get(body=WORDS)
    assert post.pseudonym.person == person
    shown = page.locator(f"#post-{post.pk} h3").inner_text()
    assert shown == str(post.pseudonym)


def test_a_facilitator_looks_up_who_it_is_and_the_person_reads_so(scene, page_of):
    page = page_of(scene.world.cast["participant"])
    page.goto(scene.world.thread.get_absolute_url())
    page.locator("#answer textarea").fill(WORDS)
    page.locator("#answer").get_by_label("Post without my name").check()
    Hand(page).press("button", "Post answer")
    page.get_by_text(WORDS).first.wait_for()
    desk = page_of(scene.world.cast["facilitator"])
    desk.goto(scene.world.thread.get_absolute_url())
    Hand(desk).press("link", "Who is this?", exact=False)
    desk.get_by_label("Reason").fill("They wrote of being threatened")
    assert "participant@example.org" not in desk.content()
    Hand(desk).press("button", "Show the name")
    desk.get_by_text("participant@example.org").wait_for()
    page.goto(f"{scene.cohort.get_absolute_url()}pseudonym/")
    expect(page.locator("main")).to_contain_text("They wrote of being threatened")
