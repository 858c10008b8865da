"""The boards every cohort begins with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from discussions.enums import BoardKind
from discussions.operations.boards import open_board

if TYPE_CHECKING:
    from accounts.models import User


def open_boards(*, cohort: Cohort, by: User | None, now: datetime) -> None:
    """The board of everybody in the cohort, and the one of those who run it. Called where sessions have their addresses."""
    wanted = (
        (BoardKind.COHORT, "community", _("Community board"), _("For everybody in the cohort.")),
        (
            BoardKind.FACILITATORS,
            "facilitators",
            _("Facilitators' board"),
            _("For facilitators and coordinators only."),
        ),
    )
    taken = set(cohort.boards.values_list("slug", flat=True))
    for kind, slug, name, description in wanted:
        free = slug if slug not in taken else f"{slug}-board"
        open_board(cohort=cohort, kind=kind, slug=free, name=name, description=description, by=by, now=now)
