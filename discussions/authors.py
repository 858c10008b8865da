"""Whose name stands on a post: the author's, or the pseudonym they spoke under. No page asks for it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.user import display_name
from cohorts.models import Pseudonym
from cohorts.models.pseudonym import shown_pseudonym

if TYPE_CHECKING:
    from discussions.models import HeldPost, Post, Thread

QuerySetOf = TypeVar("QuerySetOf", bound=QuerySet[Any])


def with_names(said: QuerySetOf, *, way: str = "", is_joined: bool = False) -> QuerySetOf:
    """Each row with what `author_in` reads of it: of its own author, or of the one that `way` leads to ("parent__").

    Each column is asked for by itself: there is nothing to choose in the order of such joins, and the database would try
    many of them, for longer than the answer takes. `is_joined`: the author's table is there already.
    """
    people = User.objects.filter(pk=OuterRef(f"{way}author"))
    pseudonyms = Pseudonym.objects.filter(pk=OuterRef(f"{way}pseudonym"))
    prefix = way.replace("__", "_")
    facts: dict[str, F | Subquery] = {
        f"{prefix}author_name": F(f"{way}author__name") if is_joined else Subquery(people.values("name")[:1]),
        f"{prefix}author_email": F(f"{way}author__email") if is_joined else Subquery(people.values("email")[:1]),
        f"{prefix}pseudonym_name": Subquery(pseudonyms.values("name")[:1]),
        f"{prefix}pseudonym_speaks_as": Subquery(pseudonyms.values("speaks_as")[:1]),
    }
    return said.annotate(**facts)


def author_of(said: Post | Thread | HeldPost) -> str:
    """The name that stands on a post or topic; select its author and pseudonym along."""
    if said.pseudonym is not None:
        return str(said.pseudonym)
    return said.author.display_name if said.author else _("Somebody who has left")


def author_in(row: Mapping[str, Any], prefix: str = "") -> str:
    """The same of a row `with_names`, their columns and the two ids beginning with `prefix`."""
    if row[f"{prefix}pseudonym_id"] is not None:
        return shown_pseudonym(row[f"{prefix}pseudonym_name"], row[f"{prefix}pseudonym_speaks_as"])
    if row[f"{prefix}author_id"] is None:
        return _("Somebody who has left")
    return display_name(row[f"{prefix}author_name"] or "", row[f"{prefix}author_email"] or "")
