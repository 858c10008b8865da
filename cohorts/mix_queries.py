"""The mix of a cohort: how many people of which organizations and roles are invited, and how many are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.enums import INSIDE, EnrollmentStatus, OrganizationType, Role, RoleLevel
from cohorts.models import Cohort, Enrollment

# The picture is so wide; the longest bar fills it.
WIDTH = 100


@dataclass(frozen=True)
class MixRow:
    """One kind of people (`value`): still invited, and in; `of` is the largest row, for the picture."""

    value: str
    label: str
    invited: int
    active: int
    of: int

    @property
    def total(self) -> int:
        return self.invited + self.active

    @property
    def active_width(self) -> int:
        return round(WIDTH * self.active / self.of) if self.of else 0

    @property
    def invited_width(self) -> int:
        return round(WIDTH * self.total / self.of) - self.active_width if self.of else 0


@dataclass(frozen=True)
class Mix:
    """By type of organization, by role in the cohort, and by where people stand at work."""

    kinds: list[MixRow]
    roles: list[MixRow]
    levels: list[MixRow]
    invited: int
    active: int


def mix_of(cohort: Cohort) -> Mix:
    """Everybody who is invited or in; the withdrawn are neither. One query.

    A type of organization that the program wants and nobody comes from stands there with nothing: who is missing is what
    the mix is looked at for.
    """
    people = list(
        Enrollment.objects.filter(cohort=cohort, status__in=(EnrollmentStatus.INVITED, *INSIDE)).values_list(
            "organization__kind", "role", "level", "status"
        )
    )
    wanted = set(cohort.program.eligible_types or OrganizationType.values)
    return Mix(
        kinds=_rows([(row[0] or "", row[3]) for row in people], OrganizationType.choices, always=wanted),
        roles=_rows([(row[1], row[3]) for row in people], Role.choices, always=set()),
        levels=_rows([(row[2] or "", row[3]) for row in people], RoleLevel.choices, always=set(RoleLevel.values)),
        invited=sum(row[3] == EnrollmentStatus.INVITED for row in people),
        active=sum(row[3] != EnrollmentStatus.INVITED for row in people),
    )


def _rows(people: Iterable[tuple[str, str]], choices: Sequence[tuple[str, Any]], *, always: set[str]) -> list[MixRow]:
    invited: Counter[str] = Counter()
    active: Counter[str] = Counter()
    for value, status in people:
        (invited if status == EnrollmentStatus.INVITED else active)[value] += 1
    shown = [
        (value, label) for value, label in [*choices, ("", "")] if value in always or invited[value] or active[value]
    ]
    most = max((invited[value] + active[value] for value, _label in shown), default=0)
    return [MixRow(value, str(label), invited[value], active[value], most) for value, label in shown]
