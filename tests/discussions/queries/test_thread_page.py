from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts.enums import Role
from discussions.models import Thread
from discussions.queries import Place, thread_for, thread_page
from discussions.queries.thread_page import first_unread
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort, slug="all"), slug="rent")


def loaded(cast, thread, viewer="participant") -> Thread:
    found = thread_for(cast[viewer], NOW, cohort=cast.cohort.slug, board="all", thread="rent")
    assert found == thread
    return found


def page(cast, thread, viewer="participant", moderates=False, **place):
    return thread_page(loaded(cast, thread, viewer), cast[viewer], Place(**place), moderates=moderates)


def numbers(page) -> list[int]:
    return [post.number for post in page.posts]


def ways(page) -> tuple:
    return page.at_beginning, page.previous, page.next


# --- Pages ----------------------------------------------------------------------------------------


def test_an_empty_thread(cast, thread):
    empty = page(cast, thread)
    assert (numbers(empty), ways(empty), empty.first_number, empty.last_number) == ([], (True, None, None), None, None)


def test_twenty_posts_are_one_page(cast, thread):
    PostFactory.create_batch(20, thread=thread)
    only = page(cast, thread)
    assert (numbers(only), ways(only)) == (list(range(1, 21)), (True, None, None))


def test_pages_follow_one_another_without_gap_or_double(cast, thread):
    PostFactory.create_batch(45, thread=thread)
    first = page(cast, thread)
    assert (numbers(first), ways(first)) == (list(range(1, 21)), (True, None, 21))
    second = page(cast, thread, start=first.next)
    assert (numbers(second), ways(second)) == (list(range(21, 41)), (False, 1, 41))
    third = page(cast, thread, start=second.next)
    assert (numbers(third), ways(third)) == (list(range(41, 46)), (False, 21, None))
    assert numbers(page(cast, thread, start=third.previous)) == numbers(second)
    assert numbers(page(cast, thread, start=second.previous)) == numbers(first)


def test_pages_follow_the_talk_and_not_the_clock(cast, thread):
    posts = [PostFactory(thread=thread) for _ in range(20)]
    late_reply = PostFactory(thread=thread, parent=posts[0])
    assert numbers(page(cast, thread)) == [1, 21, *range(2, 20)]
    assert numbers(page(cast, thread, start=20)) == [20]
    assert late_reply.path == "000010000l"


def test_a_reply_that_comes_on_an_earlier_page_moves_nothing(cast, thread):
    posts = PostFactory.create_batch(30, thread=thread)
    second = page(cast, thread).next
    PostFactory.create_batch(5, thread=thread, parent=posts[0])
    assert numbers(page(cast, thread, start=second)) == list(range(21, 31))


def test_the_last_page_is_the_last_twenty(cast, thread):
    PostFactory.create_batch(45, thread=thread)
    last = page(cast, thread, at_end=True)
    assert (numbers(last), ways(last)) == (list(range(26, 46)), (False, 6, None))
    assert numbers(page(cast, thread, start=last.previous)) == list(range(6, 26))


def test_before_a_page_that_begins_early_stands_the_beginning(cast, thread):
    PostFactory.create_batch(30, thread=thread)
    assert ways(page(cast, thread, start=6)) == (False, 0, 26)
    assert ways(page(cast, thread, start=1)) == (True, None, 21)


def test_the_last_page_of_a_short_thread_is_all_of_it(cast, thread):
    PostFactory.create_batch(3, thread=thread)
    last = page(cast, thread, at_end=True)
    assert (numbers(last), ways(last)) == ([1, 2, 3], (True, None, None))


def test_a_post_is_shown_with_what_stands_before_it(cast, thread):
    posts = PostFactory.create_batch(60, thread=thread)
    around = page(cast, thread, around=posts[39].pk)
    assert (numbers(around), ways(around), around.around) == (list(range(32, 52)), (False, 12, 52), posts[39].pk)
    assert numbers(page(cast, thread, start=around.previous)) == list(range(12, 32))
    assert numbers(page(cast, thread, start=around.next)) == list(range(52, 61))


def test_a_post_near_the_beginning_is_on_the_first_page(cast, thread):
    posts = PostFactory.create_batch(60, thread=thread)
    for post in (posts[0], posts[4], posts[8]):
        around = page(cast, thread, around=post.pk)
        assert (numbers(around), ways(around)) == (list(range(1, 21)), (True, None, 21))
    assert ways(page(cast, thread, around=posts[20].pk)) == (False, 0, 33)


def test_the_last_post_is_found_too(cast, thread):
    posts = PostFactory.create_batch(60, thread=thread)
    around = page(cast, thread, around=posts[-1].pk)
    assert (numbers(around), ways(around)) == (list(range(52, 61)), (False, 32, None))


@pytest.mark.parametrize(
    "place", [{"start": 0}, {"start": 99}, {"start": 10**30}, {"around": 99_999}, {"around": -1}, {"around": 10**30}]
)
def test_what_is_not_there_leads_to_the_beginning(cast, thread, place):
    PostFactory.create_batch(3, thread=thread)
    found = page(cast, thread, **place)
    assert (numbers(found), ways(found), found.around) == ([1, 2, 3], (True, None, None), None)


def test_the_post_of_another_thread_is_not_found_here(cast, thread):
    PostFactory(thread=thread)
    foreign = PostFactory(thread__board=thread.board)
    assert numbers(page(cast, thread, around=foreign.pk)) == [1]


