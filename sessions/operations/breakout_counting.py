"""A plan as it is kept, in the planner's words once more: to count it again, and to plan its rest anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from cohorts.models import Enrollment
from sessions.models import BreakoutPlan
from sessions.operations.breakout_planner import counted
from sessions.operations.breakout_problem import TableWish, Wishes, met_before, numbers_of, problem_of


def count_again(row: BreakoutPlan) -> None:
    """After a change by hand: the score, by the planner's own definitions."""
    rounds = rounds_of(row)
    people = enrollments_of(row, {person for one_round in rounds for table in one_round for person in table})
    problem = problem_of(
        wishes=wishes_of(row),
        tables=tables_of(row),
        people=people,
        met=met_before(row.live_session),
        present=[[person for table in one_round for person in table] for one_round in rounds],
    )
    row.score |= counted(problem, numbered(rounds, people, row.seed))
    row.save(update_fields=["score"])


def rounds_of(row: BreakoutPlan) -> list[list[list[int]]]:
    """Who sits where, by key: `rounds[r][t]`, tables in their order. Two queries."""
    place = {pk: at for at, pk in enumerate(row.tables.order_by("position").values_list("pk", flat=True))}
    rounds: list[list[list[int]]] = [[[] for _table in place] for _round in range(row.rounds)]
    for number, table, person in row.seats.order_by("person").values_list("round", "table", "person"):
        rounds[number - 1][place[table]].append(person)
    return rounds


def tables_of(row: BreakoutPlan) -> list[TableWish]:
    """The tables as they were wished, in their order."""
    return [
        TableWish(host=table.host_id, language=table.language, is_accessible=table.is_accessible, name=table.name)
        for table in row.tables.order_by("position")
    ]


def wishes_of(row: BreakoutPlan) -> Wishes:
    """What was wished of a version, and its locked seats, so that it can be planned again. Four queries."""
    locked = row.seats.filter(is_locked=True).order_by("round", "person")
    return Wishes.of(
        row,
        people=row.people.values_list("person", "part", "language"),
        pairs=row.pairs.values_list("first", "second", "is_together"),
        locked=[
            (number - 1, person, position - 1)
            for number, person, position in locked.values_list("round", "person", "table__position")
        ],
        tables=row.tables.count(),
    )


def enrollments_of(row: BreakoutPlan, people: Collection[int]) -> list[Enrollment]:
    """These people as they are in the cohort, whatever has become of them since. One query."""
    enrollments = row.live_session.cohort.enrollments.filter(person__in=people)
    return list(enrollments.select_related("person", "organization").order_by("person"))


def numbered(rounds: Sequence[Any], people: Sequence[Enrollment], seed: int) -> list[list[list[int]]]:
    """The same with the planner's numbers in place of keys."""
    number = numbers_of((person.person_id for person in people), seed)
    return [[[number[person] for person in table] for table in one_round] for one_round in rounds]
