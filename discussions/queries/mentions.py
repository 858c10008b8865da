"""Who can be mentioned on a board: those who read it and are known there, and pseudonyms that have spoken there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse

from cohorts.directory_queries import HOLDING
from cohorts.models import Pseudonym
from cohorts.models.pseudonym import shown_pseudonym
from cohorts.search_queries import begins
from common.search.sought import Term, loosely, read
from discussions.enums import NAMELESS_KINDS, SHARED_KINDS, ThreadKind
from discussions.mentioning import Called, Mentions, Names, beginnings
from discussions.models import Post, Thread
from discussions.queries.following import reading

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.models import Board

# So many are offered while somebody types; of one beginning so many are looked at.
OFFERED, MOST_ALIKE = 8, 500


@dataclass(frozen=True)
class Offer:
    """Somebody who is offered: what is put into the text, the name that stands on their posts, and where they are from."""

    written: str
    name: str
    about: str


def mentions_in(text: str, *, board: Board, viewer: User, now: datetime) -> Mentions | None:
    """Finds those whom a text of the viewer's means while it is drawn; None where it has no @. Two queries, or none."""
    letters = beginnings(text)
    if not letters:
        return None
    ways = [loosely(Term((letter,)), after="^") for letter in letters]
    everybody = _people(board, viewer, now, [reduce(or_, (Q(person__name__iregex=way) for way in ways))])
    everybody += _pseudonyms(board, viewer, now, [reduce(or_, (Q(name__iregex=way) for way in ways))])
    return Mentions(Names(everybody), directory=reverse("cohorts:people", args=[board.cohort.slug]))


def offered(typed: str, *, board: Board, viewer: User, now: datetime) -> list[Offer]:
    """Those who are offered to somebody who has typed so much behind an @, by name. At most two queries.

    Of the pseudonyms the viewer's own is among them: that it were missing would say whose it is to whoever looks on.
    """
    words = read(typed).wanted
    people = _people(board, viewer, now, [begins("person__name", word) for word in words])
    pseudonyms = _pseudonyms(board, viewer, now, [begins("name", word) for word in words])
    names = Names([*people, *pseudonyms])
    rows = [(called.name.casefold(), names.written(called), called) for called in (*people, *pseudonyms)]
    rows = sorted((row for row in rows if row[1] and row[2].person != viewer.pk), key=lambda row: row[:2])
    return [Offer(written, called.shown or called.name, called.place) for _name, written, called in rows[:OFFERED]]


def _people(board: Board, viewer: User, now: datetime, narrowed: Sequence[Q]) -> list[Called]:
    """Readers of the board, by name: those whom the viewer finds in the cohort anyway.

    In the directory or on a team, holding the cohort, in a small room with the others, or having spoken there with their name.
    Who keeps out of sight is not brought to light by typing an @. Nothing here asks for a pseudonym: who were missing because
    they have one would be known by it.
    """
    by_name = {"author": OuterRef("person"), "pseudonym": None}
    said = Post.objects.visible_to(viewer, now).standing().filter(thread__board__cohort=board.cohort_id, **by_name)
    topics = Thread.objects.visible_to(viewer, now).filter(
        board__cohort=board.cohort_id, kind=ThreadKind.TOPIC, **by_name
    )
    rows = reading(board).filter(*narrowed, person__is_active=True).exclude(person__name="")
    if board.kind in SHARED_KINDS:
        known = Q(in_directory=True) | Q(team__isnull=False) | Q(role__in=HOLDING)
        rows = rows.filter(known | Q(Exists(said)) | Q(Exists(topics)))
    facts = rows.order_by(Lower("person__name"), "pk").values_list(
        "person", "person__name", "organization__name", "in_directory", "role"
    )
    return [
        Called(name, person=person, place=place or "", is_listed=in_directory or role in HOLDING)
        for person, name, place, in_directory, role in facts[:MOST_ALIKE]
    ]


def _pseudonyms(board: Board, viewer: User, now: datetime, narrowed: Sequence[Q]) -> list[Called]:
    """Those under which something stands that the viewer reads here. Nothing is asked of who they are.

    So they are there before and after the person has withdrawn, muted or left the group: coming and going would tell.
    """
    if board.kind not in NAMELESS_KINDS:
        return []
    here = {"board__cohort": board.cohort_id, "board__kind__in": SHARED_KINDS}
    if board.kind not in SHARED_KINDS:
        here = {"board": board.pk}
    said = Post.objects.visible_to(viewer, now).standing().filter(pseudonym=OuterRef("pk"))
    said = said.filter(**{f"thread__{name}": value for name, value in here.items()})
    topics = Thread.objects.visible_to(viewer, now).filter(pseudonym=OuterRef("pk"), **here)
    rows = Pseudonym.objects.filter(*narrowed, Q(Exists(said)) | Q(Exists(topics)), cohort=board.cohort_id)
    facts = rows.order_by(Lower("name"), "pk").values_list("pk", "name", "speaks_as")
    return [
        Called(name, pseudonym=pk, shown=shown_pseudonym(name, speaks_as)) for pk, name, speaks_as in facts[:MOST_ALIKE]
    ]
