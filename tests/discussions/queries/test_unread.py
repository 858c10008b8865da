from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discussions.enums import BoardKind
from discussions.models import ReadingPosition, Thread
from discussions.queries.unread import PAGE, Cursor, next_unread_post, next_unread_thread, unread_page
from tests.factories.cohorts import EnrollmentFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, FollowingFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def hours_ago(hours) -> datetime:
    return NOW - timedelta(hours=hours)


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort, name="Everybody")


def said(board, title, hours, **facts):
    thread = ThreadFactory(board=board, title=title, created_at=hours_ago(hours + 1))
    return PostFactory(thread=thread, created_at=hours_ago(hours), **facts)


def shown(cast, viewer="participant", **options):
    boards, _following = unread_page(cast[viewer], NOW, **options)
    return [(group.board.name, [row.thread.title for row in group.threads]) for group in boards]


def test_by_board_and_the_longest_unread_first(cast, board):
    other = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION, name="Session 1")
    said(other, "Later", 1)
    said(board, "Second", 2)
    first = said(board, "First", 5)
    # Its latest post is the latest of all; its oldest unread one counts.
    PostFactory(thread=first.thread, created_at=hours_ago(0))
    assert shown(cast) == [("Everybody", ["First", "Second"]), ("Session 1", ["Later"])]
    (group, _other), _following = unread_page(cast["participant"], NOW)
    row = group.threads[0]
    # The topic itself is new, too.
    assert (row.new_posts, row.oldest, row.said_at) == (3, first, hours_ago(5))
    assert (row.url, row.is_more) == (f"{first.thread.get_absolute_url()}?unread=1", False)


def test_what_was_read_muted_or_written_by_oneself_is_not_there(cast, board):
    for title in ("Read", "Muted", "Open"):
        said(board, title, 3)
    said(board, "Own", 3, author=cast["participant"])
    Thread.objects.filter(title="Own").update(author=cast["participant"])
    ReadingPosition.objects.create(
        person=cast["participant"], thread=Thread.objects.get(title="Read"), read_number=1, read_at=NOW
    )
    FollowingFactory(person=cast["participant"], thread=Thread.objects.get(title="Muted"), level="muted")
    assert shown(cast) == [("Everybody", ["Open"])]


def test_walls_hold(cast, board):
    said(board, "Ours", 3)
    said(BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS, name="Desk"), "Desk's", 3)
    said(BoardFactory(cohort=cast.neighbor_cohort, name="Next door"), "Theirs", 3)
    assert shown(cast) == [("Everybody", ["Ours"])]
    assert shown(cast, cohort=cast.neighbor_cohort) == []
    assert shown(cast, "facilitator") == [("Everybody", ["Ours"]), ("Desk", ["Desk's"])]
    assert shown(cast, "neighbor") == [("Next door", ["Theirs"])]
    for role in ("observer", "invited", "withdrawn", "outsider", "site_admin"):
        assert shown(cast, role) == []
    # Whoever stands above all cohorts reads in the one they ask for.
    assert shown(cast, "site_admin", cohort=cast.neighbor_cohort) == [("Next door", ["Theirs"])]


def test_who_spoke_without_a_name_has_none_here_either(cast, board):
    heron = PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="Heron", speaks_as="community")
    said(board, "Rent", 3, author=cast["team_lead"], pseudonym=heron)
    ((group,), _following) = unread_page(cast["participant"], NOW)
    assert group.threads[0].author == str(heron)


def test_pages_follow_one_another_also_when_something_is_read_between(cast, board):
    other = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION, name="Session 1")
    for place in (board, other):
        for hours in range(15, 0, -1):
            said(place, f"{place.name} {hours}", hours)
    first, following = unread_page(cast["participant"], NOW)
    seen = [row.thread.title for group in first for row in group.threads]
    assert len(seen) == PAGE
    for group in first:
        for row in group.threads:
            ReadingPosition.objects.create(person=cast["participant"], thread=row.thread, read_number=1, read_at=NOW)
    again = Cursor.read(str(following))
    assert again == following
    second, end = unread_page(cast["participant"], NOW, after=again)
    rest = [row.thread.title for group in second for row in group.threads]
    assert (len(rest), end) == (10, None)
    assert len({*seen, *rest}) == 30


@pytest.mark.parametrize(
    "text", ["", "x", "1.2.3", "1.2.3.x", "1.2.3.-4", "1.2.3.4.5", f"1.2.{'9' * 19}.4", f"{'9' * 19}.2.3.4", "١.2.3.4"]
)
def test_other_words_are_no_cursor(text):
    assert Cursor.read(text) is None


@pytest.mark.parametrize("threads", [1, 3])
def test_a_page_is_two_queries_for_any_number(cast, board, django_assert_num_queries, threads):
    for number in range(threads):
        said(board, f"No. {number}", number)
    EnrollmentFactory(cohort=cast.other_program_cohort, person=cast["participant"])
    with django_assert_num_queries(2):
        boards, _following = unread_page(cast["participant"], NOW)
        assert [row.author + row.excerpt + row.url for group in boards for row in group.threads] != []


# --- The way on -----------------------------------------------------------------------------------


def on_from(cast, thread, **where) -> int | None:
    thread.read_number = where.pop("read", -1)
    found = next_unread_post(thread, cast["participant"], **({"after": 0, "first": 0, "last": 0} | where))
    return thread.posts.get(pk=found).number if found else None


def test_the_next_post_is_the_oldest_unread_on_another_page(cast, board, django_assert_num_queries):
    thread = ThreadFactory(board=board)
    first = PostFactory(thread=thread)
    PostFactory.create_batch(4, thread=thread)
    PostFactory(thread=thread, parent=first)
    PostFactory(thread=thread, author=cast["participant"])
    PostFactory(thread=thread, deleted_at=NOW)
    PostFactory(thread=thread)
    assert on_from(cast, thread) == 1
    assert on_from(cast, thread, read=3) == 4
    # In reading order 6 stands between 1 and 2, so it is on the page from 1 to 3.
    assert on_from(cast, thread, first=1, last=3, after=1) == 4
    assert on_from(cast, thread, first=4, last=5, after=4) == 6
    assert on_from(cast, thread, first=4, last=5, after=6) == 9
    assert on_from(cast, thread, after=9) is None
    with django_assert_num_queries(2):
        next_unread_post(thread, cast["participant"], after=0, first=1, last=2)


def test_the_next_thread_is_one_of_the_same_cohort_and_round_again(cast, board):
    rent, heat = said(board, "Rent", 1).thread, said(board, "Heat", 9).thread
    third = said(BoardFactory(cohort=cast.cohort), "Food", 9).thread
    EnrollmentFactory(cohort=cast.other_program_cohort, person=cast["participant"])
    said(BoardFactory(cohort=cast.other_program_cohort), "Elsewhere", 1)
    viewer = cast["participant"]
    assert [next_unread_thread(thread, viewer, NOW) for thread in (rent, heat, third)] == [heat, third, rent]
    for thread in (heat, third):
        ReadingPosition.objects.create(person=viewer, thread=thread, read_number=1, read_at=NOW)
    assert next_unread_thread(rent, viewer, NOW) is None
