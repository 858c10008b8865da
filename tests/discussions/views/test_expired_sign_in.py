from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.discussions.pages import by_id, form_values, parsed, sent
from tests.factories.discussions import PostFactory


def sign_in_again(client: Client, person, response) -> Client:
    """Through the real form: signing in is what must not lose the session's words."""
    person.set_password("password")
    person.save()
    person.emailaddress_set.get_or_create(email=person.email, defaults={"verified": True, "primary": True})
    target = parse_qs(urlsplit(response.url).query)["next"][0]
    signed_in = client.post(
        urlsplit(response.url).path, {"login": person.email, "password": "password", "next": target}
    )
    assert (signed_in.status_code, signed_in.url) == (302, target)
    return client.get(target.partition("#")[0])


def form_of(client, thread, role_form="answer", query=""):
    return form_values(by_id(parsed(client.get(thread.get_absolute_url() + query)), role_form))


def test_what_was_typed_survives_an_expired_sign_in(cast, thread, address, sign_in):
    client = sign_in("participant")
    form = form_of(client, thread) | {"body": "\nan hour's work & <b>"}
    client.session.flush()
    response = client.post(address, form)
    assert response.status_code == 302
    assert urlsplit(response.url).path == "/account/login/"
    page = sign_in_again(client, cast["participant"], response)
    back = form_values(by_id(parsed(page), "answer"))
    assert (back["body"], back["submission"]) == (form["body"], form["submission"])
    # It stays until it has arrived, and then it is gone.
    assert form_of(client, thread)["body"] == form["body"]
    assert client.post(address, back).status_code == 302
    assert form_of(client, thread)["body"] == ""


def test_a_reply_comes_back_under_its_post(cast, thread, address, sign_in):
    post = PostFactory(thread=thread)
    client = sign_in("participant")
    form = form_of(client, thread, "reply", f"?reply_to={post.pk}") | {"body": "canary"}
    client.session.flush()
    page = sign_in_again(client, cast["participant"], client.post(address, form))
    assert form_values(by_id(by_id(parsed(page), f"post-{post.pk}"), "reply"))["body"] == "canary"
    assert form_of(client, thread)["body"] == ""


def test_at_a_shared_computer_the_words_are_given_to_their_writer_only(cast, thread, address, sign_in):
    client = sign_in("participant")
    form = form_of(client, thread) | {"body": "canary"}
    client.session.flush()
    page = sign_in_again(client, cast["team_lead"], client.post(address, form))
    assert b"canary" not in page.content


@pytest.mark.parametrize("path", ["edit", "new"])
def test_the_other_forms_keep_what_was_typed_too(cast, thread, sign_in, path):
    post = PostFactory(thread=thread, author=cast["participant"])
    where = (
        f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
        if path == "edit"
        else f"{thread.board.get_absolute_url()}new/"
    )
    client = sign_in("participant")
    form = next(form for form in parsed(client.get(where)).iter("form") if form.find(".//textarea") is not None)
    values = form_values(form) | {"body": "\ncanary"} | ({"title": "Heat"} if path == "new" else {})
    client.session.flush()
    page = parsed(sign_in_again(client, cast["participant"], client.post(where, values)))
    back = form_values(next(form for form in page.iter("form") if form.find(".//textarea") is not None))
    assert {name: back[name] for name in back if name != "csrfmiddlewaretoken"} == {
        name: values[name] for name in values if name != "csrfmiddlewaretoken"
    }


def test_the_signed_out_learn_nothing_of_what_is_there(cast, thread, address, sign_in):
    post = PostFactory(thread=thread)
    base = thread.get_absolute_url()
    there = [address, f"{base}posts/{post.pk}/edit/", f"{thread.board.get_absolute_url()}new/", base]
    for path in there:
        real = Client().post(path, sent()) if path != base else Client().get(path)
        gone = path.replace("/rent/", "/other/").replace("/all/", "/else/").replace(f"/{post.pk}/", "/999/")
        missing = Client().post(gone, sent()) if path != base else Client().get(gone)
        assert (real.status_code, missing.status_code) == (302, 302)
        assert real.url.replace(path.removesuffix("posts/"), "") == missing.url.replace(gone.removesuffix("posts/"), "")


def test_the_signed_out_cannot_fill_the_store(thread, address):
    client = Client()
    client.post(address, sent("a" * 100_001))
    assert "kept_text" not in client.session
