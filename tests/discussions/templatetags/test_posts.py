from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from common.markdown import stored
from discussions.queries import PostRow
from discussions.queries.reactions import Tally
from tests.discussions.pages import parsed, text_of

HOSTILE = "<img src=x onerror=alert(1)>\"'&"


def row(**changes) -> PostRow:
    facts = {
        "pk": 7,
        "ref": "7",
        "number": 3,
        "depth": 0,
        "author": "Amina Reyes",
        "standing": "Desert Willow",
        "html": stored("<p>We <em>do</em>.</p>"),
        "created_at": datetime(2026, 5, 1, 12, tzinfo=UTC),
        "edited_at": None,
        "is_deleted": False,
        "is_own": False,
        "is_new": False,
        "parent_ref": "",
        "parent_author": "",
        "parent_is_here": False,
    }
    return PostRow(**(facts | changes))


def drawn(*rows, **context):
    facts = {"page": SimpleNamespace(posts=rows), "base": "/t/", "now": datetime(2026, 5, 2, tzinfo=UTC)}
    html = Template("{% load posts %}{% post_list %}").render(Context(facts | context))
    return parsed(SimpleNamespace(content=html.encode()))


ANSWERING = ["/t/?reply_to=7#reply", "/t/?reply_to=7&quote=1#reply"]


def links(tree) -> list[tuple[str, str]]:
    """All but the one to the reactions, which stands on every post."""
    return [(text_of(link), link.get("href")) for link in tree.iter("a") if not link.get("href").endswith("/react/")]


def test_a_post():
    (article,) = drawn(row())
    assert article.attrib == {"class": "post depth-0", "id": "post-7", "aria-labelledby": "by-7"}
    assert text_of(article) == "ARAmina ReyesDesert Willow · May 1, 12:00 pm UTCWe do.Keep"
    assert [(time.get("datetime"), text_of(time)) for time in article.iter("time")] == [
        ("2026-05-01T12:00+00:00", "May 1, 12:00 pm UTC")
    ]
    assert links(article) == [("May 1, 12:00 pm UTC", "/t/?post=7#post-7")]


@pytest.mark.parametrize(
    ("rights", "own", "acts"),
    [
        ({"may_write": True}, False, ANSWERING),
        (
            {"may_write": True},
            True,
            [*ANSWERING, "/t/posts/7/edit/", "/t/posts/7/delete/"],
        ),
        ({}, True, ["/t/posts/7/delete/"]),
        ({}, False, []),
        ({"moderates": True}, False, ["/t/posts/7/delete/", "/t/posts/7/split/"]),
        (
            {"moderates": True, "may_write": True},
            False,
            [*ANSWERING, "/t/posts/7/edit/", "/t/posts/7/delete/", "/t/posts/7/split/"],
        ),
    ],
)
def test_what_can_be_done_with_it(rights, own, acts):
    (article,) = drawn(row(is_own=own), **rights)
    assert [address for _text, address in links(article)][1:] == acts


@pytest.mark.parametrize(
    ("changes", "context", "said", "in_slot"),
    [
        ({}, {"may_write": True}, "React or keep", "true"),
        ({"is_own": True}, {"may_write": True}, "Keep", "true"),
        ({}, {}, "Keep", None),
    ],
)
def test_the_way_to_the_reactions(changes, context, said, in_slot):
    """Where there is no slot, it is a page of its own."""
    (article,) = drawn(row(**changes), **context)
    (link,) = [link for link in article.iter("a") if link.get("href") == "/t/posts/7/react/"]
    assert (text_of(link), link.get("data-hx-boost")) == (said, in_slot)


def test_what_was_put_under_it_is_said_in_words():
    (article,) = drawn(row(reactions=[Tally("thanks", 3), Tally("more", 1)]))
    assert [text_of(span) for span in article.iter("span") if span.get("id") == "r7"] == ["Thanks 3 · Tell me more 1"]


