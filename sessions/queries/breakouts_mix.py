"""Whether the tables of a plan are a mix, and how many of the cohort people have met: counts, and nothing of small groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cohorts.enums import LEARNING_ROLES, OrganizationType, Role, RoleLevel
from cohorts.models import Enrollment
from common.small_groups import told_of
from sessions.models import BreakoutPlan, BreakoutTable

# The picture is so wide.
WIDTH = 100
# Of those one could meet: a share up to so much, in hundredths.
SHARES = (
    (0, _("nobody yet")),
    (25, _("up to a quarter")),
    (50, _("up to half")),
    (75, _("up to three quarters")),
    (100, _("up to all of them")),
)


@dataclass(frozen=True)
class GroupRow:
    """So many people of one kind, of `of` people in all; `is_several` are small groups together."""

    label: str
    people: int
    of: int
    is_several: bool = False

    @property
    def width(self) -> int:
        return round(WIDTH * self.people / self.of) if self.of else 0


@dataclass(frozen=True)
class Groups:
    """A table of groups; `is_hidden`: some are left out, too few even together."""

    rows: Sequence[GroupRow]
    is_hidden: bool


@dataclass(frozen=True)
class TableMix:
    """One table in one round: people, and how many organizations and types of organization they come from."""

    round: int
    table: BreakoutTable
    people: int
    organizations: int
    kinds: int


@dataclass(frozen=True)
class CommunityAtTables:
    """At how many of a session's tables, of all rounds, somebody of the community sits."""

    tables: int
    of: int


@dataclass(frozen=True)
class MixOfTables:
    """Everything on the page. `community` is None where so few of the community are seated that it would nearly name them."""

    kinds: Groups
    roles: Groups
    levels: Groups
    tables: Sequence[TableMix]
    community: CommunityAtTables | None
    met: Groups


def mix_of_tables(plan: BreakoutPlan, met_before: Mapping[tuple[int, int], int]) -> MixOfTables:
    """The mix of a version. Three queries, whatever its size; `met_before` are the meetings of earlier sessions."""
    cohort = plan.live_session.cohort
    seated: dict[tuple[int, int], list[int]] = defaultdict(list)
    for round_number, table, person in plan.seats.values_list("round", "table", "person"):
        seated[round_number, table].append(person)
    people = {
        row[0]: row[1:]
        for row in Enrollment.objects.active()
        .filter(cohort=cohort)
        .values_list("person", "organization", "organization__kind", "role", "level")
    }
    at_tables = {person for sitting in seated.values() for person in sitting} & set(people)
    facts = [people[person] for person in at_tables]
    fewest = cohort.smallest_group
    community = {person for person in at_tables if people[person][3] == RoleLevel.COMMUNITY}
    return MixOfTables(
        kinds=_groups((row[1] for row in facts), OrganizationType.choices, fewest),
        roles=_groups((row[2] for row in facts), Role.choices, fewest),
        levels=_groups((row[3] for row in facts), RoleLevel.choices, fewest),
        tables=_tables(plan, seated, people),
        community=CommunityAtTables(sum(bool(community & set(sitting)) for sitting in seated.values()), len(seated))
        if len(community) >= fewest
        else None,
        met=_met(people, seated, met_before, fewest),
    )


def _groups(values: Iterable[str | None], choices: Sequence[tuple[str, Any]], fewest: int) -> Groups:
    counts = Counter(value or "" for value in values)
    of = sum(counts.values())
    rows = [GroupRow(str(label), counts[value], of) for value, label in [*choices, ("", "")]]
    return Groups(*told_of(rows, fewest=fewest, together=_together))


def _together(rows: Sequence[GroupRow]) -> GroupRow:
    return GroupRow("", sum(row.people for row in rows), rows[0].of, is_several=True)


def _tables(
    plan: BreakoutPlan, seated: Mapping[tuple[int, int], Sequence[int]], people: Mapping[int, tuple[Any, ...]]
) -> list[TableMix]:
    tables = {table.pk: table for table in plan.tables.order_by("position")}
    rows = []
    for number in range(1, plan.rounds + 1):
        for pk, table in tables.items():
            sitting = [people[person] for person in seated.get((number, pk), ()) if person in people]
            organizations = {row[0] for row in sitting if row[0]}
            kinds = {row[1] for row in sitting if row[1]}
            rows.append(TableMix(number, table, len(seated.get((number, pk), ())), len(organizations), len(kinds)))
    return rows


def _met(
    people: Mapping[int, tuple[Any, ...]],
    seated: Mapping[tuple[int, int], Sequence[int]],
    met_before: Mapping[tuple[int, int], int],
    fewest: int,
) -> Groups:
    """Those who learn, by the share of the others who learn that they have sat with, up to this plan."""
    learning = {person for person, row in people.items() if row[2] in LEARNING_ROLES}
    met: dict[int, set[int]] = {person: set() for person in learning}
    for pair in met_before:
        for one, other in (pair, pair[::-1]):
            if one in learning and other in learning:
                met[one].add(other)
    for sitting in seated.values():
        here = learning & set(sitting)
        for person in here:
            met[person] |= here - {person}
    others = max(len(learning) - 1, 1)
    counts: Counter[int] = Counter()
    for known in met.values():
        counts[next(most for most, _label in SHARES if 100 * len(known) <= most * others)] += 1
    return _shares(counts, of=len(learning), fewest=fewest)


def _shares(counts: Mapping[int, int], *, of: int, fewest: int) -> Groups:
    """From the smallest share on: too few people go in with those of the next larger one, and the last with the one before."""
    told: list[GroupRow] = []
    waiting, last = 0, ""
    for most, label in SHARES:
        waiting += counts.get(most, 0)
        last = str(label) if counts.get(most) else last
        if waiting >= fewest:
            told.append(GroupRow(last, waiting, of))
            waiting = 0
    if waiting and told:
        told[-1] = GroupRow(last, told[-1].people + waiting, of)
    return Groups(told, is_hidden=bool(waiting and not told))
