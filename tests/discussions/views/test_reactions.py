from __future__ import annotations

import pytest

from discussions.models import Reaction, Thread
from tests.discussions.pages import by_id, parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import PostFactory, ReactionFactory


@pytest.fixture
def post(cast, thread):
    return PostFactory(thread=thread, author=UserFactory(name="Amina Reyes"))


@pytest.fixture
def there(thread, post) -> str:
    return f"{thread.get_absolute_url()}posts/{post.pk}/react/"


def buttons(page) -> list[tuple[str, str, str, str]]:
    forms = [form for form in page.iter("form") if form.get("action").endswith("/react/")]
    found = [element for form in forms for element in form.iter("button")]
    return [(text_of(b), b.get("name"), b.get("value"), b.get("aria-pressed")) for b in found]


def test_without_script_a_page_with_four_buttons(cast, thread, post, there, sign_in):
    ReactionFactory(post=post, person=UserFactory(name="Noor"), kind="tried")
    client = sign_in("participant")
    page = parsed(client.get(there))
    assert buttons(page) == [
        ("Thanks", "add", "thanks", "false"),
        ("Same here", "add", "same", "false"),
        ("Tried it", "add", "tried", "false"),
        ("Tell me more", "add", "more", "false"),
    ]
    assert "Tried it 1: Noor" in text_of(page)
    # There is no line of a post beside it that htmx could change.
    assert [form for form in page.iter("form") if form.get("data-hx-post")] == []
    sent = client.post(there, {"add": "thanks"})
    assert (sent.status_code, sent.url) == (302, f"{thread.get_absolute_url()}?post={post.pk}#post-{post.pk}")
    assert buttons(parsed(client.get(there)))[0] == ("Thanks", "remove", "thanks", "true")
    client.post(there, {"remove": "thanks"})
    assert [reaction.kind for reaction in Reaction.objects.all()] == ["tried"]


def test_htmx_gets_the_panel_and_the_line_of_the_post_alone(cast, thread, post, there, sign_in):
    client = sign_in("participant")
    panel = client.get(there, headers={"HX-Request": "true"})
    assert panel.headers["HX-Push-Url"] == "false"
    assert [element.get("id") for element in parsed(panel) if element.tag == "div"] == [f"react-{post.pk}"]
    # The way out of it, as of a reply; a page of its own has the one that every such page has.
    assert ("Back", f"{thread.get_absolute_url()}?post={post.pk}#post-{post.pk}") in [
        (text_of(link), link.get("href")) for link in parsed(panel).iter("a")
    ]
    assert "Back" not in [text_of(link) for link in parsed(client.get(there)).iter("a")]
    after = parsed(client.post(there, {"add": "same"}, headers={"HX-Request": "true"}))
    line = by_id(after, f"r{post.pk}")
    assert (text_of(line), line.get("data-hx-swap-oob")) == ("Same here 1", "true")
    shown = by_id(parsed(client.get(thread.get_absolute_url())), f"r{post.pk}")
    assert (text_of(shown), shown.get("data-hx-swap-oob")) == ("Same here 1", None)


@pytest.mark.parametrize("sent", [{}, {"add": "love"}])
def test_what_is_none_of_the_four_is_refused_with_a_sentence(there, post, sign_in, sent):
    answer = sign_in("participant").post(there, sent)
    assert answer.status_code == 422
    assert "Choose one of the four." in text_of(parsed(answer))


def test_ones_own_post_offers_no_reaction(cast, thread, sign_in):
    own = PostFactory(thread=thread, author=cast["participant"], pseudonym=PseudonymFactory(cohort=cast.cohort))
    ReactionFactory(post=own, person=UserFactory(name="Noor"))
    client, address = sign_in("participant"), f"{thread.get_absolute_url()}posts/{own.pk}/react/"
    page = parsed(client.get(address))
    assert buttons(page) == []
    assert "Thanks 1: Noor" in text_of(page)
    refused = client.post(address, {"add": "thanks"})
    assert refused.status_code == 403
    assert "This is your own post." in refused.content.decode()


def test_who_spoke_without_a_name_is_not_named_by_their_reactions(cast, thread, post, there, sign_in):
    """They react as themselves; nothing connects it with what they said as Heron."""
    heron = PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Heron", speaks_as="")
    nameless = PostFactory(thread=thread, author=cast["participant"], pseudonym=heron)
    sign_in("participant").post(there, {"add": "thanks"})
    pages = [sign_in("team_lead").get(f"{thread.get_absolute_url()}posts/{p.pk}/react/") for p in (post, nameless)]
    assert ["Thanks 1: Participant" in text_of(parsed(page)) for page in pages] == [True, False]
    page = pages[1].content.decode()
    assert ("Heron" in page, "Participant" in page) == (True, False)


def test_under_a_tombstone_there_is_nothing(cast, thread, post, there, sign_in, now):
    ReactionFactory(post=post)
    type(post).objects.update(deleted_at=now)
    client = sign_in("participant")
    assert client.get(there).status_code == 403
    assert by_id(parsed(client.get(thread.get_absolute_url())), f"r{post.pk}") is None


def test_where_nothing_is_added_any_more_it_can_be_read(thread, post, there, sign_in):
    client = sign_in("participant")
    client.post(there, {"add": "thanks"})
    Thread.objects.update(is_locked=True)
    page = parsed(client.get(thread.get_absolute_url()))
    assert text_of(by_id(page, f"r{post.pk}")) == "Thanks 1"
    assert buttons(parsed(client.get(there))) == []
    assert client.post(there, {"add": "thanks"}).status_code == 403


@pytest.mark.parametrize("reactions", [1, 3])
def test_the_page_costs_the_same_for_any_number(post, there, sign_in, django_assert_num_queries, reactions):
    ReactionFactory.create_batch(reactions, post=post)
    client = sign_in("participant")
    # Session, person, thread, standing, post, reactions with their people, whether it is kept.
    with django_assert_num_queries(7):
        client.get(there)


def test_a_thread_draws_little_for_it(thread, sign_in):
    """Twenty posts nobody has reacted to: the link and an empty place each."""
    post = PostFactory.create_batch(20, thread=thread)[0]
    base = thread.get_absolute_url()
    page = sign_in("participant").get(base).content.decode()
    link = f'<a class="btn btn-quiet" href="{base}posts/{post.pk}/react/" data-hx-boost="true">React or keep</a>'
    assert (page.count("React or keep"), page.count(link)) == (20, 1)
