"""The order of a conversation, as text that sorts.

A post's path is its parent's path and its own number within the thread, five base-32 digits each ("0"-"9", "a"-"v": their
order is the same in every collation of both databases). So `ORDER BY path` is reading order (a post, then everything under it,
oldest first), and a page is a range on an index. Pure: neither Django nor a model.
"""

from __future__ import annotations

DIGITS = "0123456789abcdefghijklmnopqrstuv"
WIDTH = 5
# 32 ** 5: more posts than one thread will have; also the bound `segment` keeps.
MOST_POSTS = len(DIGITS) ** WIDTH
# PostgreSQL indexes keys up to about 2,700 bytes; a deeper reply is kept as a sibling at this depth.
DEEPEST = 400


def segment(number: int) -> str:
    """Post number 1.. as five digits: 1 -> "00001". Raises ValueError outside 0..MOST_POSTS-1."""
    if not 0 <= number < MOST_POSTS:
        raise ValueError(number)
    digits = []
    for _ in range(WIDTH):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))


def path_under(parent_path: str, number: int) -> str:
    """The path of post `number` under a parent ("" for the thread itself)."""
    kept = parent_path[: (DEEPEST - 1) * WIDTH]
    return kept + segment(number)


def depth_of(path: str) -> int:
    """0 for a response, 1 for a reply to it, and so on."""
    return len(path) // WIDTH - 1


def end_of_subtree(path: str) -> str:
    """The smallest text greater than every path under this one: the half-open range [path, end) is the subtree."""
    return path + "w"


def carried(path: str, *, under: str, later_by: int) -> str:
    """The path of a post that comes under another with all it stands under, where every number grows by `later_by`."""
    for start in range(0, len(path), WIDTH):
        under = path_under(under, int(path[start : start + WIDTH], len(DIGITS)) + later_by)
    return under
