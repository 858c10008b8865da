"""The hints on the pages: asked once, nothing lost, nothing blocked, nothing logged."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from discussions.enums import BoardKind
from discussions.models import Attachment, Post, Thread
from tests.common.files import png
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.discussions import BoardFactory, PostFactory

TOLD = "She came in, MRN 4471982, and nobody asked about rent."
CALL = "Call your senator and ask her to vote for HB 123."


@pytest.fixture
def forbids_lobbying(cast):
    cast.cohort.program.forbids_lobbying = True
    cast.cohort.program.save()


def test_a_post_is_asked_about_once_with_every_word_still_there(thread, address, sign_in):
    client = sign_in("participant")
    answer = client.post(address, sent(TOLD))
    assert (answer.status_code, Post.objects.count()) == (422, 0)
    form = by_id(parsed(answer), "answer")
    assert form_values(form)["body"] == TOLD
    (alert,) = [element for element in form.iter() if element.get("role") == "alert"]
    assert "This looks like the number of a patient’s record: MRN 4471982" in text_of(alert)
    assert "lobbying" not in text_of(alert)
    assert "Post it as it is" in [text_of(button) for button in form.iter("button")]
    assert client.post(address, form_values(form)).status_code == 302
    assert Post.objects.get().body == TOLD


def test_a_picture_is_asked_about_along_with_it(address, sign_in):
    client = sign_in("participant")
    form = by_id(parsed(client.post(address, sent(TOLD, file=SimpleUploadedFile("room.png", png())))), "answer")
    assert "number of a patient’s record" in text_of(form)
    assert "Say what is in the picture" in text_of(form)
    described = {f"alt-{Attachment.objects.get().pk}": "A waiting room"}
    assert client.post(address, form_values(form) | described).status_code == 302


def test_changed_words_are_asked_about_only_for_what_is_new(address, sign_in):
    client = sign_in("participant")
    values = form_values(by_id(parsed(client.post(address, sent(TOLD))), "answer"))
    again = client.post(address, values | {"body": f"{TOLD} Her phone: 555-867-5309."})
    alert = next(element for element in parsed(again).iter() if element.get("role") == "alert")
    assert "4471982" not in text_of(alert)
    assert "555-867-5309" in text_of(alert)
    assert client.post(address, form_values(by_id(parsed(again), "answer"))).status_code == 302


def test_taken_out_it_is_posted(address, sign_in):
    client = sign_in("participant")
    values = form_values(by_id(parsed(client.post(address, sent(TOLD))), "answer"))
    assert client.post(address, values | {"body": "She came in, and nobody asked about rent."}).status_code == 302


def test_a_reply_comes_back_where_it_stood_and_through_htmx(thread, address, sign_in):
    post = PostFactory(thread=thread)
    client = sign_in("participant")
    headers = {"HX-Request": "true", "HX-Target": "conversation"}
    answer = client.post(address, sent(TOLD, parent=str(post.pk)), headers=headers)
    assert answer.status_code == 422
    assert form_values(by_id(parsed(answer), "reply"))["body"] == TOLD


def test_lobbying_is_asked_about_only_where_the_funding_forbids_it(cast, address, sign_in):
    assert sign_in("participant").post(address, sent(CALL)).status_code == 302


def test_a_call_to_lobby_gets_a_gentle_note(forbids_lobbying, address, sign_in):
    client = sign_in("participant")
    answer = client.post(address, sent(CALL))
    assert answer.status_code == 422
    assert "The funding of this program may not be used for lobbying." in text_of(by_id(parsed(answer), "answer"))
    assert client.post(address, form_values(by_id(parsed(answer), "answer"))).status_code == 302


def test_a_preview_asks_nothing(address, sign_in):
    answer = sign_in("participant").post(address, sent(TOLD, preview="1"))
    assert (answer.status_code, answer.content.decode().count('role="alert"')) == (200, 0)


def test_topics_are_asked_about_title_and_words(board, sign_in):
    client, address = sign_in("participant"), reverse("discussions:thread_create", args=[board.cohort.slug, board.slug])
    answer = client.post(address, {"title": "MRN 4471982", "body": "Why?"})
    assert (answer.status_code, Thread.objects.count()) == (422, 0)
    values = form_values(
        next(f for f in parsed(answer).iter("form") if f.get("method") == "post" and not f.get("action"))
    )
    assert (values["title"], values["body"]) == ("MRN 4471982", "Why?")
    assert client.post(address, values).status_code == 302


def test_a_change_is_asked_about_what_it_brings_and_not_what_stood_there(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body=TOLD)
    client, address = sign_in("participant"), f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
    assert client.post(address, {"body": f"{TOLD} Twice."}).status_code == 302
    assert client.post(address, {"body": f"{TOLD} SSN 123-45-6789"}).status_code == 422
    post.refresh_from_db()
    assert post.body == f"{TOLD} Twice."


def test_a_topic_is_changed_in_the_same_way(cast, board, sign_in):
    client = sign_in("participant")
    client.post(
        reverse("discussions:thread_create", args=[board.cohort.slug, board.slug]), {"title": "Rent", "body": "Why?"}
    )
    topic = Thread.objects.get()
    address = f"{topic.get_absolute_url()}edit/"
    assert client.post(address, {"title": "Rent", "body": TOLD}).status_code == 422
    assert client.post(address, {"title": "Rent", "body": "Why now?"}).status_code == 302


def test_nothing_of_it_is_logged_or_kept_in_the_session(address, sign_in, caplog):
    client = sign_in("participant")
    with caplog.at_level(0):
        client.post(address, sent(TOLD))
    assert "4471982" not in caplog.text
    assert "4471982" not in str(dict(client.session))


def test_asking_costs_no_query(thread, address, sign_in, django_assert_num_queries):
    client = sign_in("participant")
    # Session, person, thread, standing, posts: the thread's page.
    with django_assert_num_queries(5):
        client.post(address, sent(TOLD))


def test_what_is_written_to_a_shared_post_is_asked_about(cast, thread, forbids_lobbying, sign_in):
    other = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION)
    share = f"{thread.get_absolute_url()}posts/{PostFactory(thread=thread).pk}/share/"
    client = sign_in("participant")
    asked = client.post(share, sent(board=other.pk, title="Rent", words=f"{TOLD} {CALL}"))
    assert (asked.status_code, Thread.objects.filter(board=other).exists()) == (422, False)
    form = next(form for form in parsed(asked).iter("form") if form.find(".//textarea") is not None)
    said = text_of(parsed(asked))
    assert "MRN 4471982" in said
    assert "This reads like a call to lobby:" in said
    assert "Post it as it is" in [
        button.get("value") or text_of(button) for button in form.iter() if button.tag in {"input", "button"}
    ]
    assert client.post(share, form_values(form) | {"board": other.pk}).status_code == 302
    assert "MRN 4471982" in Thread.objects.get(board=other).body
