from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discussions.models import ReadingPosition
from discussions.operations.reading import note_page_read, note_read
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def position(person, thread) -> int | None:
    return ReadingPosition.objects.filter(person=person, thread=thread).values_list("read_number", flat=True).first()


def test_the_position_moves_forward_only():
    person, thread = UserFactory(), ThreadFactory(last_number=10)
    for number, stands_at in ((3, 3), (7, 7), (5, 7), (7, 7), (8, 8)):
        note_read(person=person, thread=thread, number=number, now=NOW)
        assert position(person, thread) == stands_at
    assert ReadingPosition.objects.count() == 1


def test_when_is_kept_of_the_move_and_not_of_the_attempt():
    person, thread = UserFactory(), ThreadFactory(last_number=10)
    note_read(person=person, thread=thread, number=5, now=NOW)
    note_read(person=person, thread=thread, number=4, now=NOW + timedelta(hours=1))
    assert ReadingPosition.objects.get().read_at == NOW


@pytest.mark.parametrize(("number", "stands_at"), [(99, 10), (-5, 0), (0, 0)])
def test_nobody_reads_beyond_the_last_post(number, stands_at):
    person, thread = UserFactory(), ThreadFactory(last_number=10)
    note_read(person=person, thread=thread, number=number, now=NOW)
    assert position(person, thread) == stands_at


def test_a_page_on_the_screen_is_read():
    person, thread = UserFactory(), ThreadFactory()
    posts = [PostFactory(thread=thread) for _ in range(3)]
    note_page_read(person=person, thread=thread, first=1, last=3, seen=3, now=NOW)
    assert position(person, thread) == 3
    # What came while the page was on the screen stays new.
    PostFactory(thread=thread, parent=posts[0])
    note_page_read(person=person, thread=thread, first=1, last=3, seen=3, now=NOW)
    assert position(person, thread) == 3


def test_what_stands_on_another_page_stays_new():
    person, thread = UserFactory(), ThreadFactory()
    first = PostFactory(thread=thread)
    PostFactory(thread=thread)  # 2: on another page
    PostFactory(thread=thread, parent=first)  # 3: read together with 1
    note_page_read(person=person, thread=thread, first=1, last=3, seen=3, now=NOW)
    assert position(person, thread) == 1
    note_page_read(person=person, thread=thread, first=2, last=2, seen=3, now=NOW)
    # 3 was on the screen before, but nobody kept that; better new twice than never.
    assert position(person, thread) == 2
    note_page_read(person=person, thread=thread, first=1, last=3, seen=3, now=NOW)
    assert position(person, thread) == 3


def test_own_and_deleted_posts_elsewhere_hold_nothing_back():
    person, thread = UserFactory(), ThreadFactory()
    PostFactory(thread=thread)
    PostFactory(thread=thread, author=person)
    PostFactory(thread=thread, deleted_at=NOW)
    note_page_read(person=person, thread=thread, first=1, last=1, seen=3, now=NOW)
    assert position(person, thread) == 3


def test_numbers_that_no_page_has_change_nothing():
    person, thread = UserFactory(), ThreadFactory()
    PostFactory(thread=thread)
    note_page_read(person=person, thread=thread, first=1, last=9, seen=9, now=NOW)
    assert position(person, thread) is None
