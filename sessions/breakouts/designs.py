"""Plans in which nobody meets anybody twice, from algebra and from data, before any search.

Points are numbers. A plan of g groups of p has g·p points and as many rounds as asked for, or is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sessions.breakouts.cafe_rows import ROWS
from sessions.breakouts.chance import Chance
from sessions.breakouts.fields import LARGEST, field, prime_power
from sessions.breakouts.starters import STARTERS

Rounds = list[list[list[int]]]
TRIES = 20_000


@dataclass(frozen=True)
class Rows:
    """Difference rows: the guest of row b and place x sits in round t at table `add(x, shifts[b][t])`. Row 0 never moves."""

    tables: int
    shifts: list[list[int]]
    add: Callable[[int, int], int]
    name: str

    def rounds(self, rows: list[int]) -> Rounds:
        """The tables of each round, from these rows; row number i of them has the points i·tables + x."""
        plan = []
        for time in range(len(self.shifts[0])):
            groups: list[list[int]] = [[] for _ in range(self.tables)]
            for number, row in enumerate(rows):
                for place in range(self.tables):
                    groups[self.add(place, self.shifts[row][time])].append(number * self.tables + place)
            plan.append(groups)
        return plan


def difference_rows(tables: int, guests: int, rounds: int, *, seed: int = 0) -> Rows | None:
    """Rows for so many guests at each table and so many rounds, if any are known or found."""
    if prime_power(tables) is not None and tables <= LARGEST and guests < tables and rounds <= tables:
        numbers = field(tables)
        shifts = [[numbers.times(row, time) for time in range(rounds)] for row in range(guests + 1)]
        return Rows(tables, shifts, numbers.add, f"rows over the field of {tables}")
    for a, b, most_guests, most_rounds, *values in ROWS.get(tables, []):
        if guests <= most_guests and rounds <= most_rounds:
            shifts = [[0] * rounds]
            shifts += [values[row * most_rounds : row * most_rounds + rounds] for row in range(guests)]
            return Rows(tables, shifts, in_product(a, b), f"rows over Z{a} × Z{b}" if a > 1 else f"rows over Z{b}")
    return found_rows(tables, guests, rounds, seed=seed) if tables > LARGEST - 4 else None


def in_product(a: int, b: int) -> Callable[[int, int], int]:
    """The addition of Z_a × Z_b."""

    def add(one: int, other: int) -> int:
        return (one // b + other // b) % a * b + (one % b + other % b) % b

    return add


def found_rows(tables: int, guests: int, rounds: int, *, seed: int) -> Rows | None:
    """Rows over Z_g for many tables, where a first try nearly always does."""
    chance = Chance(seed)
    shifts = [[0] * rounds]
    tries = TRIES
    while len(shifts) <= guests and tries > 0:
        row: list[int] = []
        used: list[set[int]] = [set() for _ in shifts]
        for time in range(rounds):
            for _ in range(40):
                tries -= 1
                value = chance.below(tables)
                differences = [(value - other[time]) % tables for other in shifts]
                if all(difference not in seen for difference, seen in zip(differences, used, strict=True)):
                    row.append(value)
                    for difference, seen in zip(differences, used, strict=True):
                        seen.add(difference)
                    break
            else:
                break
        if len(row) == rounds:
            shifts.append(row)
    if len(shifts) <= guests:
        return None
    return Rows(tables, shifts, lambda one, other: (one + other) % tables, f"rows over Z{tables}")


def design(groups: int, size: int, rounds: int) -> tuple[str, Rounds] | None:
    """A name and a plan of so many groups, so large, in so many rounds."""
    if rounds == 1:
        return "one round", [[list(range(spot * size, spot * size + size)) for spot in range(groups)]]
    for make in (turning_pairs, from_rows, from_starters, singer, four_squares):
        made = make(groups, size, rounds)
        if made is not None:
            return made[0], made[1][:rounds]
    return None


def from_rows(groups: int, size: int, rounds: int) -> tuple[str, Rounds] | None:
    """A transversal design, whose classes are filled by a smaller plan where their size allows."""
    if size < 2 or size > groups:
        return None
    inner = None
    within = rounds - most_transversal(groups, size)
    if within > 0:
        if groups % size:
            return None
        inner = design(groups // size, size, within)
        if inner is None:
            return None
    rows = difference_rows(groups, size - 1, rounds - max(0, within))
    if rows is None:
        return None
    plan = rows.rounds(list(range(size)))
    for round_ in inner[1] if inner else []:
        plan.append([[one * groups + point for point in group] for one in range(size) for group in round_])
    return rows.name + (" and in their classes" if inner else ""), plan


def most_transversal(groups: int, size: int) -> int:
    """How many rounds difference rows give."""
    if prime_power(groups) is not None and groups <= LARGEST:
        return groups
    known = [rounds for _, _, guests, rounds, *_ in ROWS.get(groups, []) if size - 1 <= guests]
    return max(known, default=10 if groups > LARGEST - 4 else 0)


def from_starters(groups: int, size: int, rounds: int) -> tuple[str, Rounds] | None:
    """A plan grown from its base rounds."""
    if (groups, size) not in STARTERS:
        return None
    turns, orbits, stay, points = STARTERS[groups, size]
    count = turns * orbits + stay
    if rounds > turns * len(points) // count:
        return None

    def turned(point: int, by: int) -> int:
        ring, place = divmod(point, turns)
        return point if ring >= orbits else ring * turns + (place + by) % turns

    plan = []
    for first in range(0, len(points), count):
        for by in range(turns):
            moved = [turned(point, by) for point in points[first : first + count]]
            plan.append([moved[spot : spot + size] for spot in range(0, count, size)])
    return f"starter over Z{turns}", plan


def turning_pairs(groups: int, size: int, rounds: int) -> tuple[str, Rounds] | None:
    """Pairs: everybody meets everybody, by turning a ring around one who stays."""
    if size != 2 or rounds > 2 * groups - 1:
        return None
    ring = 2 * groups - 1
    plan = []
    for by in range(ring):
        pairs = [[ring, by]]
        pairs += [[(by + step) % ring, (by - step) % ring] for step in range(1, groups)]
        plan.append(pairs)
    return "turning ring", plan


def singer(groups: int, size: int, rounds: int) -> tuple[str, Rounds] | None:
    """10 groups of 4 in 13 rounds: the points of a space over three elements; its lines in parallel classes."""
    if (groups, size) != (10, 4) or rounds > 13:
        return None
    plan = []
    for by in range(13):
        lines = [[39, by % 39, (13 + by) % 39, (26 + by) % 39]]
        for block in ((24, 10, 15, 16), (19, 30, 7, 9), (8, 25, 1, 5)):
            lines += [[(point + third + by) % 39 for point in block] for third in (0, 13, 26)]
        plan.append(lines)
    return "space over three elements", plan


def four_squares(groups: int, size: int, rounds: int) -> tuple[str, Rounds] | None:
    """10 groups of 10 in 4 rounds: two orthogonal Latin squares, from differences over Z7 and three points more."""
    if (groups, size) != (10, 10) or rounds > 4:
        return None
    columns = [(by, by, by, by) for by in range(7)]
    for more, (first, second) in enumerate(((1, 3), (2, 6), (4, 5)), start=7):
        for by in range(7):
            base = [more, (first + by) % 7, by, (by - second) % 7]
            columns += [(base[-turn], base[1 - turn], base[2 - turn], base[3 - turn]) for turn in range(4)]
    columns += [(7 + i, 7 + j, 7 + (i + j) % 3, 7 + (i + 2 * j) % 3) for i in range(3) for j in range(3)]
    plan = [
        [[point for point, column in enumerate(columns) if column[row] == value] for value in range(10)]
        for row in range(4)
    ]
    return "two orthogonal squares", plan
