"""Seats and parts in breakouts, when two accounts of one person become one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.merging import Merger, hand_over
from sessions.models import BreakoutPair, BreakoutPerson, BreakoutPlan, BreakoutSeat, BreakoutTable


def hand_over_breakouts(merger: Merger) -> None:
    """Where both accounts are seated in one round, or expected in one plan, what is of the closed one stays behind."""
    hand_over(BreakoutPlan, "made_by", "published_by", merger=merger)
    hand_over(BreakoutTable, "host", merger=merger)
    hand_over(BreakoutPair, "first", "second", merger=merger)
    both = Exists(BreakoutPerson.objects.filter(person=merger.kept, plan=OuterRef("plan")))
    BreakoutPerson.objects.filter(person=merger.merged).exclude(both).update(person=merger.kept)
    seats = BreakoutSeat.objects.filter(person=merger.kept, plan=OuterRef("plan"), round=OuterRef("round"))
    BreakoutSeat.objects.filter(person=merger.merged).exclude(Exists(seats)).update(person=merger.kept)
