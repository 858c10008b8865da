"""Seats and parts in breakouts, when two accounts of one person become one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.merging import Merger, hand_over
from sessions.models import BreakoutPair, BreakoutPerson, BreakoutPlan, BreakoutSeat, BreakoutTable, TableNote
from sessions.operations.table_notes import put_notes_together


def hand_over_breakouts(merger: Merger) -> None:
    """Where both accounts are seated in one round, or expected in one plan, what is of the closed one stays behind."""
    hand_over(BreakoutPlan, "made_by", "published_by", merger=merger)
    hand_over(BreakoutTable, "host", merger=merger)
    hand_over(BreakoutPair, "first", "second", merger=merger)
    both = Exists(BreakoutPerson.objects.filter(person=merger.kept, plan=OuterRef("plan")))
    BreakoutPerson.objects.filter(person=merger.merged).exclude(both).update(person=merger.kept)
    seats = BreakoutSeat.objects.filter(person=merger.kept, plan=OuterRef("plan"), round=OuterRef("round"))
    BreakoutSeat.objects.filter(person=merger.merged).exclude(Exists(seats)).update(person=merger.kept)
    _hand_over_notes(merger)


def _hand_over_notes(merger: Merger) -> None:
    """Of two notes for one table and round the words are put together; without a line of history, which would say whose."""
    hand_over(TableNote, "hidden_by", merger=merger)
    rows = TableNote.objects.select_for_update(of=("self",))
    mine = {(row.live_session_id, row.round, row.table): row for row in rows.filter(author=merger.kept)}
    for row in rows.filter(author=merger.merged):
        kept = mine.get((row.live_session_id, row.round, row.table))
        if kept is not None:
            put_notes_together(kept, row, now=merger.now)
    TableNote.objects.filter(author=merger.merged).update(author=merger.kept)
