from __future__ import annotations

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.models import Post, Thread
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of, typed_in
from tests.factories.discussions import PostFactory

# --- Writing --------------------------------------------------------------------------------------


def test_an_answer_from_page_to_page(cast, thread, address, sign_in):
    """As a browser without JavaScript does it: read the form, fill it, send it, follow."""
    client, base = sign_in("participant", enforce_csrf_checks=True), thread.get_absolute_url()
    form = by_id(parsed(client.get(base)), "answer")
    assert (form.get("action"), form.get("method")) == (address, "post")
    response = client.post(address, form_values(form) | {"body": "We *do*."})
    post = Post.objects.get()
    assert (response.status_code, response.url) == (302, f"{base}?post={post.pk}#post-{post.pk}")
    assert (post.author, post.body_html, post.parent) == (cast["participant"], "<p>We <em>do</em>.</p>\n", None)
    page = parsed(client.get(response.url))
    assert "We do." in text_of(by_id(page, f"post-{post.pk}"))
    assert by_id(page, f"post-{post.pk}").get("tabindex") == "-1"


def test_a_reply(cast, thread, address, sign_in):
    first, second = PostFactory(thread=thread), PostFactory(thread=thread)
    client, base = sign_in("participant"), thread.get_absolute_url()
    form = by_id(parsed(client.get(f"{base}?reply_to={first.pk}")), "reply")
    response = client.post(address, form_values(form) | {"body": "Which streets?"})
    reply = Post.objects.get(body="Which streets?")
    assert reply.parent == first
    assert list(thread.posts.order_by("path")) == [first, reply, second]
    assert response.url == f"{base}?post={reply.pk}#post-{reply.pk}"


def test_posting_costs_the_same_whatever_the_thread(cast, thread, address, sign_in, django_assert_num_queries):
    client = sign_in("participant")

    def post(parent=""):
        # Session, person, thread, standing; then what the operation needs (its own test counts that).
        with django_assert_num_queries(13):
            assert client.post(address, sent(parent=parent)).status_code == 302

    post()
    thread.refresh_from_db()
    first = thread.posts.get()
    for _ in range(30):
        PostFactory(thread=thread, parent=first)
    post(str(first.pk))


def test_a_double_click_makes_one_post_and_both_lead_to_it(cast, thread, address, sign_in):
    client, form = sign_in("participant"), sent()
    responses = [client.post(address, form) for _ in range(3)]
    post = Post.objects.get()
    assert {(r.status_code, r.url) for r in responses} == {
        (302, f"{thread.get_absolute_url()}?post={post.pk}#post-{post.pk}")
    }


def test_the_browser_is_told_once_that_the_draft_arrived(cast, thread, address, sign_in):
    client, post = sign_in("participant"), PostFactory(thread=thread)
    for parent in ("", str(post.pk)):
        response = client.post(address, sent(parent=parent))
        pages = [parsed(client.get(response.url)) for _ in range(2)]
        key = f"post-{thread.pk}-{parent or 0}-{cast['participant'].pk}"
        assert [page.find("body").get("data-draft-clear") for page in pages] == [key, None]
        assert [by_id(page, "conversation").get("data-draft-clear") for page in pages] == [key, None]


def test_no_cookie_of_somebody_elses_making_comes_into_the_page(cast, thread, sign_in):
    client = sign_in("participant")
    client.cookies["draft"] = 'x"onload=alert(1)'
    assert parsed(client.get(thread.get_absolute_url())).find("body").get("data-draft-clear") is None


@pytest.mark.parametrize("field", ["parent", "submission"])
def test_hidden_fields_that_make_no_sense_come_back_with_the_text(cast, thread, address, sign_in, field):
    response = sign_in("participant").post(address, sent("canary", **{field: "nonsense"}))
    assert response.status_code == 422
    assert Post.objects.count() == 0
    assert "canary" in response.content.decode()


def test_a_form_without_a_number_of_its_own_is_accepted(cast, thread, address, sign_in):
    assert sign_in("participant").post(address, {"body": "We do."}).status_code == 302
    assert Post.objects.get().body == "We do."


# --- What is refused comes back -------------------------------------------------------------------


@pytest.mark.parametrize("body", ["\n\n  leading lines & <b>tags</b>\n", "a" * 20_001, "  "])
def test_a_refused_text_comes_back_byte_for_byte(cast, thread, address, sign_in, body):
    response = sign_in("participant").post(
        address, sent(body) | ({"submission": "bad"} if body.startswith("\n") else {})
    )
    assert response.status_code == 422
    assert typed_in(response) == body
    assert Post.objects.count() == 0


def test_a_zero_byte_is_a_mistake_and_no_crash(cast, thread, address, sign_in):
    response = sign_in("participant").post(address, sent("zero \x00 byte"))
    assert response.status_code == 422
    assert b" byte</textarea>" in response.content
    assert Post.objects.count() == 0


def test_the_mistake_is_said_and_linked_to_its_field(cast, thread, address, sign_in):
    tree = parsed(sign_in("participant").post(address, sent(" ")))
    area = by_id(tree, "answer-body")
    assert area.get("aria-invalid") == "true"
    summary = next(e for e in tree.iter("div") if "error-summary" in e.get("class", ""))
    assert text_of(summary).endswith("What would you like to say? Write something first.")
    assert area.get("aria-describedby") == "answer-error answer-help"
    assert text_of(by_id(tree, "answer-error")) == "Write something first."
    assert [a.get("href") for a in summary.iter("a")] == ["#answer-body"]


