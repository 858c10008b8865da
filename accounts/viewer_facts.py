"""What every page says of its viewer, brought along with the person in the one query that finds who is signed in.

A floor above says in `AppConfig.ready()` what that is, as an expression over people:

    viewer_facts.register("unread_notices", CountUpTo(...))

So a number in the bar costs no page a query of its own. Where a person wasn't found by their sign-in the fact is missing, which
templates show as nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

_facts: dict[str, Any] = {}


def register(name: str, expression: Any) -> None:
    """Has each viewer come with `name`."""
    _facts[name] = expression


def with_facts(people: QuerySet[User]) -> QuerySet[User]:
    """The people, each with what was registered."""
    return people.annotate(**_facts)
