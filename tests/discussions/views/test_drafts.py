"""Drafts on the pages: saved while one writes, there on the next device, listed, discarded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from discussions.models import Post, PostDraft, Thread
from discussions.operations.posts import delete_post
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.discussions import PostDraftFactory, PostFactory, ThreadFactory


@pytest.fixture
def draft(cast, thread, now):
    return PostDraftFactory(
        thread=thread,
        person=cast["participant"],
        body="\nHalf a\n\nsentence",
        version=3,
        without_name=True,
        updated_at=now,
    )


def form_of(client, thread, query="", form="answer"):
    return by_id(parsed(client.get(thread.get_absolute_url() + query)), form)


def is_hidden(form):
    return next(b for b in form.iter("button") if b.get("name") == "discard").get("hidden") is not None


# --- In the form ----------------------------------------------------------------------------------


def test_it_stands_in_the_form_on_every_device(thread, draft, sign_in):
    form = form_of(sign_in("participant"), thread)
    values = form_values(form)
    assert (values["body"], values["version"]) == ("\nHalf a\n\nsentence", "3")
    assert "Draft of" in text_of(form)
    assert not is_hidden(form)
    assert form.get("data-autosave") == f"{thread.get_absolute_url()}posts/draft/"


def test_meant_without_a_name_it_is_not_posted_with_one(thread, draft, sign_in):
    """Where the board takes nothing without a name any more: the box stays, and the post is refused."""
    client = sign_in("participant")
    values = form_values(form_of(client, thread))
    assert values["without_name"] == "1"
    assert client.post(f"{thread.get_absolute_url()}posts/", values).status_code == 403
    assert not Post.objects.exists()


def test_nobody_else_finds_it_and_no_other_form(thread, draft, sign_in):
    other = form_of(sign_in("team_lead"), thread)
    assert (form_values(other)["body"], form_values(other)["version"], is_hidden(other)) == ("", "0", True)
    post = PostFactory(thread=thread)
    assert form_values(form_of(sign_in("participant"), thread, f"?reply_to={post.pk}", "reply"))["body"] == ""


def test_a_reply_has_its_own(cast, thread, sign_in):
    post = PostFactory(thread=thread)
    PostDraftFactory(thread=thread, parent=post, person=cast["participant"], body="A reply")
    client = sign_in("participant")
    assert form_values(form_of(client, thread, f"?reply_to={post.pk}", "reply"))["body"] == "A reply"
    assert form_values(form_of(client, thread))["body"] == ""
    delete_post(post=post, by=cast["facilitator"], reason="x", now=post.created_at)
    assert form_values(form_of(client, thread, f"?reply_to={post.pk}"))["body"] == ""


@pytest.mark.parametrize("posts", [1, 3])
def test_it_costs_no_query_and_looking_writes_nothing(thread, draft, posts, sign_in, django_assert_num_queries):
    PostFactory.create_batch(posts, thread=thread)
    client = sign_in("participant")
    with django_assert_num_queries(5) as asked:
        client.get(thread.get_absolute_url())
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


# --- Saved by the script --------------------------------------------------------------------------


def test_the_script_saves_it(cast, thread, address, sign_in):
    client = sign_in("participant")
    first = client.post(f"{address}draft/", sent("One", version="0", act="autosave"))
    assert first.json()["version"] == 1
    assert first.json()["said"].startswith("Draft saved ")
    assert client.post(f"{address}draft/", sent("One two", version="1")).json()["version"] == 2
    assert client.post(
        f"{address}draft/", sent(" ", version="0", parent=str(PostFactory(thread=thread).pk))
    ).json() == {
        "version": 0,
        "said": "",
    }
    assert (PostDraft.objects.get().body, Post.objects.filter(body="One two").exists()) == ("One two", False)


def test_the_script_is_told_what_does_not_fit(thread, draft, address, sign_in):
    client = sign_in("participant")
    older = client.post(f"{address}draft/", sent("Older", version="2"))
    assert (older.status_code, "Press “Preview” to see both" in older.json()["said"]) == (409, True)
    long = client.post(f"{address}draft/", sent("a" * 20_001, version="3"))
    assert (long.status_code, "has at most" in long.json()["said"]) == (422, True)
    assert client.post(f"{address}draft/", sent("x", version="x")).status_code == 422
    assert client.post(f"{address}draft/", sent("x", parent="9" * 30)).status_code == 403
    Thread.objects.update(is_locked=True)
    locked = client.post(f"{address}draft/", sent("x", version="3"))
    assert (locked.status_code, "locked" in locked.json()["said"]) == (403, True)
    draft.refresh_from_db()
    assert draft.version == 3
    # Signed out, the script is led to the sign-in and says so.
    assert sign_in("anonymous").post(f"{address}draft/", sent("x")).status_code == 302


# --- Without a script -----------------------------------------------------------------------------


def test_a_preview_keeps_it(thread, address, sign_in):
    client = sign_in("participant")
    looked_at = client.post(address, sent("*One*", version="0", preview="1"))
    form = by_id(parsed(looked_at), "answer")
    assert form_values(form)["version"] == "1"
    assert not is_hidden(form)
    assert form_values(form_of(client, thread))["body"] == "*One*"
    assert client.post(address, form_values(form)).status_code == 302
    assert not PostDraft.objects.exists()


def test_a_preview_beside_newer_words_shows_both(thread, draft, address, sign_in):
    client = sign_in("participant")
    looked_at = client.post(address, sent("Other words", version="1", preview="1"))
    form = by_id(parsed(looked_at), "answer")
    assert form_values(form)["body"] == "Other words"
    assert "You have written here in another tab or on another device." in text_of(form)
    assert "Half a" in text_of(form)
    draft.refresh_from_db()
    assert draft.version == 3
    # Seen both, the next one counts.
    client.post(address, form_values(form) | {"preview": "1"})
    draft.refresh_from_db()
    assert draft.body == "Other words"


@pytest.mark.parametrize("reply", [False, True])
def test_it_is_discarded(cast, thread, address, reply, sign_in):
    post = PostFactory(thread=thread)
    parent = str(post.pk) if reply else ""
    PostDraftFactory(thread=thread, person=cast["participant"], parent=post if reply else None)
    client = sign_in("participant")
    response = client.post(address, sent("", parent=parent, discard="1"))
    assert response.url == f"{thread.get_absolute_url()}{f'?post={post.pk}#post-{post.pk}' if reply else '#answer'}"
    assert not PostDraft.objects.exists()
    page = parsed(client.get(response.url))
    assert page.find("body").get("data-draft-clear").startswith(f"post-{thread.pk}-")
    assert Post.objects.count() == 1


# --- The list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("drafts", [1, 3])
def test_ones_own_drafts(cast, thread, drafts, now, sign_in, django_assert_num_queries):
    post = PostFactory(thread=thread, author=cast["coach"])
    PostDraftFactory(thread=thread, person=cast["participant"], parent=post, body="a " * 150, updated_at=now)
    for number in range(1, drafts):
        PostDraftFactory(
            thread=ThreadFactory(board=thread.board),
            person=cast["participant"],
            updated_at=now - timedelta(days=number),
        )
    PostDraftFactory(thread=thread, person=cast["team_lead"], body="canary")
    client = sign_in("participant")
    # Session, person; how many there are, and a page of them.
    with django_assert_num_queries(4) as asked:
        response = client.get("/me/drafts/")
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    main = by_id(parsed(response), "main")
    rows = [li for li in main.iter("li") if li.find("h3") is not None]
    assert len(rows) == drafts
    assert rows[0].find("h3").find("a").get("href") == f"{thread.get_absolute_url()}?reply_to={post.pk}#reply"
    assert "in reply to Coach" in text_of(rows[0])
    # Several buttons on a page: each says what it discards.
    assert [text_of(button) for button in rows[0].iter("button")] == [f"Discard {thread.title}"]
    assert "canary" not in text_of(main)


def test_one_is_discarded_from_the_list(draft, sign_in):
    where = f"/me/drafts/{draft.pk}/discard/"
    for role in ("team_lead", "facilitator", "site_admin", "neighbor"):
        assert sign_in(role).post(where).status_code == 404
    client = sign_in("participant")
    assert client.post(where).url == "/me/drafts/"
    assert "No drafts" in client.get("/me/drafts/").content.decode()


def test_whoever_is_out_finds_none(cast, draft, sign_in):
    client = sign_in("participant")
    cast.cohort.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert "Half a" not in client.get("/me/drafts/").content.decode()
    assert client.post(f"/me/drafts/{draft.pk}/discard/").status_code == 404


def test_the_administration_sees_neither_words_nor_whose(cast, draft, client):
    client.force_login(cast["site_admin"])
    for address in ("/admin/discussions/postdraft/", f"/admin/discussions/postdraft/{draft.pk}/change/"):
        text = client.get(address).content.decode()
        assert [trace for trace in ("Half a", "Participant", "participant@") if trace in text] == []
    assert client.get("/admin/discussions/postdraft/", {"person": cast["participant"].pk}).status_code == 400