def test_a_refused_reply_comes_back_under_its_post(cast, thread, address, sign_in):
    posts = PostFactory.create_batch(45, thread=thread)
    tree = parsed(sign_in("participant").post(address, sent(" ", parent=str(posts[40].pk))))
    assert form_values(by_id(by_id(tree, f"post-{posts[40].pk}"), "reply"))["parent"] == str(posts[40].pk)


def test_a_refused_answer_comes_back_on_its_page(cast, thread, address, sign_in):
    PostFactory.create_batch(45, thread=thread)
    client = sign_in("participant")
    form = form_values(by_id(parsed(client.get(f"{thread.get_absolute_url()}?from=21")), "answer"))
    tree = parsed(client.post(address, form | {"body": " "}))
    assert len(list(tree.iter("article"))) == 20
    assert form_values(by_id(tree, "answer"))["from"] == "21"


def test_the_same_form_keeps_its_number_when_it_comes_back(cast, thread, address, sign_in):
    form = sent(" ")
    tree = parsed(sign_in("participant").post(address, form))
    assert form_values(by_id(tree, "answer"))["submission"] == form["submission"]


def test_a_reply_to_what_was_taken_away_becomes_an_answer_if_one_likes(cast, thread, address, sign_in, now):
    gone, client = PostFactory(thread=thread, deleted_at=now), sign_in("participant")
    response = client.post(address, sent("canary", parent=str(gone.pk)))
    assert response.status_code == 403
    assert "The post you reply to has been taken away." in text_of(parsed(response))
    form = form_values(by_id(parsed(response), "answer"))
    assert (form["body"], form["parent"]) == ("canary", "")
    assert client.post(address, form).status_code == 302


def test_too_much_at_once_is_a_429_with_the_text_and_others_go_on(cast, thread, address, sign_in, now):
    PostFactory.create_batch(20, thread=thread, author=cast["participant"], created_at=now)
    response = sign_in("participant").post(address, sent("canary"))
    assert response.status_code == 429
    assert typed_in(response) == "canary"
    assert sign_in("team_lead").post(address, sent()).status_code == 302


def test_a_state_that_refuses_gives_the_text_back(cast, thread, address, sign_in):
    def refused(role="participant"):
        response = sign_in(role).post(address, sent("canary"))
        assert response.status_code == 403
        assert typed_in(response) == "canary"
        assert Post.objects.count() == 0

    Thread.objects.update(is_locked=True)
    refused()
    refused("site_admin")
    Thread.objects.update(is_locked=False)
    cast.cohort.enrollments.active().update(status=EnrollmentStatus.COMPLETED)
    refused()
    type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
    refused("site_admin")


@pytest.mark.parametrize("role", ["observer", "invited", "withdrawn", "neighbor", "outsider"])
def test_for_those_outside_there_is_nothing(cast, thread, address, sign_in, role):
    response = sign_in(role).post(address, sent())
    assert response.status_code == 404
    assert Post.objects.count() == 0


def test_a_change_needs_a_post_with_a_token(cast, thread, address, sign_in):
    client = sign_in("participant", enforce_csrf_checks=True)
    assert client.post(address, sent()).status_code == 403
    assert client.get(address, sent()).status_code == 302
    assert Post.objects.count() == 0


# --- Preview --------------------------------------------------------------------------------------


def test_a_text_is_looked_at_before_it_is_sent(cast, thread, address, sign_in):
    client, form = sign_in("participant"), sent("\n# Loud\n<script>alert(1)</script>")
    response = client.post(address, form | {"preview": "1"})
    assert response.status_code == 200
    assert Post.objects.count() == 0
    tree = parsed(response)
    shown = next(e for e in by_id(tree, "answer").iter("div") if e.get("class") == "prose")
    assert [text_of(heading) for heading in shown.iter("h4")] == ["Loud"]
    assert list(shown.iter("script")) == []
    assert form_values(by_id(tree, "answer")) | {"csrfmiddlewaretoken": ""} == form | {
        "csrfmiddlewaretoken": "",
        "writer": str(cast["participant"].pk),
        "from": "",
        "version": "1",
        "file": "",
        "alt": "",
    }


# --- With htmx ------------------------------------------------------------------------------------

HTMX = {"HX-Request": "true", "HX-Target": "conversation"}


def test_with_htmx_the_post_comes_into_the_conversation(cast, thread, address, sign_in):
    client = sign_in("participant")
    response = client.post(address, sent(), headers=HTMX, follow=True)
    post = Post.objects.get()
    fragment = parsed(response)
    assert [child.get("id") for child in fragment] == ["conversation"]
    article = by_id(fragment, f"post-{post.pk}")
    assert article.get("data-focus") is not None
    assert by_id(fragment, "conversation").get("data-draft-clear") == f"post-{thread.pk}-0-{cast['participant'].pk}"
    assert response.headers["HX-Push-Url"].endswith(f"?post={post.pk}#post-{post.pk}")


def test_with_htmx_a_refusal_comes_back_as_what_htmx_shows(cast, thread, address, sign_in, now):
    PostFactory.create_batch(20, thread=thread, author=cast["participant"], created_at=now)
    response = sign_in("participant").post(address, sent("canary"), headers=HTMX)
    assert response.status_code == 422
    assert [child.get("id") for child in parsed(response)] == ["conversation"]
    assert typed_in(response) == "canary"
    assert "HX-Push-Url" not in response.headers


def test_with_htmx_the_preview_comes_in_place(cast, thread, address, sign_in):
    response = sign_in("participant").post(address, sent("*look*") | {"preview": "1"}, headers=HTMX)
    assert response.status_code == 200
    assert [child.get("id") for child in parsed(response)] == ["conversation"]
    assert "HX-Push-Url" not in response.headers
