from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from discussions.enums import BoardKind, ThreadKind
from discussions.models import ReadingPosition
from discussions.queries import threads_with_news
from discussions.queries.news import MOST_NEWS
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def hours_ago(hours) -> datetime:
    return NOW - timedelta(hours=hours)


def prompt(cast, **facts):
    return ThreadFactory(**({"board": BoardFactory(cohort=cast.cohort), "kind": ThreadKind.PROMPT} | facts))


def news(cast, viewer="participant", **options):
    return threads_with_news(cast[viewer], NOW, **options)


def test_posts_by_others_beyond_the_place_read_to(cast):
    thread, author = prompt(cast), UserFactory(name="Amina Reyes")
    PostFactory.create_batch(2, thread=thread, author=author, created_at=hours_ago(9))
    latest = PostFactory(thread=thread, author=author, created_at=hours_ago(8), body_html="<p>We <em>heard</em></p>")
    PostFactory(thread=thread, author=cast["participant"], created_at=hours_ago(7))
    PostFactory(thread=thread, deleted_at=NOW, created_at=hours_ago(6))
    ReadingPosition.objects.create(person=cast["participant"], thread=thread, read_number=1, read_at=NOW)
    (found,) = news(cast)
    assert (found.thread, found.cohort, found.new_posts, found.latest) == (thread, cast.cohort, 2, latest)
    assert (found.title, found.cohort_title, found.last_post_at, found.excerpt, found.is_more) == (
        thread.title,
        cast.cohort.title,
        hours_ago(8),
        "We heard",
        False,
    )
    ReadingPosition.objects.update(read_number=3)
    assert news(cast) == []


def test_only_what_came_since(cast):
    thread = prompt(cast)
    PostFactory(thread=thread, created_at=hours_ago(9))
    PostFactory(thread=thread, created_at=hours_ago(2))
    assert [found.new_posts for found in news(cast)] == [2]
    assert [found.new_posts for found in news(cast, since=hours_ago(5))] == [1]
    assert news(cast, since=hours_ago(2)) == []


def test_ones_own_talk_is_no_news(cast):
    thread = prompt(cast)
    PostFactory(thread=thread, author=cast["participant"])
    ThreadFactory(board=thread.board, author=cast["participant"], last_post_at=NOW)
    assert news(cast) == []


def test_a_topic_nobody_has_answered_is_news_until_it_was_looked_at(cast):
    author = UserFactory()
    topic = ThreadFactory(
        board=BoardFactory(cohort=cast.cohort),
        author=author,
        body_html="<p>Who maps rent?</p>",
        last_post_at=hours_ago(1),
        created_at=hours_ago(1),
    )
    (found,) = news(cast)
    assert (found.new_posts, found.latest, found.last_post_at, found.excerpt) == (
        1,
        None,
        hours_ago(1),
        "Who maps rent?",
    )
    assert len(news(cast, since=hours_ago(2))) == 1
    assert news(cast, since=hours_ago(1)) == []
    ReadingPosition.objects.create(person=cast["participant"], thread=topic, read_number=0, read_at=NOW)
    assert news(cast) == []


def test_all_of_a_persons_cohorts_and_nobody_elses(cast):
    viewer = cast["participant"]
    EnrollmentFactory(cohort=cast.other_program_cohort, person=viewer)
    EnrollmentFactory(cohort=cast.neighbor_cohort, person=viewer, status=EnrollmentStatus.WITHDRAWN)
    ours = PostFactory(thread=prompt(cast), created_at=hours_ago(3)).thread
    elsewhere = BoardFactory(cohort=cast.other_program_cohort)
    other = PostFactory(thread=prompt(cast, board=elsewhere), created_at=hours_ago(1)).thread
    PostFactory(thread=prompt(cast, board=BoardFactory(cohort=cast.neighbor_cohort)))
    PostFactory(thread=prompt(cast, board=BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS)))
    PostFactory(thread=prompt(cast, opens_at=NOW + timedelta(hours=1)))
    assert [found.thread for found in news(cast)] == [other, ours]
    assert [found.thread for found in news(cast, limit=1)] == [other]


@pytest.mark.parametrize("role", ["observer", "invited", "withdrawn", "neighbor", "outsider", "site_admin"])
def test_those_outside_the_talk_hear_nothing(cast, role):
    PostFactory(thread=prompt(cast))
    assert news(cast, role) == []


def test_a_site_administrator_hears_of_the_cohorts_they_are_in(cast):
    PostFactory(thread=prompt(cast))
    EnrollmentFactory(cohort=cast.cohort, person=cast["site_admin"])
    assert len(news(cast, "site_admin")) == 1


def test_counting_ends(cast):
    thread = prompt(cast)
    for _ in range(MOST_NEWS + 5):
        PostFactory(thread=thread, author=cast["coach"])
    (found,) = news(cast)
    assert (found.new_posts, found.is_more) == (MOST_NEWS, True)


def test_an_excerpt_ends_with_a_word(cast):
    PostFactory(thread=prompt(cast), body_html="<p>" + "water " * 60 + "</p>")
    (found,) = news(cast)
    assert found.excerpt == "water " * 26 + "…"


@pytest.mark.parametrize("threads", [1, 3])
def test_news_cost_the_same_for_any_number(cast, django_assert_num_queries, threads):
    for _ in range(threads):
        PostFactory(thread=prompt(cast))
    with django_assert_num_queries(2):
        found = news(cast)
        assert [item.thread.board.cohort.program for item in found] != []
    assert len(found) == threads
