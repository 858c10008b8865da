"""How a post read before, and having its words erased."""

from __future__ import annotations

import pytest

from cohorts.models import Cohort
from discussions.models import Post
from discussions.operations.posts import delete_post, edit_post
from tests.discussions.pages import by_id, parsed, sent, text_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import PostFactory


@pytest.fixture
def post(cast, thread, address, sign_in, now):
    sign_in("participant").post(address, sent("We map rent."))
    post = Post.objects.get()
    edit_post(post=post, by=cast["participant"], body="We map <b>the</b> rent.", now=now)
    edit_post(post=post, by=cast["facilitator"], body="We map the rent.", reason="no markup", now=now)
    return post


@pytest.fixture
def where(thread, post):
    return f"{thread.get_absolute_url()}posts/{post.pk}/versions/"


def changes(tree):
    """What is marked, as a screen reader says it."""
    return [(mark.tag, text_of(mark)) for mark in tree.iter() if mark.tag in {"del", "ins"}]


@pytest.mark.parametrize("role", ["participant", "facilitator", "coordinator", "site_admin"])
def test_the_author_and_those_who_run_it_see_what_changed(role, thread, post, where, sign_in):
    client = sign_in(role)
    head = by_id(parsed(client.get(thread.get_absolute_url())), f"post-{post.pk}").find(".//header")
    assert [a.get("href") for a in head.iter("a")][1:] == [where]
    latest = parsed(client.get(where))
    assert changes(latest) == [("del", "taken out: <b>the</b> end"), ("ins", "put in: the end")]
    assert "edited by those who run the sessions: no markup" in text_of(by_id(latest, "main"))
    second = parsed(client.get(f"{where}?version=2"))
    assert changes(second) == [("ins", "put in: <b>the</b> end")]
    first = parsed(client.get(f"{where}?version=1"))
    assert changes(first) == []
    assert "As it was posted: We map rent." in text_of(by_id(first, "main"))


@pytest.mark.parametrize("query", ["?version=99", "?version=0", "?version=x", "?version=" + "9" * 400])
def test_a_version_that_is_not_there_is_the_latest(where, sign_in, query):
    assert "Version 3" in [text_of(h) for h in parsed(sign_in("participant").get(where + query)).iter("h2")]


@pytest.mark.parametrize("role", ["team_lead", "coach"])
def test_peers_read_only_that_it_was_edited(role, thread, post, where, sign_in):
    client = sign_in(role)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert ["edited by those" in page, "versions/" in page] == [True, False]
    refused = client.get(where)
    assert refused.status_code == 403
    assert "rent" not in text_of(by_id(parsed(refused), "main"))


def test_what_was_taken_away_those_who_run_it_still_read(cast, thread, post, where, now, sign_in):
    delete_post(post=post, by=cast["participant"], now=now)
    assert [sign_in(role).get(where).status_code for role in ("participant", "team_lead", "facilitator")] == [
        403,
        403,
        200,
    ]
    tombstone = by_id(parsed(sign_in("facilitator").get(thread.get_absolute_url())), f"post-{post.pk}")
    assert [a.get("href") for a in tombstone.iter("a")] == [where]


def test_a_post_whose_history_was_not_kept(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body="Imported")
    post.history.all().delete()
    page = sign_in("participant").get(f"{thread.get_absolute_url()}posts/{post.pk}/versions/").content.decode()
    assert ["No earlier versions" in page, "Imported" in page] == [True, True]


@pytest.mark.parametrize("edits", [1, 3])
def test_it_costs_the_same_however_often_it_was_changed(
    cast, thread, post, where, now, edits, sign_in, django_assert_num_queries
):
    for number in range(edits):
        edit_post(post=post, by=cast["participant"], body=f"Version {number}", now=now)
    client = sign_in("participant")
    # Session, person, thread, standing, post; its versions, and the words of two.
    with django_assert_num_queries(7) as asked:
        client.get(where)
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


def test_without_a_name_the_versions_say_none(cast, thread, address, now, sign_in):
    Cohort.objects.update(pseudonyms_allowed=True)
    PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Heron", speaks_as="community")
    sign_in("participant").post(address, sent("Before", without_name="1"))
    post = Post.objects.get()
    edit_post(post=post, by=cast["participant"], body="After", now=now)
    main = by_id(parsed(sign_in("facilitator").get(f"{thread.get_absolute_url()}posts/{post.pk}/versions/")), "main")
    assert ["Heron" in text_of(main), "Participant" in text_of(main)] == [True, False]


# --- Erasing --------------------------------------------------------------------------------------


def test_the_author_erases_a_tombstone(cast, thread, post, where, sign_in):
    client, base = sign_in("participant"), thread.get_absolute_url()
    erase = f"{base}posts/{post.pk}/erase/"
    assert client.get(erase).status_code == client.post(erase).status_code == 403
    client.post(f"{base}posts/{post.pk}/delete/")
    tombstone = by_id(parsed(client.get(base)), f"post-{post.pk}")
    assert [a.get("href") for a in tombstone.iter("a")] == [erase]
    asked = client.get(erase)
    assert "Nobody can bring the post back" in asked.content.decode()
    # What was taken away stands on no page of theirs.
    assert "We map the rent." not in asked.content.decode()
    response = client.post(erase)
    assert response.url == f"{base}?post={post.pk}#post-{post.pk}"
    tombstone = by_id(parsed(client.get(base)), f"post-{post.pk}")
    assert "Its words are erased for good." in text_of(tombstone)
    assert [list(tombstone.iter("form")), list(tombstone.iter("a"))] == [[], []]
    assert client.get(erase).status_code == client.post(erase).status_code == 302
    # For those who run the sessions it is as gone.
    desk = sign_in("facilitator")
    tombstone = by_id(parsed(desk.get(base)), f"post-{post.pk}")
    assert [list(tombstone.iter("form")), list(tombstone.iter("a"))] == [[], []]
    assert "We map" not in text_of(by_id(parsed(desk.get(where)), "main"))
    assert desk.post(f"{base}posts/{post.pk}/restore/").status_code == 403
