"""Settling when people are reminded of sessions of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.operations.closing import settle_cohort
from cohorts.operations.enrollment import lock_cohort
from common.errors import DomainError
from sessions.enums import SessionKind

if TYPE_CHECKING:
    from accounts.models import User


class UnknownSessionKind(DomainError):
    """Sessions have no such kind."""

    def __str__(self) -> str:
        return _("There are no sessions of this kind.")


@transaction.atomic
def set_reminders_by_kind(
    *, cohort: Cohort, changes: Mapping[tuple[str, str], list[int] | None], by: User, now: datetime
) -> Cohort:
    """Other reminders for a kind of session, by kind and end ("before", "after"); None for those of all sessions.

    What isn't named stays as it is by now. What was planned already leaves. Raises `CohortIsOver`, `UnknownSessionKind` and
    `UnableToWriteCohort`.
    """
    cohort = lock_cohort(cohort)
    by_kind = {kind: dict(own) for kind, own in cohort.reminders_by_kind.items()}
    for (kind, end), minutes in changes.items():
        if kind not in SessionKind.values:
            raise UnknownSessionKind
        by_kind.setdefault(kind, {})[end] = minutes
    said = {
        kind: {end: minutes for end, minutes in own.items() if minutes is not None} for kind, own in by_kind.items()
    }
    return settle_cohort(
        cohort=cohort, by=by, now=now, reminders_by_kind={kind: own for kind, own in said.items() if own}
    )
