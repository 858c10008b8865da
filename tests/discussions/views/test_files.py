"""Pictures and files of posts: added with and without a script, seen by those who may read the post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from cohorts.models import Cohort
from discussions.models import Attachment, Post, PostDraft
from discussions.operations import attachments as operation
from discussions.operations.attachments import forget_waiting_files
from discussions.operations.posts import delete_post, restore_post
from tests.common.files import GPS_CANARY, jpeg, png
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import AttachmentFactory, PostDraftFactory, PostFactory


def picture(name="IMG_0001 of Ana.jpg", **facts):
    return SimpleUploadedFile(name, jpeg(**facts), content_type="text/html")


def notes(name="notes.txt", text=b"What we heard."):
    return SimpleUploadedFile(name, text)


def stored():
    """The files in the storage."""
    place = Attachment._meta.get_field("file").storage
    folders = [""]
    found = []
    for folder in folders:
        if not place.exists(folder or "."):
            continue
        inner, files = place.listdir(folder or ".")
        folders += [f"{folder}/{name}".strip("/") for name in inner]
        found += files
    return found


@pytest.fixture
def add(address, sign_in):
    """Adds a file as the script does; answers with its id."""

    def added(upload, role="participant", **fields):
        response = sign_in(role).post(f"{address}files/", {"file": upload, "parent": ""} | fields)
        assert response.status_code == 200, response.content
        return int(parsed(response).find("li").get("id").removeprefix("file-"))

    return added


def closed(response):
    """The answer, its file closed; `response.close()` would take the database along."""
    for close in response._resource_closers:
        close()
    return response


# --- Adding and posting ---------------------------------------------------------------------------


def test_a_picture_is_posted_and_shown(thread, address, add, sign_in):
    client, file = sign_in("participant"), add(picture(width=8, height=6))
    # On its side, as its Exif says.
    assert Attachment.objects.values_list("width", "height", "post").get() == (6, 8, None)
    assert [li.get("id") for li in by_id(parsed(client.get(thread.get_absolute_url())), "answer").iter("li")][:1] == [
        f"file-{file}"
    ]
    response = client.post(address, sent(files=str(file), **{f"alt-{file}": " Ana’s  street "}))
    assert response.status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.post, attachment.draft, attachment.alt) == (Post.objects.get(), None, "Ana’s street")
    assert not PostDraft.objects.exists()
    article = by_id(parsed(sign_in("team_lead").get(response.url)), f"post-{attachment.post_id}")
    (image,) = article.iter("img")
    assert {name: image.get(name) for name in ("src", "alt", "width", "height", "loading")} == {
        "src": f"/files/{file}/", "alt": "Ana’s street", "width": "6", "height": "8", "loading": "lazy",
    }  # fmt: skip
    assert f"/files/{file}/" in [a.get("href") for a in article.iter("a")]
    shown = sign_in("team_lead").get(f"/files/{file}/")
    content = b"".join(shown.streaming_content)
    assert (shown.headers["Content-Type"], GPS_CANARY in content) == ("image/jpeg", False)
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_without_a_script_a_file_at_a_time(address, sign_in):
    client = sign_in("participant")
    added = client.post(address, sent("Look at this", attach="1", file=picture(), alt="A street"))
    form = by_id(parsed(added), "answer")
    values = form_values(form)
    assert values["body"] == "Look at this"
    file = Attachment.objects.get()
    assert values[f"alt-{file.pk}"] == "A street"
    # Twice is once.
    client.post(address, sent("Look at this", attach="1", file=picture()))
    assert Attachment.objects.count() == 1
    assert client.post(address, values).status_code == 302
    assert Attachment.objects.get().post == Post.objects.get()


def test_in_one_step(address, sign_in):
    client = sign_in("participant")
    assert client.post(address, sent(file=notes())).status_code == 302
    assert client.post(address, sent(file=picture(), decorative="1")).status_code == 302
    text, image = Attachment.objects.order_by("pk")
    assert [(text.post_id, text.is_picture), (image.post_id, image.is_decorative)] == [
        (Post.objects.first().pk, False), (Post.objects.last().pk, True),
    ]  # fmt: skip
    answer = closed(sign_in("coach").get(f"/files/{text.pk}/"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    article = by_id(parsed(client.get(Post.objects.last().get_absolute_url())), f"post-{Post.objects.last().pk}")
    (shown,) = article.iter("img")
    assert shown.get("alt") == ""


def test_a_picture_that_is_not_described_is_asked_about(address, sign_in):
    client = sign_in("participant")
    refused = client.post(address, sent("A text", file=picture()))
    assert refused.status_code == 422
    form = by_id(parsed(refused), "answer")
    assert "Say what is in the picture" in text_of(form)
    file = Attachment.objects.get()
    # The complaint leads to the picture's own words, which say what is wrong with them.
    assert f"#alt-{file.pk}" in [link.get("href") for link in form.iter("a")]
    words = by_id(form, f"alt-{file.pk}")
    assert (words.get("aria-invalid"), words.get("aria-describedby")) == (
        "true", f"alt-error-{file.pk} alt-help-{file.pk}",
    )  # fmt: skip
    assert not Post.objects.exists()
    assert client.post(address, form_values(form) | {f"decorative-{file.pk}": "1"}).status_code == 302


def test_left_out_it_is_gone(address, add, sign_in, django_capture_on_commit_callbacks):
    file = add(notes())
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            sign_in("participant").post(address, sent(files=str(file), **{f"leave_out-{file}": "1"})).status_code == 302
        )
    assert (Post.objects.get().has_files, Attachment.objects.exists(), stored()) == (False, False, [])


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (notes("run.exe"), "is not a kind of file that can be added"),
        (notes("talk.mp4"), "is not a kind of file that can be added"),
        (notes("page.txt", b"<html><script>alert(1)</script>"), "does not hold what its name says"),
        (notes("drawing.svg", b"<svg onload=alert(1)>"), "is not a kind of file that can be added"),
        (notes("picture.png", b"<html>"), "does not hold what its name says"),
        (notes("empty.txt", b""), "is empty"),
    ],
)
def test_what_is_not_taken_is_said(upload, said, address, sign_in):
    client = sign_in("participant")
    refused = client.post(address, sent("Every word", file=upload))
    assert refused.status_code == 422
    form = by_id(parsed(refused), "answer")
    assert said in text_of(form)
    assert form_values(form)["body"] == "Every word"
    upload.seek(0)
    by_script = client.post(f"{address}files/", {"file": upload, "parent": ""})
    assert (by_script.status_code, said in by_script.content.decode()) == (422, True)
    assert by_script.headers["Content-Type"].startswith("text/plain")
    assert not Attachment.objects.exists()


def test_so_many_and_no_more(address, add, sign_in, monkeypatch):
    monkeypatch.setattr(operation, "MOST_FILES", 1)
    add(notes())
    refused = sign_in("participant").post(f"{address}files/", {"file": notes(text=b"Other words."), "parent": ""})
    assert refused.content.decode() == "A post has at most 1 files."


def test_of_another_and_gone_it_is_not_posted(address, add, sign_in, now):
    theirs = add(notes(), role="team_lead")
    client = sign_in("participant")
    refused = client.post(address, sent(files=str(theirs)))
    assert "isn’t there any more" in refused.content.decode()
    assert client.post(address, sent(files="x")).status_code == 302
    assert client.get(f"/files/{theirs}/").status_code == 404
    assert forget_waiting_files(now=now + timedelta(hours=23)) == 0
    assert forget_waiting_files(now=now + timedelta(hours=25)) == 1


def test_discarding_the_draft_discards_its_files(address, add, sign_in, django_capture_on_commit_callbacks):
    add(notes())
    with django_capture_on_commit_callbacks(execute=True):
        sign_in("participant").post(address, sent("", discard="1"))
    assert (Attachment.objects.exists(), PostDraft.objects.exists(), stored()) == (False, False, [])


# --- Without a name -------------------------------------------------------------------------------


@pytest.fixture
def heron(cast):
    Cohort.objects.update(pseudonyms_allowed=True)
    return PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Heron", speaks_as="community")


@pytest.mark.parametrize("language", ["en", "es"])
def test_without_a_name_the_file_has_none_either(language, cast, heron, thread, address, add, sign_in):
    # Nor does it tell in which language they read.
    cast["participant"].language = language
    cast["participant"].save()
    file = add(picture("Quenby at home.jpg"))
    response = sign_in("participant").post(
        address, sent(files=str(file), without_name="1", **{f"alt-{file}": "A kitchen"})
    )
    assert "Quenby" not in sign_in("team_lead").get(response.url).content.decode()
    shown = closed(sign_in("team_lead").get(f"/files/{file}/"))
    assert shown.headers["Content-Disposition"] == 'inline; filename="picture-1.jpg"'


def test_what_may_hold_a_name_inside_is_refused(heron, address, sign_in):
    document = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n/Author (Quenby)\n%%EOF")
    refused = sign_in("participant").post(address, sent("Every word", file=document, without_name="1"))
    form = by_id(parsed(refused), "answer")
    assert "Files like this can hold your name inside." in text_of(form)
    assert form_values(form)["body"] == "Every word"
    assert not Post.objects.exists()


# --- Who sees it ----------------------------------------------------------------------------------


def test_with_the_post_it_goes_and_comes_back(cast, thread, now, sign_in, django_capture_on_commit_callbacks):
    post = PostFactory(thread=thread, author=cast["participant"])
    file = AttachmentFactory(post=post)
    base = thread.get_absolute_url()

    def answers():
        roles = ("participant", "team_lead", "facilitator", "site_admin")
        return [closed(sign_in(role).get(f"/files/{file.pk}/")).status_code for role in roles]

    assert answers() == [200] * 4
    delete_post(post=post, by=cast["participant"], now=now)
    assert answers() == [404] * 4
    assert f"/files/{file.pk}/" not in sign_in("participant").get(base).content.decode()
    restore_post(post=post, by=cast["participant"], now=now)
    assert answers() == [200] * 4
    delete_post(post=post, by=cast["participant"], now=now)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in("participant").post(f"{base}posts/{post.pk}/erase/")
    assert (Attachment.objects.exists(), stored()) == (False, [])


@pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn", "observer"])
def test_outsiders_find_nothing(role, thread, sign_in):
    file = AttachmentFactory(post=PostFactory(thread=thread))
    assert sign_in(role).get(f"/files/{file.pk}/").status_code == 404


def test_a_file_that_is_not_in_the_storage_is_not_there(thread, sign_in):
    file = AttachmentFactory(post=PostFactory(thread=thread))
    file.file.storage.delete(file.file.name)
    assert sign_in("team_lead").get(f"/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize("files", [1, 3])
def test_all_files_of_a_page_cost_one_query(cast, thread, files, sign_in, django_assert_num_queries):
    for post in PostFactory.create_batch(files, thread=thread):
        AttachmentFactory(post=post)
    draft = PostDraftFactory(thread=thread, person=cast["participant"])
    for _ in range(files):
        AttachmentFactory(post=None, draft=draft)
    client = sign_in("participant")
    with django_assert_num_queries(6) as asked:
        page = client.get(thread.get_absolute_url())
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert len(list(parsed(page).iter("img"))) == 2 * files


def test_posting_with_files_costs_the_same_for_three(address, add, sign_in, django_assert_num_queries):
    client = sign_in("participant")
    # Written in this test so often that the limit of posts would not matter.
    costs = []
    for count in (1, 3):
        files = [str(add(notes(text=f"Notes {count} {number}".encode()))) for number in range(count)]
        with django_assert_num_queries(20) as asked:
            assert client.post(address, sent(files=files)).status_code == 302
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_what_is_inside_is_compared(thread, add):
    assert add(notes()) == add(notes("again.txt"))
    assert add(notes(text=b"Other words.")) != add(notes())
    assert ContentFile(png()).size > 0


def test_the_administration_lists_what_was_posted(cast, thread, client):
    draft = PostDraftFactory(thread=thread, person=cast["participant"])
    AttachmentFactory(post=None, draft=draft, file_name="canary of Ana.png")
    client.force_login(cast["site_admin"])

    def listed():
        page = client.get("/admin/discussions/attachment/")
        assert "canary" not in page.content.decode()
        return page.context["cl"].result_count

    first = AttachmentFactory(post=PostFactory(thread=thread))
    assert listed() == 1
    assert client.get(f"/admin/discussions/attachment/{first.pk}/change/").status_code == 200
    waits = Attachment.objects.get(post=None)
    assert client.get(f"/admin/discussions/attachment/{waits.pk}/change/").status_code == 302


# --- Quoting and live preview ---------------------------------------------------------------------


def test_quoting_puts_the_words_into_the_form(thread, sign_in, django_assert_num_queries):
    post = PostFactory(thread=thread, author__name="Amina Reyes", body="We *do*.\nOften.")
    client, base = sign_in("participant"), thread.get_absolute_url()
    (link,) = [a.get("href") for a in parsed(client.get(base)).iter("a") if "quote=1" in a.get("href")]
    assert link == f"{base}?reply_to={post.pk}&quote=1#reply"
    with django_assert_num_queries(7):
        page = client.get(link.partition("#")[0])
    assert form_values(by_id(parsed(page), "reply"))["body"] == "> **Amina Reyes:**\n>\n> We *do*.\n> Often.\n\n"
    PostDraftFactory(
        thread=thread, parent=post, person=post.author.__class__.objects.get(name="Participant"), body="Mine"
    )
    again = form_values(by_id(parsed(client.get(link.partition("#")[0])), "reply"))
    assert again["body"].startswith("Mine\n\n> **Amina")


def test_live_the_text_alone_comes_back(address, sign_in):
    headers = {"HX-Request": "true", "HX-Target": "answer-live"}
    live = sign_in("participant").post(address, {"body": "*words* <script>", "preview": "1"}, headers=headers)
    assert live.content.decode() == "<p><em>words</em> &lt;script&gt;</p>\n"
    assert not PostDraft.objects.exists()
