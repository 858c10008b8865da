from __future__ import annotations

from dataclasses import dataclass

import pytest

from common.small_groups import told_of


@dataclass(frozen=True)
class Group:
    name: str
    people: int


def together(groups):
    return Group("+".join(sorted(group.name for group in groups)), sum(group.people for group in groups))


@pytest.mark.parametrize(
    ("sizes", "told", "is_hidden"),
    [
        ({}, {}, False),
        ({"a": 5, "b": 0}, {"a": 5}, False),
        ({"a": 5, "b": 3, "c": 2}, {"a": 5, "b+c": 5}, False),
        # One small group alone could be reckoned from the whole: the next larger goes in with it.
        ({"a": 9, "b": 6, "c": 1}, {"a": 9, "b+c": 7}, False),
        ({"a": 2, "b": 1}, {}, True),
    ],
)
def test_small_groups_are_told_together_or_not_at_all(sizes, told, is_hidden):
    rows, hidden = told_of((Group(*size) for size in sizes.items()), fewest=5, together=together)
    assert ({row.name: row.people for row in rows}, hidden) == (told, is_hidden)
