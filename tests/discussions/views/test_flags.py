"""The pages of flags: setting one, the desk, deciding."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cop_portal.queries import community_of
from discussions.models import Flag, Post
from tests.discussions.pages import parsed, text_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import FlagFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast, thread):
    return PostFactory(thread=thread, author=cast["participant"], body_html="<p>Canary words.</p>")


@pytest.fixture
def desk(cast):
    return reverse("discussions:moderation", args=[cast.cohort.slug])


def said(response) -> str:
    return text_of(parsed(response))


def test_from_the_post_to_the_desk_and_back(cast, thread, post, desk, sign_in):
    reader = sign_in("team_lead")
    flagging = f"{thread.get_absolute_url()}posts/{post.pk}/flag/"
    assert flagging in reader.get(thread.get_absolute_url()).content.decode()
    page = said(reader.get(flagging))
    assert "You ask those who run this cohort’s sessions to look at it." in page
    response = reader.post(flagging, {"about": "other", "words": ""})
    assert response.status_code == 422
    assert "Say in a few words what it is about." in said(response)
    response = reader.post(flagging, {"about": "private", "words": "A name"}, follow=True)
    assert "Thank you. Those who keep order here will look at it." in said(response)

    facilitator = sign_in("facilitator")
    listed = facilitator.get(desk)
    assert "Participant in “Who maps rent?”" in said(listed)
    waiting = Flag.objects.get()
    address = reverse("discussions:flagged", args=[cast.cohort.slug, waiting.pk])
    assert address in listed.content.decode()
    page = said(facilitator.get(address))
    assert ["Canary words." in page, "“A name”" in page, "Team Lead" in page] == [True, True, True]
    response = facilitator.post(address, {"outcome": "hide", "reason": ""})
    assert response.status_code == 200
    assert "Say why" in said(response)
    response = facilitator.post(address, {"outcome": "hide", "reason": "Names a patient"}, follow=True)
    assert "It is taken away. Its author reads your reason." in said(response)
    assert "A post in “Who maps rent?”: taken away. Names a patient" in said(response)
    # Sent twice it says so.
    assert "This has been decided already." in said(facilitator.get(address, follow=True))
    assert "Reason: Names a patient" in said(sign_in("participant").get(thread.get_absolute_url()))
    assert "Names a patient" not in said(reader.get(thread.get_absolute_url()))


def test_it_may_stay(cast, post, desk, sign_in):
    waiting = FlagFactory(post=post, flagged_by=cast["team_lead"])
    address = reverse("discussions:flagged", args=[cast.cohort.slug, waiting.pk])
    response = sign_in("coordinator").post(address, {"outcome": "keep", "reason": "A quotation"}, follow=True)
    assert "It stays." in said(response)
    assert Post.objects.get().deleted_at is None
    again = sign_in("team_lead").get(f"{post.thread.get_absolute_url()}posts/{post.pk}/flag/")
    assert "You have flagged this before. It was looked at, and may stay." in said(again)


def test_a_pseudonym_stays_one_at_the_desk(cast, post, desk, sign_in):
    post.pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Cedar")
    post.save()
    waiting = FlagFactory(post=post, flagged_by=cast["team_lead"])
    for address in (desk, reverse("discussions:flagged", args=[cast.cohort.slug, waiting.pk])):
        page = sign_in("facilitator").get(address).content.decode()
        assert "Cedar" in page
        assert "participant@example.org" not in page
        assert ">Participant" not in page


def test_one_sees_no_flag_on_ones_own_words(cast, thread, desk, sign_in):
    post = PostFactory(thread=thread, author=cast["facilitator"])
    waiting = FlagFactory(post=post, flagged_by=cast["team_lead"])
    address = reverse("discussions:flagged", args=[cast.cohort.slug, waiting.pk])
    assert "Nothing waits for a decision." in said(sign_in("facilitator").get(desk))
    assert sign_in("facilitator").get(address).status_code == 404
    assert sign_in("coordinator").get(address).status_code == 200
    neighbors = reverse("discussions:flagged", args=[cast.neighbor_cohort.slug, waiting.pk])
    assert sign_in("neighbor").get(neighbors).status_code == 404


def test_the_first_words_of_a_topic(cast, board, sign_in):
    topic = ThreadFactory(
        board=board, title="Rude words", body="Ruder.", body_html="<p>Ruder.</p>", author=cast["participant"]
    )
    base = topic.get_absolute_url()
    response = sign_in("coach").post(f"{base}flag/", {"about": "unkind", "words": ""}, follow=True)
    assert "Thank you." in said(response)
    facilitator = sign_in("facilitator")
    assert "Take the words of the topic away" in said(facilitator.get(base))
    assert said(facilitator.get(f"{base}hide/")).count("Rude words") == 3
    facilitator.post(f"{base}hide/", {"reason": "Hurts somebody"})
    # Its address had the words of the title, and leads on.
    page = said(sign_in("coach").get(base, follow=True))
    assert ["Rude" in page, "Hurts somebody" in page] == [False, False]
    assert "taken away by those who run the sessions. Reason: Hurts somebody" in said(
        sign_in("participant").get(base, follow=True)
    )
    assert sign_in("participant").get(f"{base}edit/").status_code == 403
    facilitator.post(f"{base}restore/")
    assert "Ruder." in said(sign_in("coach").get(base))


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_for_any_number(cast, thread, desk, sign_in, django_assert_num_queries, number):
    for post in PostFactory.create_batch(number, thread=thread):
        FlagFactory.create_batch(2, post=post)
        FlagFactory(post=post, outcome="kept", decided_at=post.created_at, decided_by=cast["coordinator"])
    browser = sign_in("facilitator")
    with django_assert_num_queries(7):
        browser.get(desk)
    address = reverse("discussions:flagged", args=[cast.cohort.slug, Flag.objects.open().first().pk])
    with django_assert_num_queries(6):
        browser.get(address)


def test_my_community_counts_what_waits_for_those_who_decide(cast, thread, now, django_assert_num_queries):
    posts = PostFactory.create_batch(2, thread=thread)
    FlagFactory.create_batch(2, post=posts[0])
    FlagFactory(post=posts[1])
    FlagFactory(post=PostFactory(thread=thread, author=cast["facilitator"]))
    FlagFactory(thread=thread)
    assert [(row.cohort, row.number) for row in community_of(cast["facilitator"], now).flagged] == [(cast.cohort, 3)]
    assert [row.number for row in community_of(cast["coordinator"], now).flagged] == [4]
    for role in ("participant", "coach", "observer", "neighbor"):
        assert community_of(cast[role], now).flagged == []
