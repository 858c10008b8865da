from __future__ import annotations

import pytest

from discussions.tree import DEEPEST, MOST_POSTS, WIDTH, depth_of, end_of_subtree, path_under, segment


@pytest.mark.parametrize(
    ("number", "text"), [(0, "00000"), (1, "00001"), (31, "0000v"), (32, "00010"), (MOST_POSTS - 1, "vvvvv")]
)
def test_a_number_as_five_digits(number, text):
    assert segment(number) == text


@pytest.mark.parametrize("number", [-1, MOST_POSTS])
def test_numbers_beyond_are_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        segment(number)


def test_text_sorts_as_numbers_do():
    numbers = [0, 1, 9, 10, 31, 32, 33, 1023, 1024, 99_999, MOST_POSTS - 1]
    assert sorted(map(segment, numbers)) == [segment(number) for number in numbers]


def test_reading_order_is_the_order_of_paths():
    first = path_under("", 1)
    second = path_under("", 2)
    reply = path_under(first, 3)
    deeper = path_under(reply, 5)
    later_reply = path_under(first, 4)
    in_order = [first, reply, deeper, later_reply, second]
    assert sorted(in_order) == in_order
    assert [depth_of(path) for path in in_order] == [0, 1, 2, 1, 0]


def test_a_subtree_is_a_range():
    first, second = path_under("", 1), path_under("", 2)
    under = [first, path_under(first, 3), path_under(path_under(first, MOST_POSTS - 1), 4)]
    end = end_of_subtree(first)
    assert all(first <= path < end for path in under)
    assert not first <= second < end


def test_below_the_deepest_place_replies_are_siblings():
    path = ""
    for number in range(1, DEEPEST + 1):
        path = path_under(path, number)
    assert len(path) == DEEPEST * WIDTH
    below = path_under(path, DEEPEST + 1)
    assert (len(below), depth_of(below)) == (len(path), depth_of(path))
    assert below > path
