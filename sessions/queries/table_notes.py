"""What tables wrote down: at one table, for those who sit there, and of a whole session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from common.markdown import stored
from sessions.models import BreakoutPlan, BreakoutSeat, BreakoutTable, LiveSession, TableNote

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class NoteRow:
    """A note as the viewer reads it: without its author, but whether it is their own. Why it was hidden, its reader may know."""

    note: TableNote
    html: SafeString
    is_own: bool


@dataclass(frozen=True)
class NotesOfTable:
    """What a table wrote in a round."""

    round: int
    table: int
    name: str
    rows: Sequence[NoteRow]


@dataclass(frozen=True)
class TablePage:
    """A table in a round: `mine` is the viewer's note or None, `before` what was written there in earlier rounds, `beside` what
    others at the table write in this one. `mark` changes with what others write."""

    plan: BreakoutPlan
    table: BreakoutTable
    round: int
    mine: TableNote | None
    before: Sequence[NotesOfTable]
    beside: Sequence[NoteRow]

    @property
    def mark(self) -> str:
        rows = [row.note for of_table in self.before for row in of_table.rows] + [row.note for row in self.beside]
        return "-".join(str(part) for note in rows for part in (note.pk, note.version, int(note.is_hidden)))


@dataclass(frozen=True)
class NotesOfRound:
    """A round with its tables, those that wrote something."""

    number: int
    tables: Sequence[NotesOfTable]


def sits_there(live_session: LiveSession, person: User, *, round_number: int, table: int) -> bool:
    """Whether they sit at this table in this round by the published plan, or run the session and there is such a table.

    One query. The session comes with its cohort.
    """
    published = {"plan__live_session": live_session, "plan__published_at__isnull": False}
    if person.has_perm("cohorts.run_sessions", live_session.cohort):
        return BreakoutTable.objects.filter(position=table, plan__rounds__gte=round_number, **published).exists()
    seats = BreakoutSeat.objects.visible_to(person).filter(person=person, **published)
    return seats.filter(round=round_number, table__position=table).exists()


def table_page(
    live_session: LiveSession, viewer: User, now: datetime, *, round_number: int, table: int
) -> TablePage | None:
    """The page for somebody who sits there; None where there is no such table. Two queries."""
    tables = BreakoutTable.objects.filter(
        plan__live_session=live_session,
        plan__published_at__isnull=False,
        position=table,
        plan__rounds__gte=round_number,
    )
    found = tables.select_related("plan").first()
    if found is None or round_number < 1:
        return None
    notes = TableNote.objects.visible_to(viewer, now).filter(live_session=live_session, table=table)
    rows = list(notes.filter(round__lte=round_number).order_by("round", "created_at", "pk"))
    mine = next((note for note in rows if note.author_id == viewer.pk and note.round == round_number), None)
    said = [note for note in rows if note.body_html and note is not mine]
    return TablePage(
        plan=found.plan,
        table=found,
        round=round_number,
        mine=mine,
        before=_by_table([note for note in said if note.round < round_number], {table: str(found)}, viewer),
        beside=[_row(note, viewer) for note in said if note.round == round_number],
    )


def notes_of_session(live_session: LiveSession, viewer: User, now: datetime) -> list[NotesOfRound]:
    """All that the viewer may read of what the tables wrote, by round and table. Two queries."""
    rows = TableNote.objects.visible_to(viewer, now).written().filter(live_session=live_session)
    notes = list(rows.order_by("round", "table", "created_at", "pk"))
    of_tables = _by_table(notes, table_names(live_session), viewer)
    return [NotesOfRound(number, list(tables)) for number, tables in groupby(of_tables, key=lambda one: one.round)]


def is_something_written(live_session: LiveSession, viewer: User, now: datetime) -> bool:
    """Whether there is a note that the viewer may read. One query."""
    return TableNote.objects.visible_to(viewer, now).written().filter(live_session=live_session).exists()


def table_names(live_session: LiveSession) -> dict[int, str]:
    """What the tables of the published plan are called, by number. One query."""
    tables = BreakoutTable.objects.filter(plan__live_session=live_session, plan__published_at__isnull=False)
    return {table.position: str(table) for table in tables}


def _by_table(notes: Iterable[TableNote], names: dict[int, str], viewer: User) -> list[NotesOfTable]:
    """Notes in the order of rounds and tables, put together."""
    return [
        NotesOfTable(
            number, table, names.get(table) or str(BreakoutTable(position=table)), [_row(n, viewer) for n in rows]
        )
        for (number, table), rows in groupby(notes, key=lambda note: (note.round, note.table))
    ]


def _row(note: TableNote, viewer: User) -> NoteRow:
    return NoteRow(note, stored(note.body_html), is_own=note.author_id == viewer.pk)