@pytest.mark.parametrize(
    ("here", "address"), [(True, "#post-3"), (False, "/t/?post=3#post-3")], ids=["on this page", "on another"]
)
def test_whom_it_answers(here, address):
    (article,) = drawn(row(parent_ref="3", parent_author="Noor", parent_is_here=here))
    assert links(article)[1] == ("Noor", address)


@pytest.mark.parametrize(
    ("above", "depth", "says_whom"),
    [
        ({"ref": "3", "depth": 0}, 1, []),
        ({"ref": "3", "depth": 3}, 4, []),
        # The fifth level keeps the fourth's indent.
        ({"ref": "3", "depth": 4}, 4, ["Noor"]),
        ({"ref": "5", "depth": 1}, 1, ["Noor"]),
        ({"ref": "5", "depth": 0}, 1, ["Noor"]),
    ],
    ids=["right under it", "the deepest indent", "deeper", "after a sibling", "after another"],
)
def test_whom_it_answers_is_said_where_its_place_does_not_show_it(above, depth, says_whom):
    reply = row(depth=depth, parent_ref="3", parent_author="Noor", parent_is_here=True)
    _first, article = drawn(row(**above), reply)
    assert [text for text, _address in links(article)][1:] == says_whom
    # Who hears the page hears it everywhere.
    unseen = [text_of(line) for line in article.iter("p") if line.get("class") == "visually-hidden"]
    assert unseen == ([] if says_whom else ["in reply to Noor"])


@pytest.mark.parametrize(
    ("changes", "context", "said"),
    [
        ({"is_new": True}, {"marks_new": True}, "Amina Reyes new"),
        ({"is_new": True}, {}, "Amina Reyes"),
        ({}, {"marks_new": True}, "Amina Reyes"),
    ],
)
def test_what_is_new_is_marked_where_it_says_something(changes, context, said):
    (article,) = drawn(row(**changes), **context)
    assert text_of(article.find(".//h3")) == said


def test_an_edited_post_says_so():
    (article,) = drawn(row(edited_at=datetime(2026, 5, 1, 13, tzinfo=UTC)))
    assert text_of(article.find(".//header//p")) == "Desert Willow · May 1, 12:00 pm UTC · edited"


def test_a_post_changed_by_others_says_that_too_and_escapes_the_reason():
    (article,) = drawn(row(edited_at=datetime(2026, 5, 1, 13, tzinfo=UTC), edited_by_author=False, edit_reason=HOSTILE))
    note = f"edited by those who run the sessions: {HOSTILE}"
    assert text_of(article.find(".//header//p")) == f"Desert Willow · May 1, 12:00 pm UTC · {note}"


def test_the_post_the_address_leads_to_takes_the_focus():
    first, second = drawn(row(), row(pk=8, ref="8"), target="8")
    assert (first.get("tabindex"), second.get("tabindex"), second.get("data-focus")) == (None, "-1", "")


def test_the_form_of_a_reply_stands_in_its_post():
    form = stored("<form></form>")
    first, second = drawn(row(), row(pk=8, ref="8"), may_write=True, reply_to=row(), reply_form=form)
    assert [len(list(article.iter("form"))) for article in (first, second)] == [1, 0]


def test_a_tombstone_shows_neither_name_nor_words():
    gone = row(is_deleted=True, author="", html=stored(""), deletion_reason=HOSTILE, may_restore=True)
    (article,) = drawn(gone, csrf_token="token", may_write=True, moderates=True)
    assert [text_of(part) for part in article] == [
        "A post that was taken away",
        f"This post was taken away by those who run the sessions. Reason: {HOSTILE}",
        "Bring back",
    ]
    (form,) = article.iter("form")
    assert (form.get("action"), form.find("input").get("value")) == ("/t/posts/7/restore/", "token")


def test_names_are_text():
    tree = drawn(
        row(author=HOSTILE, standing=HOSTILE, parent_ref="3", parent_author=HOSTILE), may_write=True, moderates=True
    )
    assert list(tree.iter("img")) == []
    assert "".join(tree.itertext()).count(HOSTILE) == 5
