"""What waits to be looked at: in a thread or on a board for its author, and at the desk for those who decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from common.markdown import stored
from discussions.authors import author_of
from discussions.enums import HeldOutcome
from discussions.models import Attachment, Board, HeldPost, Thread
from discussions.queries.flags import CountRows

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort, Enrollment
    from discussions.querysets import BoardQuerySet, HeldQuerySet

# A desk shows no more at once: what is decided makes room.
MOST_HELD, LATEST_DECIDED = 100, 50
ROWS = (
    "author", "pseudonym", "parent__author", "parent__pseudonym", "thread__board__cohort", "board__cohort", "decided_by",
)  # fmt: skip


@dataclass(frozen=True)
class HeldRow:
    """One thing that waits, as its author and those who decide read it."""

    held: HeldPost
    author: str
    html: SafeString
    files: list[Attachment]
    is_own: bool

    @property
    def is_refused(self) -> bool:
        return self.held.outcome == HeldOutcome.REFUSED

    @property
    def answers(self) -> str:
        """Whose post it replies to; empty where it replies to none."""
        parent = self.held.parent
        return "" if parent is None or parent.deleted_at else author_of(parent)


def something_held(viewer: User | int, **place: Any) -> Exists:
    """Whether at a thread or a board, given as an `OuterRef`, stands anything of `held_at` that could be the viewer's."""
    rows = HeldPost.objects.not_released().filter(**place)
    return Exists(rows.filter(Q(author=viewer) | Q(outcome=HeldOutcome.WAITS)))


def boards_with_held(boards: BoardQuerySet, viewer: User) -> BoardQuerySet:
    """Each board with `has_held`: whether a topic waits there, the viewer's perhaps."""
    return boards.annotate(has_held=something_held(viewer, board=OuterRef("pk")))


def held_at(viewer: User, now: datetime, *, thread: Thread | None = None, board: Board | None = None) -> list[HeldRow]:
    """What of the viewer's own waits there, or was refused; for those who keep order, what waits of everybody. Two queries."""
    rows = HeldPost.objects.visible_to(viewer, now).not_released().filter(thread=thread, board=board)
    return _rows(rows.filter(Q(author=viewer) | Q(outcome=HeldOutcome.WAITS)), viewer)


def held_at_desk(cohort: Cohort, viewer: User, now: datetime) -> list[HeldRow]:
    """What waits for the viewer's decision, the longest first. Two queries."""
    return _rows(HeldPost.objects.decidable_by(viewer, now).waiting().of_cohort(cohort), viewer)


def decided_held(cohort: Cohort, viewer: User, now: datetime) -> list[HeldPost]:
    """The latest that were decided. One query."""
    rows = HeldPost.objects.decidable_by(viewer, now).of_cohort(cohort).filter(decided_at__isnull=False)
    return list(rows.select_related(*ROWS).order_by("-decided_at", "-pk")[:LATEST_DECIDED])


def count_held(cohort: Cohort, viewer: User, now: datetime) -> int:
    """How much waits for the viewer's decision. One query."""
    return HeldPost.objects.decidable_by(viewer, now).waiting().of_cohort(cohort).count()


def with_held(enrollments: QuerySet[Enrollment], viewer: User, now: datetime) -> Any:
    """Each enrollment with `held_waiting`: how much waits in its cohort for the viewer's decision."""
    waiting = HeldPost.objects.decidable_by(viewer, now).waiting().of_cohort(OuterRef("cohort")).values("pk")
    return enrollments.annotate(held_waiting=Coalesce(CountRows(waiting, output_field=IntegerField()), 0))


def _rows(rows: HeldQuerySet, viewer: User) -> list[HeldRow]:
    found = list(rows.select_related(*ROWS).order_by("written_at", "pk")[:MOST_HELD])
    files: dict[int | None, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(held__in=found).order_by("pk") if found else ():
        files[file.held_id].append(file)
    return [
        HeldRow(
            held=held, author=author_of(held), html=stored(held.body_html), files=files[held.pk],
            is_own=held.author_id == viewer.pk,
        )
        for held in found
    ]  # fmt: skip
