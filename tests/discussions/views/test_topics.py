from __future__ import annotations

import re

import pytest

from discussions.enums import ThreadKind
from discussions.models import Thread
from tests.discussions.pages import form_values, parsed, text_of
from tests.factories.discussions import ThreadFactory

# --- Topics ---------------------------------------------------------------------------------------


def test_starting_a_topic(cast, board, sign_in):
    client, address = sign_in("participant", enforce_csrf_checks=True), f"{board.get_absolute_url()}new/"
    form = next(form for form in parsed(client.get(address)).iter("form") if form.find(".//textarea") is not None)
    sent = form_values(form) | {"title": "Who maps heat?", "body": "*We* do."}
    responses = [client.post(address, sent) for _ in range(2)]
    topic = Thread.objects.get()
    assert [(r.status_code, r.url) for r in responses] == [(302, topic.get_absolute_url())] * 2
    assert (topic.title, topic.author, topic.body_html) == (
        "Who maps heat?",
        cast["participant"],
        "<p><em>We</em> do.</p>\n",
    )
    page = parsed(client.get(topic.get_absolute_url()))
    assert page.find("body").get("data-draft-clear") == f"topic-{board.pk}-{cast['participant'].pk}"
    assert parsed(client.get(topic.get_absolute_url())).find("body").get("data-draft-clear") is None


def test_a_topic_is_looked_at_before_it_is_sent(cast, board, sign_in):
    response = sign_in("participant").post(
        f"{board.get_absolute_url()}new/", {"title": "Heat", "body": "\n*We* <script>", "preview": "1"}
    )
    tree = parsed(response)
    assert response.status_code == 200
    assert "<p><em>We</em> &lt;script&gt;</p>" in response.content.decode()
    assert next("".join(area.itertext()) for area in tree.iter("textarea")) == "\n*We* <script>"
    assert Thread.objects.count() == 0


def test_a_topic_that_is_refused_comes_back_whole(cast, board, sign_in):
    response = sign_in("participant").post(f"{board.get_absolute_url()}new/", {"title": "", "body": "\n  We do & <b>"})
    tree = parsed(response)
    assert response.status_code == 422
    assert "Give the topic a title." in text_of(tree)
    assert next("".join(area.itertext()) for area in tree.iter("textarea")) == "\n  We do & <b>"


def test_too_many_topics_are_a_429_with_everything_typed(cast, board, sign_in, now):
    ThreadFactory.create_batch(5, board=board, author=cast["participant"], created_at=now)
    response = sign_in("participant").post(f"{board.get_absolute_url()}new/", {"title": "Heat", "body": "canary"})
    assert response.status_code == 429
    assert "canary" in next("".join(area.itertext()) for area in parsed(response).iter("textarea"))


def test_the_author_changes_a_topic(cast, board, sign_in):
    topic = ThreadFactory(board=board, author=cast["participant"], body="before")
    client, address = sign_in("participant"), f"{topic.get_absolute_url()}edit/"
    assert "before" in client.get(address).content.decode()
    assert client.post(address, {"title": "After", "body": "after"}).url == topic.get_absolute_url()
    topic.refresh_from_db()
    assert (topic.title, topic.body_html) == ("After", "<p>after</p>\n")
    assert client.post(address, {"title": "After", "body": " "}).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"),
    [("team_lead", 403), ("facilitator", 403), ("site_admin", 403), ("observer", 404), ("outsider", 404)],
)
def test_nobody_else_changes_a_topic(cast, board, sign_in, role, status):
    topic = ThreadFactory(board=board, author=cast["participant"])
    client = sign_in(role)
    for response in (
        client.get(f"{topic.get_absolute_url()}edit/"),
        client.post(f"{topic.get_absolute_url()}edit/", {"title": "x", "body": "x"}),
    ):
        assert response.status_code == status


def test_a_prompt_is_not_changed_here(cast, board, sign_in):
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT, author=cast["facilitator"])
    assert sign_in("facilitator").get(f"{prompt.get_absolute_url()}edit/").status_code == 403


# --- Keeping order --------------------------------------------------------------------------------


@pytest.mark.parametrize(("act", "field"), [("lock", "locked"), ("pin", "pinned")])
def test_those_who_run_the_sessions_have_the_buttons(cast, thread, sign_in, act, field):
    client, base = sign_in("facilitator"), thread.get_absolute_url()
    tree = parsed(client.get(base))
    (form,) = [form for form in tree.iter("form") if form.get("action") == f"{base}{act}/"]
    assert [(b.get("name"), b.get("value")) for b in form.iter("button")] == [(field, "yes")]
    for value, is_on in (("yes", True), ("no", False)):
        assert client.post(f"{base}{act}/", {field: value}).url == base
        thread.refresh_from_db()
        assert getattr(thread, f"is_{field}") is is_on
    page = sign_in("participant").get(base).content.decode()
    assert f"{base}{act}/" not in page


@pytest.mark.parametrize("act", ["lock", "pin"])
@pytest.mark.parametrize(
    ("role", "status"), [("participant", 403), ("coach", 403), ("observer", 404), ("neighbor", 404), ("withdrawn", 404)]
)
def test_others_lock_and_pin_nothing(cast, thread, sign_in, act, role, status):
    response = sign_in(role).post(f"{thread.get_absolute_url()}{act}/", {"locked": "yes", "pinned": "yes"})
    assert response.status_code == status
    thread.refresh_from_db()
    assert (thread.is_locked, thread.is_pinned) == (False, False)
    if status == 403:
        assert re.search("Only those who run this cohort.{1,7}s sessions can do this", response.content.decode())
