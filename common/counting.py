"""Counting in the database, no further than it is of use."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, Subquery


class CountUpTo(Subquery):
    """How many rows a query finds, counting no further than `most`."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"

    def __init__(self, queryset: Any, most: int, **extra: Any) -> None:
        super().__init__(queryset.values("pk")[:most], output_field=IntegerField(), **extra)
