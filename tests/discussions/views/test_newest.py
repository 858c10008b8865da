"""A thread by the clock, the newest first: the other order in which it can be read."""

from __future__ import annotations

import pytest

from tests.discussions.pages import by_id, parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory


def numbers(page, thread) -> list[int]:
    known = {f"post-{post.pk}": post.number for post in thread.posts.all()}
    return [known[article.get("id")] for article in page.iter("article")]


def ways(page) -> list[tuple[str, str]]:
    navs = [nav for nav in page.iter("nav") if nav.get("class") == "pages"]
    return [(text_of(link), link.get("href")) for nav in navs for link in nav.iter("a")]


def test_pages_go_backwards_without_gap_or_double(thread, sign_in):
    posts = [PostFactory(thread=thread) for _ in range(40)]
    # Deep in the talk, and the latest of all.
    PostFactory(thread=thread, parent=posts[0])
    client, base = sign_in("participant"), thread.get_absolute_url()
    first = parsed(client.get(f"{base}?sort=newest"))
    assert (numbers(first, thread), ways(first)) == (
        list(range(41, 21, -1)),
        [("Earlier", f"{base}?sort=newest&before=22")],
    )
    # What is written meanwhile moves nothing.
    PostFactory(thread=thread)
    second = parsed(client.get(f"{base}?sort=newest&before=22"))
    assert numbers(second, thread) == list(range(21, 1, -1))
    third = parsed(client.get(f"{base}?sort=newest&before=2"))
    assert (numbers(third, thread), ways(third)) == ([1], [("Last", f"{base}?sort=newest")])


def test_a_reply_says_whom_it_answers_and_stands_at_the_edge(thread, sign_in):
    first = PostFactory(thread=thread, author=UserFactory(name="Amina Reyes"))
    reply = PostFactory(thread=thread, parent=first)
    base = thread.get_absolute_url()
    page = parsed(sign_in("participant").get(f"{base}?sort=newest"))
    article = by_id(page, f"post-{reply.pk}")
    assert article.get("class") == "post depth-0"
    links = [(text_of(link), link.get("href")) for link in article.iter("a")]
    assert ("Amina Reyes", f"{base}?post={first.pk}#post-{first.pk}") in links


def test_each_order_leads_to_the_other_and_this_one_notes_nothing_as_read(thread, sign_in):
    PostFactory(thread=thread)
    client, base = sign_in("participant"), thread.get_absolute_url()
    talk, newest = client.get(base).content.decode(), client.get(f"{base}?sort=newest").content.decode()
    assert f'<a href="{base}?sort=newest">Newest first</a>' in talk
    assert f'<a href="{base}">In the order of the talk</a>' in newest
    assert ("data-seen-url" in talk, "data-seen-url" in newest) == (True, False)


def test_a_post_that_is_asked_for_stands_in_the_talk(thread, sign_in):
    posts = PostFactory.create_batch(3, thread=thread)
    page = parsed(sign_in("participant").get(f"{thread.get_absolute_url()}?sort=newest&post={posts[0].pk}"))
    assert numbers(page, thread) == [1, 2, 3]


@pytest.mark.parametrize("query", ["?sort=newest&before=x", "?sort=newest&before=-1", "?sort=oldest", "?sort="])
def test_addresses_that_make_no_sense_show_the_thread(thread, sign_in, query):
    PostFactory(thread=thread)
    assert numbers(parsed(sign_in("participant").get(thread.get_absolute_url() + query)), thread) == [1]


@pytest.mark.parametrize("posts", [1, 45])
def test_it_costs_the_same_in_any_thread(thread, sign_in, django_assert_num_queries, posts):
    for _ in range(posts):
        PostFactory(thread=thread)
    client = sign_in("participant")
    # Session, person, thread, standing, posts.
    with django_assert_num_queries(5):
        client.get(f"{thread.get_absolute_url()}?sort=newest")
