"""How much was flagged and waits, at a desk."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from discussions.queries.flags import count_waiting

register = Library()


@register.inclusion_tag("discussions/_flags_waiting.html", takes_context=True)
def flags_waiting(context: Context) -> dict[str, Any]:
    """A line about what waits in `cohort` for the viewer's decision; empty where nothing does. One query."""
    cohort, viewer = context["cohort"], context["user"]
    return {"cohort": cohort, "number": count_waiting(cohort, viewer)}
