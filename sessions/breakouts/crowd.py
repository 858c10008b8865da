"""Many copies of one round, annealed side by side.

Where a plan has one round, its groups are few numbers, and most of a step is what NumPy needs for any step at all: copies share
that. From time to time the worse half of the copies begins again from what the better half has.
"""

from __future__ import annotations

import copy

import numpy as np

from sessions.breakouts.solver import STEPS, Hall, Search, Told

COPIES = 8
FEW = 200  # seats of a round, up to which copies are nearly free
RENEWALS = 12  # how often the worse half begins again


def copies_of(search: Search) -> int:
    """How many copies are worth their time; one where rounds hang together, or people who change places as one."""
    hall = search.halls[0] if len(search.halls) == 1 else None
    if hall is None or search.visits is not None or hall.units or len(hall.seats) < 2:
        return 1
    return COPIES if 0 < hall.seats.size <= FEW else 1


def run_together(
    search: Search, copies: int, sweeps: int, *, hot: int, cold: int, enough: int, told: Told | None
) -> None:
    """So many sweeps of all copies from hot to cold; then the best that any of them had is the search's own."""
    hall = search.halls[0]
    groups = len(hall.seats)
    search.enter(hall, -1)
    rules = search.rules_of(hall)
    crowd: Hall = copy.copy(hall)
    crowd.seats = np.tile(hall.seats, (copies, 1))
    crowd.tables = np.tile(hall.tables, copies)
    costs = np.full(copies, search.cost, dtype=np.int64)
    first = np.arange(copies)[:, None] * groups
    half = groups // 2
    heat = hot << 20
    fall = int((1 << 30) * (cold / hot) ** (1 / max(1, sweeps)))
    renew = max(1, sweeps // RENEWALS)
    for sweep in range(sweeps):
        for _ in range(STEPS):
            order = (
                np.argsort(search.chance.words(copies * groups).reshape(copies, groups), axis=1, kind="stable") + first
            )
            one, other = order[:, :half].ravel(), order[:, half : 2 * half].ravel()
            changes = search.swap_between(crowd, rules, one, other, heat >> 20)
            costs += changes.reshape(copies, half).sum(axis=1)
            best = int(costs.argmin())
            if costs[best] < search.best:
                search.best = int(costs[best])
                search.kept = [crowd.seats[best * groups : (best + 1) * groups].copy()]
        heat = (heat * fall) >> 30
        if (sweep + 1) % renew == 0:
            better = np.argsort(costs, kind="stable")
            for worse, good in zip(better[::-1], better[: copies // 2], strict=False):
                crowd.seats[worse * groups : (worse + 1) * groups] = crowd.seats[good * groups : (good + 1) * groups]
                costs[worse] = costs[good]
        if search.best <= enough or not search.goes_on(told, sweep, sweeps):
            break
    search.enter(hall, 1)
