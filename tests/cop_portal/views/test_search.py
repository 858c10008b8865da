"""The page of the search: what it finds and shows, what it says where it finds nothing, and what it costs."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from common.search.rows import MOST
from discussions.enums import ThreadKind
from discussions.models import Post
from discussions.tree import segment
from tests.discussions.pages import by_id, parsed, text_of
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.discussions import BoardFactory, HiddenTopicFactory, PostFactory, ThreadFactory
from tests.factories.sessions import (
    LiveSessionFactory,
    MaterialFactory,
    RecordingFactory,
    ResourceFactory,
    TranscriptCueFactory,
)

pytestmark = pytest.mark.django_db
BY_STEMS = connection.vendor == "postgresql"
NOTHING = "Nothing was found"


@pytest.fixture
def ask(cast):
    """The page as a participant gets it for `?…`."""
    browser = Client()
    browser.force_login(cast["participant"], backend="accounts.backends.EmailBackend")

    def asked(**said):
        response = browser.get(reverse("search"), said)
        assert response.status_code == 200
        return response

    # The first page of a visit notes its beginning.
    asked()
    return asked


def main(response) -> str:
    return text_of(by_id(parsed(response), "main"))


def links(response):
    """The results in their order: (address, title)."""
    found = re.findall(r'<h3><a href="([^"]+)"[^>]*>(.*?)</a></h3>', response.content.decode())
    return [(html.unescape(url), html.unescape(re.sub("</?mark>", "", title))) for url, title in found]


def one_of_each(cast, number=1):
    """Talk, a session, a recording with a line, a material, a resource and somebody, `number` of each."""
    for n in range(number):
        session = LiveSessionFactory(cohort=cast.cohort, title=f"Orchard session {n}")
        thread = ThreadFactory(board=session.board, title=f"Orchard topic {n}", body_html="<p>Apples.</p>", author=None)
        PostFactory(thread=thread, body=f"The orchard, again {n}")
        recording = RecordingFactory(
            live_session=session, title=f"Recording {n}", transcript="orchard", transcript_from="file"
        )
        TranscriptCueFactory(recording=recording, text="Nothing of it.", position=1)
        TranscriptCueFactory(recording=recording, text="We plant an orchard.", position=2, starts=75_000, ends=80_000)
        MaterialFactory(live_session=session, title=f"Orchard map {n}")
        ResourceFactory(cohort=cast.cohort, title=f"Orchard book {n}")
        EnrollmentFactory(cohort=cast.cohort, person__name=f"Orchard Keeper {n}", in_directory=True)


def test_everything_is_found_on_one_page(ask, cast):
    one_of_each(cast)
    page = ask(q="orchard")
    said = main(page)
    for heading in (
        "Discussions 2 found.",
        "Sessions 1 found.",
        "Recordings and transcripts 1 found.",
        "Materials 2 found.",
    ):
        assert heading in said
    assert "People 1 found." in said
    post = Post.objects.get()
    cohort = cast.cohort.slug
    urls = dict(links(page))
    assert post.get_absolute_url() in urls
    assert any(
        re.fullmatch(rf"/cohorts/{cohort}/sessions/.*/recordings/\d+/\?t=75&q=orchard#cue-\d+", url) for url in urls
    )
    assert f"/cohorts/{cohort}/people/?q=Orchard+Keeper+0" in urls
    assert "https://example.org/handout" in urls
    assert "<mark>orchard</mark>" in page.content.decode()
    assert f"Post · {post.author.name} · {cast.cohort} · {post.thread.board.name}" in said.replace("\xa0", " ")
    assert "1:15" in said


def test_a_name_that_was_looked_for_is_marked_where_it_stands(ask, cast):
    one_of_each(cast)
    author = Post.objects.get().author
    author.name = "Quincy Adler"
    author.save()
    EnrollmentFactory(cohort=cast.cohort, person=author)
    assert "<mark>Quincy</mark> Adler" in ask(q="quincy").content.decode()


@pytest.mark.parametrize("kind", ["", "talk", "sessions", "transcripts", "materials", "people"])
def test_a_page_costs_the_same_however_much_is_found(kind, ask, cast, django_assert_num_queries):
    # Session, viewer, cohorts, boards; then of each kind what is found and what is shown.
    # PostgreSQL: the words to mark, what the planner reckons with, and the savepoint around it that tests have for a transaction.
    expected = {"": 22, "talk": 11, "sessions": 6, "transcripts": 7, "materials": 8, "people": 6}[kind] + 4 * BY_STEMS
    one_of_each(cast)
    with django_assert_num_queries(expected):
        ask(q="orchard", kind=kind)
    one_of_each(cast, 2)
    with django_assert_num_queries(expected):
        ask(q="orchard", kind=kind)


def test_nothing_asked_says_what_can_be_found(ask):
    for said in ({}, {"q": ""}, {"q": "   "}, {"page": "3"}, {"kind": "talk"}):
        assert "What can be found here" in main(ask(**said))


def test_nothing_found_says_what_to_try(ask):
    assert "Try fewer words" in main(ask(q="xyzzy"))
    page = ask(q="xyzzy", kind="people")
    assert 'href="/search/?q=xyzzy">Search everywhere' in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "--"}, "There is no word in it to look for."),
        ({"q": "-food"}, "There is no word in it to look for."),
        ({"q": "a" * 10_000}, "at most 200 characters"),
        ({"q": "x", "kind": "passwords"}, "This isn’t in your list."),
        ({"q": "x", "cohort": "nowhere"}, "This isn’t in your list."),
        ({"q": "x", "board": "nowhere"}, "This isn’t in your list."),
        ({"q": "x", "since": "yesterday"}, "Write a day such as"),
        ({"q": "x", "since": "0001-01-01"}, "The year must be 2000 or later."),
        ({"q": "x", "until": "9999-12-31"}, "The year must be 2100 or earlier."),
        ({"q": "x", "since": "2026-11-20", "until": "2026-11-10"}, "The last day is before the first."),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_sentence(asked, said, ask):
    page = ask(**asked)
    shown = main(page)
    assert said in shown
    assert NOTHING not in shown


@pytest.mark.parametrize(
    "typed",
    ["__", "'", '"', ")", "(((", "a' OR '1'='1", "a & b | !c", "<script>hostile()</script>", "%", "\\", "a:*", "\U0001f30d",
     "{{7*7}}", "food:b*", "--; DROP TABLE", "\x01\x02 food", "[a-", "(?i)", "a" * 200, "-" * 200, '"' * 200, "é" * 200],
)  # fmt: skip
def test_hostile_words_are_words(typed, ask):
    page = ask(q=typed, by=typed[:100])
    assert "<script>hostile" not in page.content.decode()
    parsed(page)


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "by=%00"])
def test_a_zero_byte_is_nobodys_typing(query, ask, cast):
    browser = Client()
    browser.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
    assert browser.get(f"/search/?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=a&q=b", "q[]=a", "page=-1&q=a", "page=99999999999999999&q=a", "page=²&q=a"]
)
def test_odd_addresses_are_answered(query, cast):
    browser = Client()
    browser.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
    assert browser.get(f"/search/?{query}").status_code == 200


def test_what_people_write_is_text_in_what_is_found(ask, cast):
    hostile = '<img src=x onerror=hostile()> orchard "quoted" & more'
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort), title=hostile)
    PostFactory(thread=thread, body=hostile, body_html=f"<p>{html.escape(hostile)}</p>")
    page = ask(q="orchard img")
    assert "<img" not in page.content.decode().partition("<main")[2]
    assert [title for _, title in links(page)] == [hostile, hostile]


class TestFilters:
    @pytest.fixture
    def said(self, cast):
        """The same word on two boards of one cohort and in another cohort of the participant's."""
        other = CohortFactory(title="The other cohort")
        EnrollmentFactory(cohort=other, person=cast["participant"])
        day = datetime(2026, 3, 10, 12, tzinfo=UTC)
        for number, (cohort, name) in enumerate([(cast.cohort, "first"), (cast.cohort, "second"), (other, "third")]):
            board = BoardFactory(cohort=cohort, slug=name, name=f"Board {name}")
            author = EnrollmentFactory(cohort=cohort, person__name=f"Vera {name}").person
            thread = ThreadFactory(board=board, title=name, kind=ThreadKind.PROMPT)
            PostFactory(thread=thread, author=author, body="orchard", created_at=day + timedelta(days=number))
        return cast.cohort.slug, other.slug

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, ["third", "second", "first"]),
            ({"cohort": 0}, ["second", "first"]),
            ({"cohort": 1}, ["third"]),
            ({"cohort": 0, "board": "second"}, ["second"]),
            ({"by": "vera"}, ["third", "second", "first"]),
            ({"by": "Vera first"}, ["first"]),
            ({"by": "Ver"}, ["third", "second", "first"]),
            ({"by": "era"}, []),
            ({"since": "2026-03-11"}, ["third", "second"]),
            ({"until": "2026-03-11"}, ["second", "first"]),
            ({"since": "2026-03-11", "until": "2026-03-11"}, ["second"]),
            ({"cohort": 1, "until": "2026-03-11"}, []),
        ],
    )
    def test_they_narrow(self, asked, expected, said, ask):
        if "cohort" in asked:
            asked = asked | {"cohort": said[asked["cohort"]]}
        for words in ({"q": "orchard"}, {}):
            if words or len(set(asked) - {"cohort"}):
                found = links(ask(kind="talk", **words, **asked))
                assert [title for url, title in found if "?post=" in url] == expected

    def test_boards_are_offered_once_a_cohort_is_chosen(self, said, ask):
        assert 'name="board"' not in ask(q="orchard").content.decode()
        page = ask(q="orchard", cohort=said[1]).content.decode()
        assert '<option value="third">Board third</option>' in page
        assert "Board second" not in page.partition('name="board"')[2].partition("</select>")[0]

    def test_whoever_has_one_cohort_is_not_asked_which(self, ask, cast):
        BoardFactory(cohort=cast.cohort, slug="first", name="Board first")
        page = ask().content.decode()
        assert 'name="cohort"' not in page
        assert '<option value="first">Board first</option>' in page

    def test_a_day_is_the_viewers(self, ask, cast):
        cast["participant"].time_zone = "America/Los_Angeles"
        cast["participant"].save()
        at = datetime(2026, 3, 11, 3, tzinfo=UTC)
        PostFactory(thread__board__cohort=cast.cohort, body="orchard", created_at=at)
        assert NOTHING not in main(ask(q="orchard", since="2026-03-10", until="2026-03-10"))
        assert NOTHING in main(ask(q="orchard", since="2026-03-11"))
        assert "Mar 10, 8:00 pm Pacific" in main(ask(q="orchard"))


