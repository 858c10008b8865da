"""What people are told of, in matters that each can be had by mail, in the digest, in the portal or not at all.

The app whose matter it is registers it in `AppConfig.ready()`:

    matters.register(Matter("discussions.reply", title=_("Replies to you"), ..., show=notices.show_posts))

A notice holds ids and no words. What it says and where it leads is asked of `show` at each look, with the viewer's rights as they
are then: a notice of something they may not see any more isn't shown, and what was renamed, taken away or said without a name is
told as it stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from notifications.enums import Channel

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from notifications.models import Notice


@dataclass(frozen=True)
class Conversation:
    """Where something was said, for the headers of a mail: mailboxes put together what has the same, and sort by the list.

    `key` and `list_key` are of a-z, digits and "-": "thread-7", "board-2". `list_name` is a board's name.
    """

    key: str
    list_key: str
    list_name: str


@dataclass(frozen=True)
class Shown:
    """A notice as its reader sees it now: one line, where it leads, and for a mail the words it is about and who said them."""

    line: str
    url: str
    quote: str = ""
    about: str = ""
    conversation: Conversation | None = None


@dataclass(frozen=True)
class MailAnswer:
    """How a mail is answered by mail: to which address, above which line at its top, and what its foot says of that."""

    address: str
    mark: str
    explained: str


# Asked with the viewer, notices of one matter and the time; answers by the notices' ids, without those not to be shown. A fixed
# number of queries, however many notices.
Shows = Callable[["User", "Sequence[Notice]", datetime], Mapping[int, Shown]]
# Asked with the reader of one notice when its mail leaves.
Answers = Callable[["User", "Notice", datetime], "MailAnswer | None"]


@dataclass(frozen=True)
class Matter:
    """A matter, how people read of it on the page of their choices, and how they are told who say nothing.

    `audience`: whose matter it is, as `notifications.places` says of a person ("" for everybody). An `is_urgent` one is mailed in
    quiet hours, too, unless its letter is about something that isn't near. Who is told of an `is_discreet` one would tell whose a
    pseudonym is: the administration doesn't show it.
    """

    name: str
    title: _StrPromise
    explained: _StrPromise
    example: _StrPromise
    default: Channel
    show: Shows
    audience: str = ""
    is_urgent: bool = False
    is_discreet: bool = False
    # Whether its mails can be answered by mail, and how.
    answers: Answers | None = None


class UnknownMatter(LookupError):
    """Nobody has registered a matter of this name."""


_matters: dict[str, Matter] = {}


def register(matter: Matter) -> None:
    """Adds a matter. Its name is `<app label>.<what>`, at most 60 characters. Raises `ValueError` where another has the name."""
    if _matters.setdefault(matter.name, matter) != matter:
        raise ValueError(f"There is a matter {matter.name} already.")


def matter_named(name: str) -> Matter:
    """The matter of this name. Raises `UnknownMatter`."""
    try:
        return _matters[name]
    except KeyError:
        raise UnknownMatter(f"Nobody tells of the matter {name}.") from None


def is_urgent_matter(name: str) -> bool:
    """Whether there is a matter of this name that is mailed in quiet hours, too."""
    return name in _matters and _matters[name].is_urgent


def discreet_matters() -> list[str]:
    """The names of the matters that the administration doesn't show."""
    return sorted(name for name, matter in _matters.items() if matter.is_discreet)


def all_matters() -> list[Matter]:
    """All there are, those of the lowest floor last: apps get ready from the highest floor down."""
    return list(_matters.values())
