"""What the pages of a harvest show: the wall at the desk, and priorities, vote and result for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch

from improvement.models import Action, Harvest, PlacedNote, Priority, Vote
from improvement.rules import may_vote
from sessions.models import LiveSession
from sessions.queries.table_notes import NoteRow, NotesOfRound, NotesOfTable, is_something_written, notes_of_session

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class PriorityRow:
    """A priority with the notes of it that the viewer may read, each with its round and table, and its actions.

    `mine` are the viewer's dots while the vote is open. `dots` is the result, None before it, or where too few voted.
    """

    priority: Priority
    notes: Sequence[tuple[NotesOfTable, NoteRow]]
    actions: Sequence[Action]
    mine: int
    dots: int | None


@dataclass(frozen=True)
class HarvestPage:
    """A session's harvest; without one, `harvest` is None. After the vote the priorities with the most dots come first.

    `loose` are the notes under no priority. `is_too_few`: so few voted that the numbers would nearly say who.
    """

    harvest: Harvest | None
    priorities: Sequence[PriorityRow]
    loose: Sequence[NotesOfRound]
    may_vote: bool
    is_too_few: bool
    voted: int = 0

    @property
    def dots_left(self) -> int:
        return (self.harvest.dots if self.harvest else 0) - sum(row.mine for row in self.priorities)

    @property
    def most(self) -> int:
        """The most dots that a priority has, for the picture."""
        return max((row.dots or 0 for row in self.priorities), default=0)


@dataclass(frozen=True)
class HarvestFacts:
    """What a session's page says of it: nothing yet to see, a vote that is open, or what came of it."""

    harvest: Harvest | None
    priorities: Sequence[PriorityRow]
    is_something_written: bool


def harvest_page(live_session: LiveSession, viewer: User, now: datetime) -> HarvestPage:
    """Everything of it. At most eight queries, whatever its size. The session comes with its cohort."""
    harvest = _harvest_of(live_session, viewer)
    rounds = notes_of_session(live_session, viewer, now)
    if harvest is None:
        return HarvestPage(None, [], rounds, may_vote=False, is_too_few=False)
    placed = dict(PlacedNote.objects.filter(priority__harvest=harvest).values_list("note", "priority"))
    under: dict[int, list[tuple[NotesOfTable, NoteRow]]] = defaultdict(list)
    loose = []
    for one_round in rounds:
        left = []
        for of_table in one_round.tables:
            for row in of_table.rows:
                if row.note.pk in placed:
                    under[placed[row.note.pk]].append((of_table, row))
            rows = [row for row in of_table.rows if row.note.pk not in placed]
            if rows:
                left.append(NotesOfTable(of_table.round, of_table.table, of_table.name, rows))
        if left:
            loose.append(NotesOfRound(one_round.number, left))
    votes = may_vote(viewer, live_session.cohort) and harvest.is_open
    mine = _dots_of(viewer, harvest) if votes else {}
    voted = Vote.objects.filter(priority__harvest=harvest).aggregate(n=Count("person", distinct=True))["n"]
    return HarvestPage(
        harvest,
        _rows(harvest, under, mine),
        loose,
        may_vote=votes,
        is_too_few=_is_too_few(harvest),
        voted=voted if voted >= live_session.cohort.smallest_group else 0,
    )


def harvest_facts(live_session: LiveSession, viewer: User, now: datetime) -> HarvestFacts | None:
    """For the session's page, in one to four queries; None for those who read no posts. The session comes with its cohort."""
    if not viewer.has_perm("cohorts.see_posts", live_session.cohort):
        return None
    harvest = _harvest_of(live_session, viewer)
    is_over = live_session.ends_at <= now
    written = is_over and is_something_written(live_session, viewer, now)
    rows = _rows(harvest, {}, {}) if harvest is not None and harvest.is_closed else []
    return HarvestFacts(harvest, rows, written)


def _harvest_of(live_session: LiveSession, viewer: User) -> Harvest | None:
    harvest = Harvest.objects.visible_to(viewer).filter(live_session=live_session).first()
    if harvest is not None:
        harvest.live_session = live_session
    return harvest


def _rows(
    harvest: Harvest, under: dict[int, list[tuple[NotesOfTable, NoteRow]]], mine: dict[int, int]
) -> list[PriorityRow]:
    """In the order they were made; after the vote, by their dots, where enough have voted. Two queries."""
    actions = Prefetch("actions", Action.objects.select_related("owner").order_by("due_on", "pk"))
    hides = _is_too_few(harvest)
    rows = [
        PriorityRow(
            priority=priority,
            notes=under.get(priority.pk, []),
            actions=list(priority.actions.all()),
            mine=mine.get(priority.pk, 0),
            dots=None if hides or not harvest.is_closed else priority.dots or 0,
        )
        for priority in harvest.priorities.prefetch_related(actions).order_by("made_at", "pk")
    ]
    return sorted(rows, key=lambda row: -(row.dots or 0))


def _dots_of(viewer: User, harvest: Harvest) -> dict[int, int]:
    return dict(Vote.objects.filter(priority__harvest=harvest, person=viewer).values_list("priority", "dots"))


def _is_too_few(harvest: Harvest) -> bool:
    fewest = harvest.live_session.cohort.smallest_group
    return harvest.is_closed and (harvest.voters or 0) < fewest
