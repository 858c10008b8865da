"""Answer first, then read the others: whether a thread is closed to its reader until they have answered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cohorts.enums import LEARNING_ROLES, EnrollmentStatus
from cohorts.rules import standing
from discussions.enums import ThreadKind
from discussions.models import Post

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.models import Thread

# Counting stops here, as everywhere: a hot thread costs no more than a quiet one.
MOST_ANSWERS = 100


@dataclass(frozen=True)
class Gate:
    """A closed one: so many answers stand behind it, counted up to `MOST_ANSWERS`."""

    answers: int

    @property
    def is_more(self) -> bool:
        return self.answers >= MOST_ANSWERS


def may_have_gate(thread: Thread, viewer: User) -> bool:
    """Whether it has to be asked at all. No query beyond the viewer's standing; most threads end here."""
    cohort = thread.board.cohort
    if not cohort.answer_first or thread.kind != ThreadKind.PROMPT or thread.is_locked or not cohort.is_open:
        return False
    own = standing(viewer, cohort)
    is_learning = own is not None and own.status == EnrollmentStatus.ACTIVE and own.role in LEARNING_ROLES
    return is_learning and not viewer.is_site_admin


def is_behind_gate(thread: Thread, viewer: User) -> bool:
    """The same question as `open_gates`, asked of one thread with its board and cohort. One query, where there can be a gate."""
    if not may_have_gate(thread, viewer):
        return False
    return not Post.objects.standing().responses().filter(thread=thread, author=viewer).exists()


def gate_of(thread: Thread, viewer: User) -> Gate | None:
    """The gate the viewer stands before; None where it is open to them. Two queries at most, none in most threads."""
    if not is_behind_gate(thread, viewer):
        return None
    others = Post.objects.standing().responses().filter(thread=thread).values("pk")[:MOST_ANSWERS]
    return Gate(answers=len(others))
