"""New topics and changes: their drafts, files and previews on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from discussions.models import Attachment, PostDraft, Thread
from discussions.operations.posts import edit_post
from tests.discussions.pages import form_values, parsed, text_of
from tests.factories.discussions import AttachmentFactory, PostDraftFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["new topic", "topic", "post"])
def page(request, cast, board):
    """The address of each of the three pages, and the draft that stands there once one is written."""
    if request.param == "new topic":
        return f"{board.get_absolute_url()}new/", {"board": board}
    topic = ThreadFactory(board=board, author=cast["participant"], title="Rent", body="before")
    if request.param == "topic":
        return f"{topic.get_absolute_url()}edit/", {"topic": topic}
    post = PostFactory(thread=topic, author=cast["participant"], body="before")
    return f"{topic.get_absolute_url()}posts/{post.pk}/edit/", {"post": post}


def writing(response):
    return next(f for f in parsed(response).iter("form") if f.get("data-autosave") is not None)


def text() -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.txt", b"What we heard.", content_type="text/plain")


def test_the_page_has_all_that_an_answer_has(page, sign_in):
    form = writing(sign_in("participant").get(page[0]))
    assert form.get("data-autosave") == page[0]
    values = form_values(form)
    assert values["version"] == "0"
    assert "hidden" in next(b for b in form.iter("button") if b.get("name") == "discard").attrib
    live = next(e for e in form.iter() if e.get("id") == "words-live")
    assert live.get("data-hx-post") == page[0]
    files = next(e for e in form.iter("fieldset") if e.get("data-files-url"))
    assert files.get("data-files-url") == f"{page[0]}?files=1"


def test_what_is_written_is_kept_and_stands_there_on_the_next_device(page, sign_in):
    address, place = page
    words = {"act": "autosave", "title": "Heat", "body": "half a", "version": "0"}
    saved = sign_in("participant").post(address, words)
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert saved.json()["said"].startswith("Draft saved")
    assert PostDraft.objects.get(**place).body == "half a"
    form = writing(sign_in("participant").get(address))
    values = form_values(form)
    assert (values["body"], values["version"]) == ("half a", "1")
    assert values.get("title") in {"Heat", None}
    assert "Draft of" in text_of(form)
    stale = sign_in("participant").post(address, words | {"body": "other"})
    assert stale.status_code == 409
    discarded = sign_in("participant").post(address, {"discard": "1"})
    assert (discarded.status_code, PostDraft.objects.count()) == (302, 0)


def test_two_devices_are_shown_both(cast, page, sign_in):
    address, place = page
    PostDraftFactory(person=cast["participant"], thread=None, body="there", version=2, **place)
    answer = sign_in("participant").post(address, {"title": "Heat", "body": "here", "version": "1", "preview": "1"})
    shown = text_of(parsed(answer))
    assert "Written in another tab or on another device" in shown
    assert "there" in shown
    assert form_values(writing(answer))["body"] == "here"


def test_a_preview_without_a_script_keeps_a_draft(page, sign_in):
    answer = sign_in("participant").post(page[0], {"title": "Heat", "body": "*after*", "version": "0", "preview": "1"})
    assert "<em>after</em>" in answer.content.decode()
    assert form_values(writing(answer))["version"] == "1"
    assert PostDraft.objects.get().body == "*after*"


def test_the_live_preview_is_the_text_alone(page, sign_in):
    headers = {"HX-Request": "true", "HX-Target": "words-live"}
    answer = sign_in("participant").post(page[0], {"body": "*now*", "preview": "1"}, headers=headers)
    assert answer.content.decode() == "<p><em>now</em></p>\n"
    assert PostDraft.objects.count() == 0


def test_a_file_is_added_by_the_script_and_without_it_and_stands_there_afterwards(page, sign_in):
    address, place = page
    client = sign_in("participant")
    line = client.post(f"{address}?files=1", {"file": text()})
    file = Attachment.objects.get()
    assert f'name="files" value="{file.pk}"' in line.content.decode()
    assert file.draft == PostDraft.objects.get(**place)
    form = form_values(writing(client.get(address)))
    assert form["files"] == str(file.pk)
    # The same file once more is one.
    again = client.post(address, {"title": "Heat", "body": "x", "attach": "1", "file": text(), "version": "0"})
    assert Attachment.objects.count() == 1
    assert form_values(writing(again))["files"] == str(file.pk)
    done = client.post(address, {"title": "Heat", "body": "after", "files": file.pk, "version": "0"}, follow=True)
    assert "notes.txt" in text_of(parsed(done))
    file.refresh_from_db()
    assert (file.draft, PostDraft.objects.count()) == (None, 0)


def test_a_file_that_is_not_taken_is_told_why(page, sign_in):
    film = SimpleUploadedFile("a.exe", b"MZ", content_type="text/plain")
    answer = sign_in("participant").post(f"{page[0]}?files=1", {"file": film})
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_files_of_a_post_are_left_out_where_it_is_changed(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body="before")
    file = AttachmentFactory(post=post, alt="A street")
    where = f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
    client = sign_in("participant")
    values = form_values(writing(client.get(where)))
    assert (values["files"], values[f"alt-{file.pk}"]) == (str(file.pk), "A street")
    client.post(where, values | {f"leave_out-{file.pk}": "1"})
    assert Attachment.objects.count() == 0


def test_those_who_keep_order_are_offered_no_files(cast, thread, sign_in):
    post = PostFactory(thread=thread, author=cast["participant"], body="before")
    where = f"{thread.get_absolute_url()}posts/{post.pk}/edit/"
    client = sign_in("facilitator")
    assert not [e for e in writing(client.get(where)).iter("fieldset") if e.get("data-files-url")]
    assert client.post(f"{where}?files=1", {"file": text()}).status_code == 400


def test_words_that_somebody_changed_meanwhile_stand_beside_the_draft(cast, thread, sign_in, now):
    post = PostFactory(thread=thread, author=cast["participant"], body="before")
    PostDraftFactory(
        person=cast["participant"], thread=None, post=post, body="mine", updated_at=now - timedelta(hours=1)
    )
    edit_post(post=post, by=cast["facilitator"], body="without the name", reason="A name", now=now)
    shown = text_of(parsed(sign_in("participant").get(f"{thread.get_absolute_url()}posts/{post.pk}/edit/")))
    assert "Changed since you began your draft" in shown
    assert "without the name" in shown


def test_the_list_says_what_each_is_and_shows_words_instead_of_markdown(cast, board, thread, sign_in):
    person = cast["participant"]
    topic = ThreadFactory(board=board, author=person, title="Rent", body="x")
    post = PostFactory(thread=thread, author=person)
    PostDraftFactory(person=person, thread=None, board=board, title="", body="**bold** [words](https://example.org)")
    PostDraftFactory(person=person, thread=None, topic=topic, title="Rents", body="x")
    PostDraftFactory(person=person, thread=None, post=post, body="y")
    page = sign_in("participant").get(reverse("discussions:draft_list"))
    shown = text_of(parsed(page))
    assert "bold words" in shown
    assert "**" not in shown
    for words in ("A new topic", "a new topic", "Rents", "a change of your topic", "a change of a post"):
        assert words in shown
    links = {a.get("href") for a in parsed(page).iter("a")}
    assert {
        f"{board.get_absolute_url()}new/",
        f"{topic.get_absolute_url()}edit/",
        f"{thread.get_absolute_url()}posts/{post.pk}/edit/",
    } <= links
    for draft in PostDraft.objects.all():
        sign_in("team_lead").post(reverse("discussions:draft_discard", args=[draft.pk]))
        assert sign_in("participant").post(reverse("discussions:draft_discard", args=[draft.pk])).status_code == 302
    assert (PostDraft.objects.count(), Thread.objects.count()) == (0, 2)
