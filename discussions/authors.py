"""Whose name stands on a post: the author's, or the pseudonym they spoke under. No page asks for it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models.user import display_name
from cohorts.models.pseudonym import shown_pseudonym

if TYPE_CHECKING:
    from discussions.models import HeldPost, Post, Thread

# What `author_in` reads of a row, below the way to the post ("" or "parent__").
AUTHOR_COLUMNS = (
    "author_id",
    "author__name",
    "author__email",
    "pseudonym_id",
    "pseudonym__name",
    "pseudonym__speaks_as",
)


def author_of(said: Post | Thread | HeldPost) -> str:
    """The name that stands on a post or topic; select its author and pseudonym along."""
    if said.pseudonym is not None:
        return str(said.pseudonym)
    return said.author.display_name if said.author else _("Somebody who has left")


def author_in(row: dict[str, Any], way: str = "") -> str:
    """The same of a row that has `AUTHOR_COLUMNS` below `way`."""
    if row[f"{way}pseudonym_id"] is not None:
        return shown_pseudonym(row[f"{way}pseudonym__name"], row[f"{way}pseudonym__speaks_as"])
    if row[f"{way}author_id"] is None:
        return _("Somebody who has left")
    return display_name(row[f"{way}author__name"] or "", row[f"{way}author__email"] or "")
