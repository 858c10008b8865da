"""Searching across cohorts: what somebody looks for there, who may have said it, and people who want to be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.stand_ins import Viewer, stand_in, viewer_value
from cohorts.directory_queries import HOLDING, said_of
from cohorts.enums import Role
from cohorts.models import Cohort, Enrollment, Pseudonym
from cohorts.models.pseudonym import shown_pseudonym
from common.composed import composed_once
from common.search.found import Found
from common.search.rows import MOST, Hit
from common.search.sought import Sought, Term, folded, loosely

if TYPE_CHECKING:
    from cohorts.querysets import EnrollmentQuerySet

PERSON = "person"
# Of one name there are few; a search for "a" as a name is none.
MOST_SPEAKERS = 100
# In both databases' expressions: the beginning of a text or something that stands between names.
BEFORE_A_NAME = r"(^|[ .,'’()/-])"
DIRECTORY = ("person__name", "person__pronouns", "person__title", "person__interests", "person__ask_me_about")
AND_PLACE = ("organization__name", "organization__place", "team__name")


@dataclass(frozen=True)
class Wanted:
    """A search: words, and how it is narrowed. What is empty narrows nothing.

    `board` is a key; `by` is the name that stands on what was said; `since` and `until` are instants.
    """

    words: Sought = field(default_factory=Sought)
    cohort: Cohort | None = None
    board: int | None = None
    by: Sought = field(default_factory=Sought)
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_on(self) -> bool:
        return bool(self.words or self.by or self.board or self.since or self.until)

    @property
    def is_for_talk(self) -> bool:
        """Whether only what people have said can fit: it alone has a board, and somebody's name on it."""
        return bool(self.by or self.board)


def in_time(column: str, since: datetime | None, until: datetime | None) -> Q:
    """The rows whose time is within the days asked for."""
    from_then = Q(**{f"{column}__gte": since}) if since else Q()
    return from_then & (Q(**{f"{column}__lt": until}) if until else Q())


@dataclass(frozen=True)
class Speakers:
    """Those who are called so: people by their own name, pseudonyms by theirs. Nothing leads from the one to the other."""

    people: Sequence[int] = ()
    pseudonyms: Sequence[int] = ()

    @property
    def said(self) -> Q | None:
        """What was said under one of these names; None where nobody is called so.

        By a person's name only what they said with it: without, it is the pseudonym's.
        """
        said = [Q(pseudonym__isnull=True, author__in=self.people)] if self.people else []
        said += [Q(pseudonym__in=self.pseudonyms)] if self.pseudonyms else []
        return reduce(or_, said) if said else None


def speakers(viewer: User, name: Sought) -> Speakers:
    """Who is called so in the viewer's cohorts. Two queries, none where nothing is sought."""
    if not name or name.unwanted:
        return Speakers()
    asked = viewer_value(viewer)
    texts = {f"begins{n}": _beginning(term) for n, term in enumerate(name.wanted)}
    return Speakers(
        people=[pk for (pk,) in _people_called(viewer=asked, **texts)],
        pseudonyms=[
            pk for pk, own, speaks_as in _pseudonyms_of(viewer=asked) if name.is_name(shown_pseudonym(own, speaks_as))
        ][:MOST_SPEAKERS],
    )


@composed_once
def _people_called(*, viewer: Viewer, **texts: str) -> QuerySet[User, Any]:
    people = User.objects.filter(enrollments__cohort__in=Cohort.objects.visible_to(stand_in(viewer)))
    people = people.filter(*(Q(name__iregex=text) for text in texts.values()))
    return people.values_list("pk").distinct()[:MOST_SPEAKERS]


@composed_once
def _pseudonyms_of(*, viewer: Viewer) -> QuerySet[Pseudonym, Any]:
    cohorts = Cohort.objects.visible_to(stand_in(viewer))
    return Pseudonym.objects.filter(cohort__in=cohorts).values_list("pk", "name", "speaks_as")


def search_people(viewer: User, wanted: Wanted) -> list[Hit]:
    """Those of the viewer's cohorts who are listed in a directory, by what it shows of them. One query."""
    if not wanted.words or wanted.is_for_talk or wanted.since or wanted.until:
        return []
    rows = listed(viewer).filter(reduce(and_, map(_somewhere, wanted.words.wanted)))
    for term in wanted.words.unwanted:
        rows = rows.exclude(_somewhere(term))
    if wanted.cohort:
        rows = rows.filter(cohort=wanted.cohort)
    found = rows.order_by("-pk").values_list("pk", "person__name", "created_at")[: MOST + 1]
    # Whoever is called so stands before those who say so of themselves.
    return [Hit(PERSON, pk, float(wanted.words.is_name(name)), at) for pk, name, at in found]


def listed(viewer: User) -> EnrollmentQuerySet:
    """People inside the viewer's cohorts who want to be found, and those who hold a cohort."""
    return Enrollment.objects.visible_to(viewer).inside().filter(Q(in_directory=True) | Q(role__in=HOLDING))


def people_found(viewer: User, keys: Sequence[int]) -> dict[tuple[str, int], Found]:
    """Some of them, by key, as they are shown. One query."""
    rows = listed(viewer).select_related("person", "organization", "team", "cohort").filter(pk__in=keys)
    return {(PERSON, row.pk): _shown(row) for row in rows}


def people_called(viewer: User, sought: Sought, *, most: int) -> list[Found]:
    """Some of the listed whose name begins with what is sought, each word one of its; by name. One query."""
    rows = listed(viewer).filter(*(begins("person__name", term) for term in sought.wanted))
    rows = rows.select_related("person", "organization", "team", "cohort")
    return [
        replace(_shown(row), place=(row.cohort.title,)) for row in rows.order_by(Lower("person__name"), "-pk")[:most]
    ]


def _shown(row: Enrollment) -> Found:
    name, *said = said_of(row)
    return Found(
        kind=PERSON,
        url=f"{reverse('cohorts:people', args=[row.cohort.slug])}?{urlencode({'q': name})}",
        title=name,
        text=" · ".join(part for part in said if part),
        place=(row.cohort.title, str(_("People"))),
    )


def begins(column: str, term: Term) -> Q:
    """The rows in whose column a word begins with the term, whatever its capitals and accents."""
    return Q(**{f"{column}__iregex": _beginning(term)})


def _beginning(term: Term) -> str:
    return loosely(term, after=BEFORE_A_NAME)


def _somewhere(term: Term) -> Q:
    roles = [role for role in Role if all(word in folded(str(role.label)) for word in term.folded.words)]
    return reduce(or_, (begins(column, term) for column in (*DIRECTORY, *AND_PLACE)), Q(role__in=roles))