class TestPages:
    def test_twenty_a_page_and_the_search_goes_along(self, ask, cast):
        thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort))
        posts = [PostFactory(thread=thread, body="orchard & field") for _ in range(23)]
        first, second = (ask(q="orchard &", kind="talk", page=page) for page in ("1", "2"))
        assert [len(links(page)) for page in (first, second)] == [20, 3]
        shown = [url for page in (first, second) for url, _ in links(page)]
        assert shown == [post.get_absolute_url() for post in reversed(posts)]
        assert 'href="/search/?q=orchard+%26&amp;kind=talk&amp;page=2" rel="next"' in first.content.decode()
        assert "Page 2 of 2" in main(second)
        assert links(ask(q="orchard", kind="talk", page="900")) == links(second)

    def test_a_few_of_each_kind_lead_to_all_of_it(self, ask, cast):
        one_of_each(cast, 5)
        page = ask(q="orchard")
        assert 'href="/search/?q=orchard&amp;kind=sessions">See all of them' in page.content.decode()
        assert "Sessions 5 found." in main(page)

    def test_very_many_are_not_counted(self, ask, cast):
        facts = {"thread": ThreadFactory(board=BoardFactory(cohort=cast.cohort)), "created_at": datetime.now(UTC)}
        Post.objects.bulk_create(
            Post(number=n, path=segment(n), submission=uuid4(), body="orchard", body_html="orchard", **facts)
            for n in range(1, MOST + 5)
        )
        last = ask(q="orchard", kind="talk", page="900")
        assert "Very many." in main(last)
        assert len(links(last)) == MOST + 1 - 20 * (MOST // 20)


def test_the_box_stands_on_every_page_but_the_searchs_own(ask, cast):
    box = '<form class="find" role="search" action="/search/"'
    browser = Client()
    assert box not in browser.get("/").content.decode()
    browser.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
    assert box in browser.get("/").content.decode()
    assert box not in browser.get("/search/").content.decode()


@pytest.mark.parametrize(("role", "expected"), [("participant", False), ("site_admin", not BY_STEMS)])
def test_whoever_runs_the_portal_is_told_how_well_it_searches(role, expected, cast):
    browser = Client()
    browser.force_login(cast[role], backend="accounts.backends.EmailBackend")
    assert ("stands on SQLite" in browser.get("/search/").content.decode()) is expected


# --- While somebody types -------------------------------------------------------------------------


@pytest.fixture
def offered(cast):
    browser = Client()
    browser.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
    browser.get(reverse("search"))

    def offer(typed):
        response = browser.get(reverse("search_suggestions"), {"q": typed})
        assert response.status_code == 200
        return response.json()["found"]

    return offer


def test_titles_sessions_and_people_are_offered(cast, offered):
    board = BoardFactory(cohort=cast.cohort, name="Everybody")
    topic = ThreadFactory(board=board, title="Mapping rénts in our county")
    session = LiveSessionFactory(cohort=cast.cohort, title="Rents and health")
    EnrollmentFactory(cohort=cast.cohort, person__name="Mei Renton", in_directory=True)
    PostFactory(thread=ThreadFactory(board=board, title="Other"), body="rents")
    people = reverse("cohorts:people", args=[cast.cohort.slug])
    assert offered("ren") == [
        {"name": topic.title, "about": f"Topic · {cast.cohort.title} · Everybody", "url": topic.get_absolute_url()},
        {"name": str(session), "about": f"Session · {cast.cohort.title}", "url": session.get_absolute_url()},
        {"name": "Mei Renton", "about": f"Person · {cast.cohort.title}", "url": f"{people}?q=Mei+Renton"},
    ]
    assert [row["name"] for row in offered("map ren")] == [topic.title]


@pytest.mark.parametrize("typed", ["", "r", " ", "-rents", "rents -mapping", '"', "%", "ents", "\\", "(", "[a"])
def test_nothing_is_offered_for_nothing(cast, offered, typed):
    ThreadFactory(board__cohort=cast.cohort, title="Mapping rents")
    assert offered(typed) == []


def test_a_topic_that_was_taken_away_is_not_offered(cast, offered):
    hidden = HiddenTopicFactory(thread__board__cohort=cast.cohort, thread__title="A topic that was taken away")
    assert offered("taken away") == []
    hidden.delete()
    assert len(offered("taken away")) == 1


def test_what_is_offered_costs_the_same_however_much_it_is(cast, offered, django_assert_num_queries):
    for number in (1, 3):
        board = BoardFactory(cohort=cast.cohort)
        for index in range(number):
            ThreadFactory(board=board, title=f"Rents {index}")
            LiveSessionFactory(cohort=cast.cohort, title=f"Rents {index}")
            EnrollmentFactory(cohort=cast.cohort, person__name=f"Rents {number} {index}", in_directory=True)
        # Session, person; threads, sessions, people.
        with django_assert_num_queries(5):
            found = offered("rents")
        assert len(found) == 3 * {1: 1, 3: 4}[number]


def test_asking_too_often_is_asking_in_vain(cast, monkeypatch):
    monkeypatch.setattr("cop_portal.views.search.ASKED", {"suggestions": "2/10m/user"})
    browser = Client()
    browser.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
    said = [browser.get(reverse("search_suggestions"), {"q": "rents"}).status_code for _ in range(3)]
    assert said == [200, 200, 429]
