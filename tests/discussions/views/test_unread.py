from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.conf import settings

from discussions.models import ReadingPosition
from discussions.operations.reading import note_all_read
from discussions.queries import threads_with_news
from tests.discussions.pages import by_id, form_values, parsed, text_of
from tests.factories.discussions import BoardFactory, FollowingFactory, PostFactory, ThreadFactory


@pytest.fixture
def there(cast) -> str:
    return f"/cohorts/{cast.cohort.slug}/new/"


def forms_of(page, address) -> list:
    return [form for form in page.iter("form") if form.get("action") == address]


def titles(page) -> list[str]:
    return [text_of(heading.find("a")) for heading in page.iter("h3")]


def test_everything_unread_with_the_way_to_its_first_post(cast, board, thread, sign_in, there):
    post = PostFactory(thread=thread, body_html="<p>We <em>do</em>.</p>", author=cast["coach"])
    PostFactory(thread__board=BoardFactory(cohort=cast.cohort, name="Session 1"), thread__title="Heat")
    client = sign_in("participant")
    for address in ("/new/", there):
        page = parsed(client.get(address))
        assert [text_of(heading) for heading in page.iter("h2")] == ["Everybody", "Session 1"]
        assert titles(page) == ["Who maps rent?", "Heat"]
        row = next(li for li in page.iter("li") if li.find("h3") is not None)
        assert text_of(row).replace("\xa0", " ").startswith("Who maps rent? 2 new We do. Coach ·")
        assert row.find(".//a").get("href") == f"{thread.get_absolute_url()}?unread=1"
    assert client.get(f"{thread.get_absolute_url()}?unread=1").url.endswith(f"#post-{post.pk}")


def test_where_nothing_is_unread_it_says_so(cast, sign_in, there):
    page = parsed(sign_in("participant").get(there))
    assert "You have read everything" in text_of(page)
    assert forms_of(page, there) == []


def test_a_board_is_marked_as_read_or_all(cast, board, thread, sign_in, there):
    PostFactory(thread=thread)
    other = PostFactory(thread__board=BoardFactory(cohort=cast.cohort), thread__title="Heat").thread
    client = sign_in("participant")
    everything, first, second = forms_of(parsed(client.get(there)), there)
    client.post(there, form_values(first) | {"board": first.find("button").get("value")})
    assert titles(parsed(client.get(there))) == ["Heat"]
    sent = client.post(there, form_values(everything), follow=True)
    assert "All posts are marked as read." in text_of(parsed(sent))
    assert titles(parsed(sent)) == []
    positions = ReadingPosition.objects.filter(person=cast["participant"]).values_list("thread", "read_number")
    assert dict(positions) == {thread.pk: 1, other.pk: 1}
    # Again it changes nothing, and nobody else's is touched.
    client.post(there, form_values(second))
    assert ReadingPosition.objects.count() == 2


def mark(cast, now, seen_at=None, **where):
    note_all_read(person=cast["participant"], seen_at=seen_at or now, now=now, **where)


def test_what_came_while_one_looked_stays_new(cast, board, thread, now):
    PostFactory(thread=thread, created_at=now - timedelta(hours=2))
    PostFactory(thread=thread, created_at=now)
    ThreadFactory(board=board, last_post_at=now, created_at=now)
    mark(cast, now, seen_at=now - timedelta(hours=1))
    thread.created_at = now - timedelta(hours=9)
    thread.save()
    mark(cast, now, seen_at=now - timedelta(hours=1))
    found = threads_with_news(cast["participant"], now)
    assert sorted(news.new_posts for news in found) == [1, 1]


def test_it_goes_forward_only_and_leaves_the_rest_alone(cast, board, thread, now):
    PostFactory.create_batch(3, thread=thread, created_at=now)
    type(thread).objects.update(created_at=now)
    muted = PostFactory(thread__board=board, thread__created_at=now, created_at=now).thread
    FollowingFactory(person=cast["participant"], thread=muted, level="muted")
    elsewhere = PostFactory(thread__board=BoardFactory(cohort=cast.neighbor_cohort), created_at=now).thread
    ReadingPosition.objects.create(person=cast["participant"], thread=thread, read_number=2, read_at=now)
    ReadingPosition.objects.create(person=cast["coach"], thread=thread, read_number=1, read_at=now)
    mark(cast, now, cohort=cast.neighbor_cohort)
    mark(cast, now, seen_at=now - timedelta(days=1))
    mark(cast, now, board=elsewhere.board_id)

    def positions():
        return sorted(ReadingPosition.objects.values_list("person__name", "thread", "read_number"))

    assert positions() == [("Coach", thread.pk, 1), ("Participant", thread.pk, 2)]
    mark(cast, now)
    assert positions() == [("Coach", thread.pk, 1), ("Participant", thread.pk, 3)]


