"""Groups of people that may be told of: in a small one a count nearly names somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar


class Counted(Protocol):
    """A group."""

    @property
    def people(self) -> int:
        """How many they are."""


Group = TypeVar("Group", bound=Counted)


def told_of(
    groups: Iterable[Group], *, fewest: int, together: Callable[[list[Group]], Group]
) -> tuple[list[Group], bool]:
    """The groups of at least `fewest` people; the small ones `together` as one where they are enough people, else not at all.

    Empty groups are left out. Alone the small ones could be reckoned from other tables, so as many of the next larger ones go
    in with them as it takes. Second: whether something is left out.
    """
    rows = [group for group in groups if group.people]
    by_size = sorted(rows, key=lambda row: row.people)
    small = [row for row in by_size if row.people < fewest]
    while small and sum(row.people for row in small) < fewest and len(small) < len(by_size):
        small.append(by_size[len(small)])
    told = [row for row in rows if row not in small]
    if not small:
        return told, False
    joined = together(small)
    return (told, True) if joined.people < fewest else ([*told, joined], False)
