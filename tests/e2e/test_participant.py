"""What participants do, counted in clicks from My community (design: at most so many)."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from cohorts.operations.enrollment import enroll
from cohorts.operations.invitations import invite
from discussions.models import Post
from notifications.delivery import deliver_mail
from tests.e2e.hand import Hand, Keyboard
from tests.e2e.scene import RAW_LINK, make_scene

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Our patients told us that the bus stops running before the clinic closes."
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def scene():
    return make_scene()


def question(scene) -> str:
    return scene.world.prompt.thread.title


def posts_of(person) -> list[str]:
    return list(Post.objects.filter(author=person).order_by("pk").values_list("body", flat=True))


def test_from_the_invitation_to_the_cohort_in_three_clicks(scene, page_of):
    now = timezone.now()
    enrollment = enroll(cohort=scene.cohort, email="alex@example.org", by=scene.world.cast["coordinator"], now=now)
    invite(enrollment=enrollment, by=scene.world.cast["coordinator"], now=now)
    deliver_mail(clock=timezone.now)
    [letter] = [letter for letter in mail.outbox if letter.to == ["alex@example.org"]]
    [path] = set(re.findall(r"/invitations/[^\s\"<]+", letter.body))
    page = page_of(timezone_id="America/Los_Angeles")
    hand = Hand(page)
    page.goto(path)
    hand.clicks += 1
    page.get_by_label("Name").first.fill("Alex Rivera")
    # The agreements; to be listed in the directory is asked, not required.
    for box in page.locator("main input[type=checkbox][required]").all():
        hand.clicks += 1
        box.check()
    hand.press("button", "Join")
    page.wait_for_url(f"**{scene.cohort.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text(scene.cohort.title)
    assert User.objects.get(email="alex@example.org").time_zone == "America/Los_Angeles"
    expect(page.locator("main .next")).to_contain_text("Pacific")
    assert hand.clicks <= 3


@pytest.mark.parametrize("by", [Hand, Keyboard])
def test_joining_the_session_that_starts_in_ten_minutes_takes_one_click(scene, page_of, by):
    scene.running.delete()
    page = page_of(scene.world.cast["participant"])
    hand = by(page)
    page.goto("/")
    with page.expect_request("https://zoom.example.org/**") as reached:
        hand.press("link", "Join now")
    assert reached.value.url == RAW_LINK
    assert hand.clicks == 1


def test_the_raw_link_is_in_no_page(scene, page_of):
    page = page_of(scene.world.cast["facilitator"])
    cohort = scene.cohort.get_absolute_url()
    desk = f"{cohort}manage/sessions/soon/"
    addresses = ["/", cohort, f"{cohort}schedule/", f"{cohort}sessions/soon/", f"{cohort}manage/schedule/", desk]
    found = [address for address in addresses if "raw-link-canary" in page.context.request.get(address).text()]
    assert found == []


@WITH_AND_WITHOUT_SCRIPT
def test_answering_a_prompt_takes_two_clicks(scene, page_of, script):
    person = scene.world.cast["team_lead"]
    before = posts_of(person)
    page = page_of(person, java_script_enabled=script)
    hand = Hand(page)
    page.goto("/")
    hand.press("link", question(scene))
    page.get_by_label("What would you like to say?").fill(WORDS)
    hand.press("button", "Post answer")
    page.locator("article", has_text=WORDS).wait_for()
    assert posts_of(person) == [*before, WORDS]
    assert hand.clicks == 2


@WITH_AND_WITHOUT_SCRIPT
def test_replying_to_a_peer_nests(scene, page_of, script):
    person, peer = scene.world.cast["coach"], scene.world.post
    page = page_of(person, java_script_enabled=script)
    hand = Hand(page)
    page.goto(f"{scene.world.thread.get_absolute_url()}?post={peer.pk}#post-{peer.pk}")
    hand.press("link", "Reply", within=page.locator(f"#post-{peer.pk}"), exact=False)
    page.locator("#reply").get_by_label("What would you like to say?").fill(WORDS)
    hand.press("button", "Post reply")
    page.locator("article", has_text=WORDS).wait_for()
    reply = Post.objects.get(body=WORDS)
    assert (reply.parent_id, reply.depth) == (peer.pk, peer.depth + 1)
    assert f"depth-{reply.depth}" in page.locator(f"#post-{reply.pk}").get_attribute("class").split()
    assert hand.clicks == 2


@WITH_AND_WITHOUT_SCRIPT
def test_editing_ones_own_post(scene, page_of, script):
    post = scene.world.post
    page = page_of(post.author, java_script_enabled=script)
    page.goto(f"{scene.world.thread.get_absolute_url()}?post={post.pk}")
    hand = Hand(page)
    hand.press("link", "Change", within=page.locator(f"#post-{post.pk}"), exact=False)
    page.get_by_label("Text", exact=True).fill(WORDS)
    hand.press("button", "Save the changes")
    page.locator(f"#post-{post.pk}", has_text=WORDS).wait_for()
    post.refresh_from_db()
    assert post.body == WORDS


def test_a_draft_survives_the_closed_tab(scene, page_of):
    page = page_of(scene.world.cast["team_lead"])
    address = scene.world.thread.get_absolute_url()
    page.goto(address)
    page.get_by_label("What would you like to say?").fill(WORDS)
    page.get_by_text("Draft saved").wait_for()
    page.close()
    again = page.context.new_page()
    again.goto(address)
    expect(again.get_by_label("What would you like to say?")).to_have_value(WORDS)
    again.get_by_role("button", name="Post answer").click()
    again.locator("article", has_text=WORDS).wait_for()
    again.goto(address)
    expect(again.get_by_label("What would you like to say?")).to_have_value("")


@WITH_AND_WITHOUT_SCRIPT
def test_an_expired_login_keeps_what_was_typed(scene, page_of, script):
    person = scene.world.cast["team_lead"]
    person.set_password("a long quiet river")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = page_of(person, java_script_enabled=script)
    page.goto(scene.world.thread.get_absolute_url())
    page.get_by_label("What would you like to say?").fill(WORDS)
    if script:
        page.get_by_text("Draft saved").wait_for()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Post answer").click()
    if script:
        page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("E-mail").first.fill(person.email)
    page.get_by_label("Password").first.fill("a long quiet river")
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    page.wait_for_url(f"**{scene.world.thread.get_absolute_url()}*")
    expect(page.get_by_label("What would you like to say?")).to_have_value(re.compile(rf"^\s*{re.escape(WORDS)}\s*$"))


@WITH_AND_WITHOUT_SCRIPT
def test_a_double_click_makes_one_post(scene, page_of, script):
    page = page_of(scene.world.cast["team_lead"], java_script_enabled=script)
    page.goto(scene.world.thread.get_absolute_url())
    page.get_by_label("What would you like to say?").fill(WORDS)
    page.get_by_role("button", name="Post answer").dblclick()
    page.locator("article", has_text=WORDS).wait_for()
    page.wait_for_load_state("networkidle")
    assert Post.objects.filter(body=WORDS).count() == 1


def test_a_prompt_is_answered_by_keyboard_alone(scene, page_of):
    person = scene.world.cast["team_lead"]
    before = posts_of(person)
    page = page_of(person)
    hand = Keyboard(page)
    page.goto("/")
    hand.press("link", question(scene))
    page.wait_for_url("**/asked/*")
    hand.reach(page.get_by_label("What would you like to say?"))
    page.keyboard.type(WORDS)
    hand.press("button", "Post answer")
    page.locator("article", has_text=WORDS).wait_for()
    assert posts_of(person) == [*before, WORDS]


def test_a_reply_is_written_by_keyboard_alone_and_the_focus_follows(scene, page_of):
    peer = scene.world.post
    page = page_of(scene.world.cast["coach"])
    hand = Keyboard(page)
    page.goto(scene.world.thread.get_absolute_url())
    hand.press("link", "Reply", within=page.locator(f"#post-{peer.pk}"), exact=False)
    page.locator("#reply").wait_for()
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.type(WORDS)
    hand.press("button", "Post reply")
    page.locator("article", has_text=WORDS).wait_for()
    reply = Post.objects.get(body=WORDS)
    page.wait_for_function("id => document.activeElement.id === id", arg=f"post-{reply.pk}")


def test_the_skip_link_leads_past_the_bar(scene, page_of):
    page = page_of(scene.world.cast["participant"])
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    assert skip.evaluate("e => e === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_times_are_named_in_the_zone_the_browser_says(scene, page_of):
    person = scene.world.cast["participant"]
    User.objects.filter(pk=person.pk).update(time_zone="")
    page = page_of(person, timezone_id="America/Denver")
    with page.expect_response("**/me/time-zone/"):
        page.goto("/")
    # The page comes anew by itself, in the zone.
    page.locator("main .next", has_text="Mountain").wait_for()
    assert User.objects.get(pk=person.pk).time_zone == "America/Denver"
