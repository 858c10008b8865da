"""First posts that wait, as their author and those who keep order meet them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from discussions.models import HeldPost, Post, Thread
from tests.discussions.pages import by_id, parsed, sent, text_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import HeldPostFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def holds(cast):
    Cohort.objects.filter(pk=cast.cohort.pk).update(holds_first_posts=True)


@pytest.fixture
def desk(cast) -> str:
    return reverse("discussions:held_list", args=[cast.cohort.slug])


def words(response) -> str:
    return text_of(parsed(response))


@pytest.mark.parametrize("script", [True, False])
def test_the_author_reads_that_it_waits_where_it_will_stand(cast, thread, address, sign_in, script):
    browser = sign_in("participant")
    headers = {"HX-Request": "true", "HX-Target": "conversation"} if script else {}
    page = browser.post(address, sent("canary first words"), headers=headers, follow=True)
    held = HeldPost.objects.get()
    assert page.redirect_chain[-1][0] == f"{thread.get_absolute_url()}?last=1&held=1#held-{held.pk}"
    box = by_id(parsed(page), "held")
    assert "canary first words" in text_of(box)
    assert "Only you and those who keep order read this" in text_of(box)
    assert box.get("data-focus") == ""
    # The form is empty again.
    assert "canary first words" not in text_of(by_id(parsed(page), "answer"))


@pytest.mark.parametrize("role", ["team_lead", "coach"])
def test_others_find_nothing_of_it(cast, thread, board, sign_in, role):
    HeldPostFactory(thread=thread, author=cast["participant"], body="canary")
    HeldPostFactory(thread=None, board=board, author=cast["participant"], title="canary", body="canary")
    for address in (thread.get_absolute_url(), board.get_absolute_url()):
        page = sign_in(role).get(address)
        assert "canary" not in page.content.decode()
        assert by_id(parsed(page), "held") is None


def test_a_topic_waits_on_its_board(cast, board, sign_in):
    browser = sign_in("participant")
    form = {"title": "Gardens", "body": "Who has one?", "submission": "7a7a3a3e-7a6c-4a0e-9a87-0f5a2b7ad111"}
    page = browser.post(f"{board.get_absolute_url()}new/", form, follow=True)
    assert "Gardens" in text_of(by_id(parsed(page), "held"))
    assert Thread.objects.count() == 0


def test_the_desk_releases_several(cast, thread, board, desk, sign_in):
    first = HeldPostFactory(thread=thread, author=cast["participant"], body="first words")
    second = HeldPostFactory(thread=None, board=board, author=cast["team_lead"], title="Gardens", body="x")
    browser = sign_in("facilitator")
    page = browser.get(desk)
    assert "first words" in words(page)
    assert "The topic “Gardens”" in words(page)
    answer = browser.post(desk, {"act": "release", "held": [first.pk, second.pk]}, follow=True)
    assert "2 posts and topics stand in their places now." in words(answer)
    assert Post.objects.get().body == "first words"
    assert Thread.objects.filter(title="Gardens").count() == 1
    assert "Nothing waits to be looked at." in words(answer)
    assert "A post in “Who maps rent?”: released" in words(answer)
    again = browser.post(desk, {"act": "release", "held": [first.pk]}, follow=True)
    assert "This has been decided already, or its author has taken it back." in words(again)


def test_the_desk_refuses_with_a_reason_only(cast, thread, desk, sign_in):
    held = HeldPostFactory(thread=thread, author=cast["participant"])
    browser = sign_in("coordinator")
    page = browser.post(desk, {"act": "refuse", "held": [held.pk]})
    assert page.status_code == 422
    assert "Say why" in words(page)
    assert "Choose at least one." in words(browser.post(desk, {"act": "refuse", "reason": "Ads"}))
    # A key for a new line in the reason would press the first button.
    stopped = browser.post(desk, {"act": "release", "held": [held.pk], "reason": "Ads"})
    assert "Take it out to release" in words(stopped)
    assert (stopped.status_code, Post.objects.count()) == (422, 0)
    assert by_id(parsed(stopped), f"choose-{held.pk}").get("checked") is not None
    answer = browser.post(desk, {"act": "refuse", "held": [held.pk], "reason": "Ads"}, follow=True)
    assert "1 post or topic is not shown. Its author reads your reason." in words(answer)
    box = by_id(parsed(sign_in("participant").get(thread.get_absolute_url())), "held")
    assert "Their reason: Ads" in text_of(box)


def test_another_cohorts_post_is_not_decided_here(cast, desk, sign_in):
    elsewhere = HeldPostFactory()
    sign_in("coordinator").post(desk, {"act": "release", "held": [elsewhere.pk]})
    assert Post.objects.count() == 0


def test_the_author_takes_it_back(cast, thread, sign_in):
    held = HeldPostFactory(thread=thread, author=cast["participant"], body="canary")
    address = reverse("discussions:held_take_back", args=[held.pk])
    assert sign_in("facilitator").post(address).status_code == 404
    page = sign_in("participant").post(address, follow=True)
    assert "It is taken back, and nobody keeps it." in words(page)
    assert HeldPost.objects.count() == 0


def test_before_the_gate_what_waits_opens_nothing(cast, thread, sign_in):
    Cohort.objects.filter(pk=cast.cohort.pk).update(answer_first=True)
    PostFactory(thread=thread, author=cast["coach"], body="canary of another", body_html="<p>canary of another</p>")
    Thread.objects.update(kind="prompt")
    HeldPostFactory(thread=thread, author=cast["participant"], body="own words")
    page = sign_in("participant").get(thread.get_absolute_url()).content.decode()
    assert ("own words" in page, "canary of another" in page) == (True, False)


def test_a_pseudonym_stays_one_at_the_desk(cast, thread, desk, sign_in):
    pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Cedar")
    HeldPostFactory(thread=thread, author=cast["participant"], pseudonym=pseudonym)
    page = sign_in("facilitator").get(desk).content.decode()
    assert "Cedar" in page
    assert ">Participant" not in page


def test_those_who_keep_order_are_led_there(cast, thread, desk, sign_in):
    HeldPostFactory.create_batch(2, thread=thread, author=cast["participant"])
    browser = sign_in("facilitator")
    assert "2 first posts wait to be looked at in" in words(browser.get("/"))
    moderation = browser.get(reverse("discussions:moderation", args=[cast.cohort.slug]))
    assert "First posts that wait 2" in words(moderation)
    assert "first post" not in words(sign_in("team_lead").get("/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_for_one_and_for_three(cast, thread, desk, sign_in, django_assert_num_queries, rows):
    HeldPostFactory.create_batch(rows, thread=thread, author=cast["participant"])
    browser = sign_in("facilitator")
    browser.get(desk)
    with django_assert_num_queries(7):
        browser.get(desk)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_thread_costs_two_more_where_something_waits(cast, thread, sign_in, django_assert_num_queries, rows):
    HeldPostFactory.create_batch(rows, thread=thread, author=cast["participant"])
    browser = sign_in("participant")
    browser.get(thread.get_absolute_url())
    with django_assert_num_queries(7):
        browser.get(thread.get_absolute_url())