@pytest.mark.parametrize("threads", [1, 3])
def test_marking_costs_the_same_for_any_number(cast, board, now, django_assert_num_queries, threads):
    for _ in range(threads):
        PostFactory(thread=ThreadFactory(board=board, created_at=now), created_at=now)
    # What is unread, the positions there aren't, how far they go; and the transactions.
    with django_assert_num_queries(5):
        mark(cast, now)
    assert ReadingPosition.objects.count() == threads


@pytest.mark.parametrize("said", ["", "yesterday", "2026-05-01", "2026-05-01T10:00:00", "9999-12-31T23:59:59+00:00"])
def test_whatever_the_button_says_of_the_time_it_is_no_later_than_now(cast, thread, sign_in, there, said):
    PostFactory(thread=thread)
    assert sign_in("participant").post(there, {"seen_at": said, "board": "x"}).status_code == 302
    assert ReadingPosition.objects.get().read_number == 1


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/new/", 4), ("cohort", 6)])
def test_the_page_costs_the_same_for_any_number(
    cast, board, sign_in, there, django_assert_num_queries, threads, address, queries
):
    for _ in range(threads):
        PostFactory(thread__board=board)
    client = sign_in("participant")
    # Session, person, (cohort, standing,) threads, their oldest unread posts.
    with django_assert_num_queries(queries):
        client.get(there if address == "cohort" else address)


# --- The way on, from a thread's page -------------------------------------------------------------


def way_on(page) -> str:
    return next(link.get("href") for link in page.iter("a") if link.get("data-next-unread") is not None)


def test_the_way_on_leads_over_the_pages_and_the_threads_and_ends(cast, board, thread, sign_in, there):
    PostFactory.create_batch(25, thread=thread)
    heat = PostFactory(thread__board=board, thread__title="Heat")
    client = sign_in("participant")
    base = thread.get_absolute_url()
    first = way_on(parsed(client.get(base)))
    assert first == f"{base}?next=1.1.20"
    on_second = client.get(first).url
    second = thread.posts.get(number=21)
    assert on_second == f"{base}?post={second.pk}#post-{second.pk}"
    page = parsed(client.get(on_second))
    assert way_on(page) == f"{base}?next=21.13.25"
    on_third = client.get(way_on(page)).url
    assert on_third == f"{heat.thread.get_absolute_url()}?unread=1"
    note_all_read(person=cast["participant"], seen_at=heat.created_at, now=heat.created_at)
    ReadingPosition.objects.update(read_number=25)
    assert client.get(way_on(parsed(client.get(base)))).url == there


@pytest.mark.parametrize("where", ["", "x", "1.2", "-1.1.20", "1.1.20.7", f"{'9' * 30}.1.2", f"{'9' * 18}.1.2"])
def test_addresses_that_make_no_sense_lead_somewhere(thread, sign_in, where):
    PostFactory(thread=thread)
    assert sign_in("participant").get(f"{thread.get_absolute_url()}?next={where}").status_code == 302


def test_the_keys_are_explained_and_what_they_lead_to_is_marked(cast, thread, sign_in, now):
    PostFactory(thread=thread, author=cast["participant"])
    new = PostFactory(thread=thread)
    page = parsed(sign_in("participant").get(thread.get_absolute_url()))
    marked = [article.get("id") for article in page.iter("article") if article.get("data-new") is not None]
    assert marked == [f"post-{new.pk}"]
    (about,) = [details for details in page.iter("details") if details.get("data-keys-off")]
    assert "The key n leads to the next unread post" in text_of(about)
    assert by_id(page, "conversation") is not None


def test_their_script_is_loaded_on_this_page_alone_and_stays_small(board, thread, sign_in):
    client = sign_in("participant")
    pages = [client.get(page.get_absolute_url()).content.decode() for page in (thread, board)]
    assert ["js/talk" in page for page in pages] == [True, False]
    assert len(gzip.compress((settings.BASE_DIR / "static/js/talk.js").read_bytes())) <= 3000
