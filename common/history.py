"""Who changed a row, and why, for its kept history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

if TYPE_CHECKING:
    from accounts.models import User

# The column of django-simple-history; a longer reason would be refused by PostgreSQL.
REASON_LENGTH = 100
# Rows in one statement; where the database takes fewer, Django splits further.
ROWS_AT_ONCE = 500

Row = TypeVar("Row", bound=models.Model)


class OnceMadeManager(HistoryManager):
    """The library makes a class of it whenever a history is asked for, and so at every save; one will do."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """The kept history of a model: a row at every save, by whom and why (`sign_change`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, history_manager=OnceMadeManager, **kwargs)


def sign_change(instance: models.Model, *, by: User | None, reason: str) -> None:
    """Say who makes the next save of a row with history, and why; `by` is None where a file or a clock does.

    A reason longer than the column is cut, with an ellipsis.
    """
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = (  # type: ignore[attr-defined]
        reason if len(reason) <= REASON_LENGTH else f"{reason[: REASON_LENGTH - 1]}…"
    )


def save_untold(instance: models.Model, *, fields: Sequence[str] | None = None) -> None:
    """Save without a line of history: what has happened is told elsewhere, or by the save that follows."""
    instance.save_without_historical_record(update_fields=fields)  # type: ignore[attr-defined]


def with_reason(what: str, why: str) -> str:
    """What was done, and why where somebody said so."""
    return f"{what}: {' '.join(why.split())}" if why.strip() else what


def create_signed(rows: Sequence[Row], *, by: User | None, reason: str) -> None:
    """Inserts many rows of one model, each with its first line of history, in a few statements; they get their keys."""
    if rows:
        for row in rows:
            sign_change(row, by=by, reason=reason)
        bulk_create_with_history(rows, type(rows[0]), batch_size=ROWS_AT_ONCE)


def update_signed(rows: Sequence[models.Model], *, fields: Sequence[str]) -> None:
    """Saves these fields of many rows of one model, each signed before (`sign_change`), with a line of history each."""
    if rows:
        bulk_update_with_history(rows, type(rows[0]), fields, batch_size=ROWS_AT_ONCE)
