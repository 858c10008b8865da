"""`make bench-breakouts`: the planner on problems of our own, each plan counted anew, beside the bars of docs/breakouts.md.

Seconds are the processor's, of this process. Prints a table and writes var/breakouts.json.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sessions.breakouts.bounds import bounds
from sessions.breakouts.planner import Plan, plan
from sessions.breakouts.reading import read_problem
from tests.sessions.breakouts import recount
from tests.sessions.breakouts.problems import cafe, golfers, group, mixed_people, problem

ROOT = Path(__file__).resolve().parents[2]
GOLFERS = (
    "4-4-5 5-3-7 5-5-6 6-3-7 6-3-8 6-4-6 6-4-7 6-5-6 7-3-9 7-3-10 7-4-7 7-4-9 7-7-8 8-4-8 8-4-9 9-3-12 9-3-13 9-4-11 9-9-10 "
    "10-3-14 10-4-10 10-5-9 10-6-7 12-5-8 20-5-8 24-5-8"
)
HARD = {"8-4-10": 20, "10-4-13": 60, "12-5-12": 80}
CELLS = {
    3: "4", 4: "4 5", 5: "7 5 6", 6: "8 7 6 3", 7: "10 9 7 7 8", 8: "11 10 8 8 8 9", 9: "13 11 9 9 9 9 10",
    10: "14 13 9 7 7 5 5 4",
}  # fmt: skip
DRAWS = range(3)  # of people and attendance, as the reference figures are means of three
CAFES = {5: (5, 5), 6: (5, 5, 2), 7: (7, 7, 7), 8: (7, 6, 6), 9: (7, 7, 7), 10: (9, 9, 7), 12: (10, 10, 8)}


@dataclass
class Row:
    """One line of the table."""

    area: str
    name: str
    ours: str
    normal: str
    moonshot: str
    seconds: float


def timed(document: dict[str, Any], *, seconds: float = 2.0, seed: int = 1) -> tuple[Plan, float]:
    """A plan, counted anew, and what it took."""
    began = time.process_time()
    found = plan(read_problem(document), seed=seed, seconds=seconds)
    took = time.process_time() - began
    counted = recount.counted(document, found.rounds)
    assert recount.keeps_rules(document, found.rounds), document["id"]
    assert (counted["repeats"], counted["cost"]) == (found.score.repeats, found.score.cost), document["id"]
    return found, took


def excess(found: Plan) -> int:
    """The cost above what the counts of each trait force: the measure of the reference figures."""
    return found.score.cost - sum(count * (10 if trait == "org" else 1) for trait, count in found.bounds.same.items())


def cafes() -> Iterator[Row]:
    """World Cafés by difference rows."""
    for wide, name in ((False, "9 cases, 4 guests"), (True, "5-60 tables, 3-5 guests, one missing")):
        tables = range(5, 61) if wide else (5, 6, 7, 8, 9, 10, 12, 15, 20)
        solved = tried = 0
        longest = 0.0
        for g in tables:
            for guests, rounds in zip((3, 4, 5), CAFES.get(g, (10, 10, 10)), strict=False):
                if wide or guests == 4:
                    found, took = timed(cafe(g, guests, rounds, missing=int(wide)))
                    tried, solved, longest = tried + 1, solved + (found.score.repeats == 0), max(longest, took)
        yield Row(
            "World Café", name, f"{solved} of {tried}, at most {longest:.2f} s", "9 of 9, 1 s", "all, 0.1 s", longest
        )


def social_golfers() -> Iterator[Row]:
    """Golfers' problems with known answers."""
    took_all, solved = 0.0, 0
    for case in GOLFERS.split():
        found, took = timed(golfers(*map(int, case.split("-"))))
        solved, took_all = solved + (found.score.repeats == 0), took_all + took
    yield Row("golfers", "26 cases without a repeat", str(solved), "24", "26", took_all)
    for case, bar in HARD.items():
        found, took = timed(golfers(*map(int, case.split("-"))))
        yield Row("golfers", f"{case}, repeats", str(found.score.repeats), f"≤ {bar}", "0", took)
    took_all, solved = 0.0, 0
    for g, cells in CELLS.items():
        for size, rounds in enumerate(cells.split(), start=3):
            found, took = timed(golfers(g, size, int(rounds)))
            solved, took_all = solved + (found.score.repeats == 0), took_all + took
    yield Row("golfers", "36 published cells without a repeat", str(solved), "", "36", took_all)


