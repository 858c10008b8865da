"""How people want to be told, and what they have been told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import User
from notifications.enums import Channel
from notifications.matters import Matter, Shown, all_matters
from notifications.models import MailHours, Notice, Preference
from notifications.places import Place, places_of

if TYPE_CHECKING:
    from notifications.leaving import Leaving

PAGE = 20
# The number in the bar says "99+" beyond.
MOST_COUNTED = 100


def channels_of(*, matter: Matter, place: str, people: Iterable[int]) -> dict[int, Channel]:
    """How each of these people wants to be told of a matter in a place. One query."""
    people = list(people)
    said = Preference.objects.filter(matter=matter.name, place=place, person__in=people)
    chosen = dict(said.values_list("person", "channel"))
    return {person: Channel(chosen.get(person, matter.default)) for person in people}


def reader_of(leaving: Leaving) -> User | None:
    """Whose mails are to end, by the address that was signed for them. One query."""
    return User.objects.filter(pk=leaving.person).first()


@dataclass(frozen=True)
class NoticeRow:
    """A notice as its reader sees it now."""

    notice: Notice
    shown: Shown


@dataclass(frozen=True)
class NoticePage:
    """A page of notices; `following` is where the next one begins, `newest` the id of its first, shown or not.

    `are_withheld`: some aren't shown any more.
    """

    rows: list[NoticeRow]
    newest: int | None
    following: int | None
    are_withheld: bool


def notice_page(viewer: User, now: datetime, *, before: int | None = None) -> NoticePage:
    """The viewer's notices that they may see now, the latest first. One query, and those of each matter on the page."""
    notices = Notice.objects.visible_to(viewer).order_by("-pk")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    found = list(notices[: PAGE + 1])
    on_page = found[:PAGE]
    shown = shown_to(viewer, on_page, now)
    rows = [NoticeRow(notice, shown[notice.pk]) for notice in on_page if notice.pk in shown]
    following = on_page[-1].pk if len(found) > PAGE else None
    newest = on_page[0].pk if on_page else None
    return NoticePage(rows, newest, following, are_withheld=len(rows) < len(on_page))


def shown_to(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """What the viewer may see now of their notices, by id. What no matter knows any more isn't shown."""
    shown: dict[int, Shown] = {}
    for matter in all_matters():
        of_matter = [notice for notice in notices if notice.matter == matter.name]
        if of_matter:
            shown |= matter.show(viewer, of_matter, now)
    return shown


@dataclass(frozen=True)
class Choice:
    """A matter in a place, and how the viewer is told of it."""

    matter: Matter
    place: Place
    channel: Channel


def choices_of(viewer: User) -> list[Choice]:
    """All that is the viewer's to choose, by matter. One query, and those of the places."""
    places = places_of(viewer)
    said = Preference.objects.filter(person=viewer).values_list("matter", "place", "channel")
    chosen = {(matter, place): channel for matter, place, channel in said}
    return [
        Choice(matter, place, Channel(chosen.get((matter.name, place.key), matter.default)))
        for matter in all_matters()
        for place in places
        if not matter.audience or matter.audience in place.audiences
    ]


def mail_hours_of(person: User) -> MailHours:
    """When a person wants their digest, as they have said or as is usual. One query."""
    return MailHours.objects.filter(person=person).first() or MailHours(person=person)
