from __future__ import annotations

import pytest
from django.core.cache import cache

from cohorts.enums import EnrollmentStatus
from discussions.models import Thread
from tests.discussions.pages import by_id, parsed, sent, text_of
from tests.factories.discussions import PostFactory, ThreadFactory

# --- Changing -------------------------------------------------------------------------------------


def test_the_author_changes_a_post(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body="before")
    client, where = sign_in("participant"), f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
    assert "before" in client.get(where).content.decode()
    response = client.post(where, {"body": "after"})
    assert response.url == f"{thread.get_absolute_url()}?post={post.pk}#post-{post.pk}"
    post.refresh_from_db()
    assert post.body_html == "<p>after</p>\n"
    page = parsed(client.get(response.url))
    assert "edited" in text_of(by_id(page, f"post-{post.pk}"))
    assert page.find("body").get("data-draft-clear") == f"edit-{post.pk}-{cast['participant'].pk}"


def test_a_change_that_is_refused_or_looked_at_comes_back(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body="before")
    client, where = sign_in("participant"), f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
    for values, status in (({"body": "a" * 20_001}, 422), ({"body": "\n*after*", "preview": "1"}, 200)):
        response = client.post(where, values)
        assert response.status_code == status
        assert next("".join(a.itertext()) for a in parsed(response).iter("textarea")) == values["body"]
    post.refresh_from_db()
    assert post.body == "before"


def test_a_post_is_found_in_its_own_thread_or_where_it_was_split_off_to(cast, thread, sign_in):
    elsewhere = PostFactory(thread=ThreadFactory(board=thread.board), author=cast["participant"])
    foreign = PostFactory(author=cast["participant"])
    client, acts = sign_in("participant"), ("edit", "delete", "restore")

    def found(post) -> list[int]:
        there = f"{thread.get_absolute_url()}posts/{post.pk}"
        return [client.post(f"{there}/{act}/", {"body": "x"}).status_code for act in acts]

    assert found(elsewhere) == [404, 404, 404]
    Thread.objects.filter(pk=thread.pk).update(numbers_elsewhere=1)
    assert (found(elsewhere), found(foreign)) == ([302, 302, 302], [404, 404, 404])
    assert client.get(f"{thread.get_absolute_url()}posts/{'9' * 30}/edit/").status_code == 404


def test_those_who_run_the_sessions_change_a_post_and_say_why(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body="Mrs. Lopez")
    client, base = sign_in("facilitator"), thread.get_absolute_url()
    where = f"{base}posts/{post.pk}/edit/"
    assert where in client.get(base).content.decode()
    assert "Participant wrote this post." in client.get(where).content.decode()
    refused = client.post(where, {"body": "a patient", "reason": ""})
    assert refused.status_code == 422
    assert "Say why" in text_of(parsed(refused))
    assert "a patient" in refused.content.decode()
    # Looked at first: the reason stays.
    assert (
        'value="names a patient"'
        in client.post(where, {"body": "a patient", "reason": "names a patient", "preview": "1"}).content.decode()
    )
    assert client.post(where, {"body": "a patient", "reason": "names a patient"}).status_code == 302
    note = "edited by those who run the sessions"
    for role, said in (
        ("participant", f"{note}: names a patient"),
        ("facilitator", f"{note}: names a patient"),
        ("team_lead", note),
    ):
        head = by_id(parsed(sign_in(role).get(base)), f"post-{post.pk}").find(".//header//p")
        assert text_of(head).endswith(f" · {said}")


@pytest.mark.parametrize(
    ("role", "status"), [("team_lead", 403), ("coach", 403), ("observer", 404), ("neighbor", 404), ("withdrawn", 404)]
)
def test_others_change_nothing(cast, thread, sign_in, role, status):
    post = PostFactory(thread=thread, author=cast["participant"], body="one")
    where = f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
    client = sign_in(role)
    assert client.get(where).status_code == client.post(where, {"body": "two", "reason": "x"}).status_code == status
    post.refresh_from_db()
    assert post.body == "one"


# --- Taking away and bringing back ----------------------------------------------------------------


def test_the_author_takes_a_post_away_and_brings_it_back(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"])
    client, base = sign_in("participant"), thread.get_absolute_url()
    assert "Reason" not in client.get(f"{base}posts/{post.pk}/delete/").content.decode()
    response = client.post(f"{base}posts/{post.pk}/delete/")
    assert response.url == f"{base}?post={post.pk}#post-{post.pk}"
    tombstone = by_id(parsed(client.get(response.url)), f"post-{post.pk}")
    assert "This post was taken away by its author." in text_of(tombstone)
    (form,) = tombstone.iter("form")
    assert client.post(form.get("action")).url == response.url
    post.refresh_from_db()
    assert post.deleted_at is None


def test_those_who_run_the_sessions_say_why(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"])
    client, where = sign_in("facilitator"), f"{thread.get_absolute_url()}posts/{post.pk}/delete/"
    assert "Participant wrote this post." in client.get(where).content.decode()
    refused = client.post(where, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why" in text_of(parsed(refused))
    assert client.post(where, {"reason": "names a patient"}).status_code == 302
    post.refresh_from_db()
    assert (post.deleted_by, post.deletion_reason) == (cast["facilitator"], "names a patient")
    assert client.get(where).status_code == 302


@pytest.mark.parametrize("act", ["delete", "restore"])
@pytest.mark.parametrize(
    ("role", "status"), [("team_lead", 403), ("coach", 403), ("observer", 404), ("neighbor", 404), ("withdrawn", 404)]
)
def test_others_take_nothing_away_and_bring_nothing_back(cast, thread, sign_in, now, act, role, status):
    deleted_at = now if act == "restore" else None
    post = PostFactory(thread=thread, author=cast["participant"], deleted_at=deleted_at)
    response = sign_in(role).post(f"{thread.get_absolute_url()}posts/{post.pk}/{act}/", {"reason": "x"})
    assert response.status_code == status
    post.refresh_from_db()
    assert post.deleted_at == deleted_at


def test_a_right_taken_away_is_gone_on_the_next_request(cast, thread, address, sign_in):
    client = sign_in("participant")
    assert client.post(address, sent()).status_code == 302
    cast.cohort.enrollments.filter(person=cast["participant"]).update(status=EnrollmentStatus.WITHDRAWN)
    assert client.post(address, sent()).status_code == 404
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_previews_are_counted_and_the_text_stays(cast, thread, sign_in):
    cache.clear()
    client, where = sign_in("participant"), f"{thread.get_absolute_url()}posts/"
    text = {"body": "*words*", "preview": "1"}
    assert {client.post(where, text).status_code for _ in range(60)} == {200}
    refused = client.post(where, text)
    assert refused.status_code == 429
    assert "You have looked at many previews" in text_of(parsed(refused))
    assert "*words*" in refused.content.decode()
    assert client.post(where, sent()).status_code == 302
