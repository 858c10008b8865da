"""The digest: what a person has not read since the last one, what they owe, and what comes next.

This floor knows only the notices. A floor above registers in `AppConfig.ready()` what else stands in it, and who gets one at all:

    digests.register_part(unread_talk, covers={"discussions.watched"})
    digests.register_audience(people_of_cohorts)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True)
class Line:
    """One thing, where it leads, and some words of it."""

    text: str
    url: str
    quote: str = ""


@dataclass(frozen=True)
class Group:
    """Lines under a heading: a board, a cohort. `is_news`: worth a mail; what comes next stands beside news, never alone."""

    title: str
    lines: Sequence[Line]
    is_news: bool = True


# Asked with the person, since when, and the time, when the mail leaves; in the person's language.
Part = Callable[["User", datetime, datetime], Iterable[Group]]
Audience = Callable[[], "QuerySet[User]"]

_parts: list[Part] = []
_audiences: list[Audience] = []
_covered: set[str] = set()


def register_part(part: Part, *, covers: Iterable[str] = ()) -> None:
    """Adds a part. Notices of the matters that it `covers` aren't told a second time."""
    if part not in _parts:
        _parts.append(part)
        _covered.update(covers)


def register_audience(audience: Audience) -> None:
    """Adds people who may get a digest."""
    if audience not in _audiences:
        _audiences.append(audience)


def parts_for(person: User, since: datetime, now: datetime) -> list[Group]:
    """What the floors above have for a person, those of the lowest floor first."""
    return [group for part in reversed(_parts) for group in part(person, since, now) if group.lines]


def is_covered(matter: str) -> bool:
    """Whether a part tells of the matter."""
    return matter in _covered


def audience() -> set[int]:
    """The ids of all who may get a digest."""
    return {pk for people in _audiences for pk in people().values_list("pk", flat=True)}