@pytest.mark.parametrize(
    ("place", "queries"),
    [({}, 1), ({"start": 21}, 2), ({"at_end": True}, 2), ({"around": 30}, 2)],
)
def test_a_page_costs_the_same_in_a_thread_of_any_length(cast, thread, django_assert_num_queries, place, queries):
    PostFactory.create_batch(25, thread=thread, author=cast["team_lead"])
    if "around" in place:
        place = {"around": thread.posts.get(number=24).pk}
    viewer, found = cast["participant"], loaded(cast, thread)
    with django_assert_num_queries(queries):
        thread_page(found, viewer, Place(**place))
    thread.refresh_from_db()
    for _ in range(40):
        PostFactory(thread=thread)
    with django_assert_num_queries(queries):
        thread_page(found, viewer, Place(**place))


# --- What is known of a post ----------------------------------------------------------------------


def test_who_wrote_it_and_where_they_stand(cast, thread):
    person = UserFactory(name="Amina Reyes", title="community health worker")
    EnrollmentFactory(cohort=cast.cohort, person=person, organization=OrganizationFactory(name="Desert Willow Health"))
    # Where somebody stands in another cohort is nobody's business here.
    EnrollmentFactory(cohort=cast.neighbor_cohort, person=cast["facilitator"], organization=OrganizationFactory())
    PostFactory(thread=thread, author=person)
    PostFactory(thread=thread, author=cast["facilitator"])
    PostFactory(thread=thread, author=SiteAdminFactory(name="", email="sam@example.org"))
    PostFactory(thread=thread, author=None)
    assert [(post.author, post.standing) for post in page(cast, thread).posts] == [
        ("Amina Reyes", "Desert Willow Health · community health worker"),
        ("Facilitator", f"{Role.FACILITATOR.label} · {cast.team.organization.name}"),
        ("sam", ""),
        ("Somebody who has left", ""),
    ]


def test_whom_a_reply_answers(cast, thread):
    first = PostFactory(thread=thread, author=UserFactory(name="Amina Reyes"))
    gone = PostFactory(thread=thread, parent=first, deleted_at=NOW)
    PostFactory(thread=thread, parent=gone)
    assert [(post.parent_ref, post.parent_author, post.parent_is_here) for post in page(cast, thread).posts] == [
        ("", "", False),
        (str(first.pk), "Amina Reyes", True),
        (str(gone.pk), "a post that was taken away", True),
    ]


def test_a_parent_on_another_page_is_said_to_be_there(cast, thread):
    first = PostFactory(thread=thread)
    PostFactory.create_batch(25, thread=thread, parent=first)
    assert [post.parent_is_here for post in page(cast, thread, start=22).posts] == [False] * 5


def test_a_deleted_post_has_neither_author_nor_words(cast, thread):
    post = PostFactory(
        thread=thread,
        author=cast["team_lead"],
        body_html="<p>canary</p>",
        deleted_at=NOW,
        deleted_by=cast["facilitator"],
        deletion_reason="names a patient",
    )
    PostFactory(thread=thread, parent=post)
    assert "canary" not in repr(page(cast, thread))
    assert cast["team_lead"].name not in repr(page(cast, thread))

    def told(viewer, moderates=False):
        row = page(cast, thread, viewer, moderates).posts[0]
        return row.is_deleted, row.deletion_reason, row.deleted_by_author, row.may_restore

    assert told("participant") == (True, "", False, False)
    assert told("team_lead") == (True, "names a patient", False, False)
    assert told("facilitator", moderates=True) == (True, "names a patient", False, True)


def test_who_took_their_own_post_away_can_bring_it_back(cast, thread):
    author = cast["participant"]
    PostFactory(thread=thread, author=author, deleted_at=NOW, deleted_by=author)
    row = page(cast, thread).posts[0]
    assert (row.deleted_by_author, row.may_restore) == (True, True)
    assert not page(cast, thread, "team_lead").posts[0].may_restore


def test_the_indent_ends_at_the_fourth_step(cast, thread):
    parent = None
    for _ in range(7):
        parent = PostFactory(thread=thread, parent=parent)
    assert [post.depth for post in page(cast, thread).posts] == [0, 1, 2, 3, 4, 4, 4]


def test_new_are_others_posts_beyond_the_place_read_to(cast, thread):
    viewer = cast["participant"]
    PostFactory.create_batch(2, thread=thread)
    PostFactory(thread=thread, author=viewer)
    PostFactory(thread=thread, deleted_at=NOW)
    unread = PostFactory(thread=thread)
    thread.reading_positions.create(person=viewer, read_number=1, read_at=NOW)
    thread.reading_positions.create(person=cast["coach"], read_number=5, read_at=NOW)
    assert [post.number for post in page(cast, thread).posts if post.is_new] == [2, 5]
    assert first_unread(loaded(cast, thread), viewer) == thread.posts.get(number=2).pk
    thread.reading_positions.filter(person=viewer).update(read_number=2)
    assert first_unread(loaded(cast, thread), viewer) == unread.pk
    thread.reading_positions.filter(person=viewer).update(read_number=5)
    assert first_unread(loaded(cast, thread), viewer) is None


# --- The thread itself ----------------------------------------------------------------------------


def test_a_thread_is_found_by_its_whole_address(cast, thread, django_assert_num_queries):
    def found(viewer, cohort=cast.cohort.slug, board="all", slug="rent"):
        return thread_for(cast[viewer], NOW, cohort=cohort, board=board, thread=slug)

    assert found("participant", cohort=cast.neighbor_cohort.slug) is None
    assert found("participant", board="other") is None
    assert found("participant", slug="other") is None
    for role in ("observer", "neighbor", "outsider", "invited", "withdrawn"):
        assert found(role) is None
    vars(cast["participant"]).pop("standings", None)
    # The thread and the viewer's standings.
    with django_assert_num_queries(2):
        here = found("participant")
        assert (here.board.cohort.program.accent, here.board.team, here.author, here.read_number) == (
            "forum",
            None,
            None,
            -1,
        )