@dataclass
class Program:
    """Eight sessions, planned one after the other with what was before; `least` repeats no plan of all of them can spare."""

    repeats: int
    excess: int
    alike: int
    least: int
    seconds: float


def months(count: int, organizations: int, rounds: int, *, seconds: float, draw: int = 0) -> Program:
    """A program of eight months, 85 % attendance; each draw has other people on other days."""
    chance = random.Random(count + rounds + draw)
    people = mixed_people(count, organizations, seed=count + draw)
    history: dict[tuple[int, int], int] = {}
    held: list[tuple[list[int], list[dict[str, Any]]]] = []
    repeats = above = alike = 0
    took_all = 0.0
    for _ in range(8):
        present = [one for one in range(count) if chance.random() < 0.85]
        tables = -(-len(present) // 5)
        groups = [group(len(present) // tables, -(-len(present) // tables)) for _ in range(tables)]
        held += [(present, groups)] * rounds
        past = [[a, b, times] for (a, b), times in sorted(history.items())]
        found, took = timed(problem(people, [(present, groups)] * rounds, history=past), seconds=seconds)
        repeats, above, took_all = repeats + found.score.repeats, above + excess(found), took_all + took
        alike += found.score.same["org"] - found.bounds.same["org"]
        for groups_ in found.rounds:
            for seated in groups_:
                for spot, a in enumerate(seated):
                    for b in seated[spot + 1 :]:
                        history[a, b] = history.get((a, b), 0) + 1
    least = bounds(read_problem(problem(people, held))).repeats
    return Program(repeats, above, alike, least, took_all)


def programs() -> Iterator[Row]:
    """Programs of eight months, 85 % attendance."""
    figures = {(60, 12): (114, 101), (60, 20): (83, 78), (120, 12): (17, 10), (120, 24): (30, 19), (300, 12): (68, 45), (300, 40): (37, 26)}  # fmt: skip  # noqa: E501
    for (count, organizations), (half, two) in figures.items():
        runs = [months(count, organizations, 1, seconds=2, draw=draw) for draw in DRAWS]
        costs = sorted(run.excess for run in runs)
        yield Row(
            "program, 1 round", f"{count} people, {organizations} organizations",
            f"{sum(run.repeats for run in runs)} repeats, {sum(run.alike for run in runs)} alike, cost "
            f"{sum(costs) / len(costs):.0f} ({costs[0]}-{costs[-1]})",
            f"0, 0, ≤ {half * 1.3:.0f}", f"0, 0, ≤ {two * 0.9:.0f}", sum(run.seconds for run in runs) / len(runs),
        )  # fmt: skip
    # The bar of 60 people is 690 (645) repeats where 560 could not be spared.
    for count, organizations, normal, moonshot in ((60, 12, "bound + 130", "bound + 85"), (120, 24, "≤ 71", "≤ 40"), (300, 40, "0, ≤ 943", "0, ≤ 430")):  # fmt: skip  # noqa: E501
        run = months(count, organizations, 3, seconds=2)
        ours = f"{run.repeats} repeats, bound {run.least}, cost {run.excess}"
        yield Row("program, 3 rounds", f"{count} people, month by month", ours, normal, moonshot, run.seconds)


def constraints() -> Iterator[Row]:
    """Hosts, pairs and rooms."""
    everybody, groups = list(range(120)), [group(5, 5, host=host) for host in range(24)]
    pairs = {"keep_together": [[30 + 2 * i, 31 + 2 * i] for i in range(8)], "keep_apart": [[60 + 2 * i, 61 + 2 * i] for i in range(8)]}  # fmt: skip  # noqa: E501
    found, took = timed(problem(mixed_people(120, 24, seed=3), [(everybody, groups)] * 3, **pairs))
    yield Row("constraints", "120 people, hosts, pairs", f"{found.score.repeats} repeats", "≤ 2", "0", took)
    people = mixed_people(300, 40, seed=4)
    for one in range(12):
        people[20 + one]["langs"] = ["es"]
        people[40 + one]["access"] = True
    for hosted in (False, True):
        rooms = [
            group(5, 5, host=240 + room if hosted else None, lang="es" if room < 3 else None, access=room % 6 == 0)
            for room in range(60)
        ]
        found, took = timed(problem(people, [(list(range(300)), rooms)] * 4))
        name = "300 people, rooms, hosts" if hosted else "300 people, rooms"
        bars = ("bound + 20", "bound + 9") if hosted else ("bound + 10", "bound + 5")
        yield Row("constraints", name, f"{found.score.repeats} repeats, bound {found.bounds.repeats}", *bars, took)


def large() -> Iterator[Row]:
    """Many people, and how soon a plan is there."""
    for count, seconds, name, normal, moonshot in (
        (2000, 2.0, "2,000 people, 3 rounds", "0, 0, 5 s", "0, 0, 2 s, ≤ 133"),
        (300, 0.1, "300 people, 3 rounds, a first plan", "0, 0, 1 s", "0, 0, 0.2 s"),
    ):
        people = mixed_people(count, count // 8, seed=5)
        tables = [group(5, 5) for _ in range(count // 5)]
        found, took = timed(problem(people, [(list(range(count)), tables)] * 3), seconds=seconds)
        ours = f"{found.score.repeats} repeats, {found.score.same['org']} alike, {took:.2f} s, cost {excess(found)}"
        yield Row("size", name, ours, normal, moonshot, took)


def diversity() -> Iterator[Row]:
    """One round, distances: how much of the way from chance to the best that a long search knows."""
    for name in ("whole numbers", "places on a map"):
        chance = random.Random(6)
        spots = [[chance.random() * 100 for _ in range(4)] for _ in range(120)]
        rows = [[0.0] * 120 for _ in range(120)]
        for i in range(120):
            for j in range(i):
                far = sum((a - b) ** 2 for a, b in zip(spots[i], spots[j], strict=True)) ** 0.5
                rows[i][j] = rows[j][i] = chance.randrange(101) if name == "whole numbers" else round(far, 3)
        document = problem(120, [(list(range(120)), [group(12, 12) for _ in range(10)])], kind="mdgp", distance=rows)
        by_chance = sum(map(sum, rows)) / (120 * 119) * 10 * 66
        ours, took = timed(document)
        best, _ = timed(document, seconds=16, seed=9)
        most = max(best.score.distance, ours.score.distance)
        share = (ours.score.distance - by_chance) / (most - by_chance)
        bars = ("≥ 94.5 %", "≥ 99 %") if name == "whole numbers" else ("≥ 97 %", "≥ 99 %")
        yield Row("one round, distances", name, f"{share:.1%} of a search of 16 s", *bars, took)


def repairs() -> Iterator[Row]:
    """After a first round some have gone and others come."""
    for count, gone, late in ((100, 5, 5), (100, 15, 0), (250, 10, 8), (250, 40, 5)):
        chance = random.Random(count + gone)
        people, before = mixed_people(count, 20, seed=7), list(range(count - late))
        planned, _ = timed(problem(people, [(before, tables_for(len(before)))] * 3))
        now = sorted(chance.sample(before, len(before) - gone) + list(range(count - late, count)))
        rounds = [(before, tables_for(len(before)))] + [(now, tables_for(len(now)))] * 2
        document = problem(people, rounds, kind="repair", previous={"rounds": planned.rounds}, locked_rounds=[0])
        found, took = timed(document, seconds=1)
        moved = found.repair
        ours = f"{moved.moved if moved else 0} moved, {found.score.repeats} repeats, {took:.2f} s"
        bound = moved.bound if moved else 0
        yield Row(
            "repair", f"{count} people, {gone} gone, {late} late", ours,
            f"≤ {bound + 6}, ≤ 2, 1 s", f"≤ {bound + 2}, 0, 0.1 s", took,
        )  # fmt: skip


def tables_for(count: int) -> list[dict[str, Any]]:
    """Tables of five at most."""
    tables = -(-count // 5)
    return [group(count // tables, -(-count // tables)) for _ in range(tables)]


AREAS: list[Callable[[], Iterator[Row]]] = [cafes, social_golfers, programs, constraints, large, diversity, repairs]


def main() -> None:
    """The whole run."""
    rows = []
    for area in AREAS:
        for row in area():
            rows.append(row)
            sys.stdout.write(
                f"| {row.area} | {row.name} | {row.ours} | {row.normal} | {row.moonshot} | {row.seconds:.2f} |\n"
            )
            sys.stdout.flush()
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    (folder / "breakouts.json").write_text(
        json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
