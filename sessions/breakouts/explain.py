"""Says a plan in numbers and in sentences: what was reached, what can't be avoided and why, who repeats, who moves.

A sentence that nothing better exists is said only where the figure is the bound. Every number comes from scoring and bounds.
"""

from __future__ import annotations

from typing import Any

from sessions.breakouts.planner import Plan
from sessions.breakouts.problem import TRAITS
from sessions.breakouts.repair import Repair
from sessions.breakouts.scoring import met_by, repeated_pairs, shared_by

REASONS = {
    "counting": "there are fewer pairs who can still meet for the first time than meetings in all groups of all rounds",
    "people": "there are people who have more meetings ahead than others whom they can still meet for the first time",
    "tables": "there are so few groups that of each some have sat together in another round",
    "hosts": "hosts stay at their tables, and there are guests with more rounds than hosts they can still meet",
    "rooms": "there are people for whom only the same few rooms will do, so that they meet there again",
    "held": "they are in rounds that were held already",
}
TRAIT_NAMES = {"org": "organization", "type": "type", "role": "role", "state": "state", "exp": "experience"}


def figures(plan: Plan) -> dict[str, Any]:
    """The `score` of the exchange format."""
    score, bounds = plan.score, plan.bounds
    found: dict[str, Any] = {
        "cost": score.cost,
        "cost_bound": bounds.cost,
        "repeats": score.repeats,
        "repeats_bound": bounds.repeats,
        "repeats_bound_reached": score.repeats == bounds.repeats,
        "most_meetings_of_a_pair": score.most_meetings,
        "meetings": score.meetings,
        "distinct_pairs": score.distinct_pairs,
        "new_pairs": score.new_pairs,
        "same": score.same,
        "same_bound": {trait: bounds.same.get(trait, 0) for trait in TRAITS},
        "one_organization_groups": score.one_organization,
        "sizes": {"smallest": score.smallest, "largest": score.largest, "gap": score.size_gap},
        "met_share": met_share(plan),
        "method": plan.method,
        "stopped": plan.stopped,
        "violations": 0,
    }
    if plan.problem.distance is not None:
        found["distance"] = score.distance
    if plan.problem.repeat_cap is not None:
        found["pairs_above_cap"] = above_cap(plan)
    if plan.repair is not None:
        found["moved"] = plan.repair.moved
        found["moved_bound"] = plan.repair.bound
        found["movers"] = {str(index): movers for index, movers in sorted(plan.repair.movers.items())}
    found["why"] = sentences(plan)
    return found


def met_share(plan: Plan) -> float:
    """The part of all pairs who meet in this plan, to four places."""
    people = len({one for round_ in plan.rounds for group in round_ for one in group})
    pairs = people * (people - 1) // 2
    return round(plan.score.distinct_pairs / pairs, 4) if pairs else 0.0


def above_cap(plan: Plan) -> int:
    """Pairs who meet again more often than was asked for."""
    cap = plan.problem.repeat_cap or 0
    return sum(before + times - 1 > cap for _, before, times in repeated_pairs(plan.problem, plan.rounds))


def sentences(plan: Plan) -> list[str]:
    """What can be said of a plan, the most important first."""
    said = [about_repeats(plan)]
    said.extend(about_mixing(plan))
    if plan.problem.repeat_cap is not None and above_cap(plan):
        said.append(f"{above_cap(plan)} pairs meet again more often than the cap of {plan.problem.repeat_cap} says.")
    if plan.score.size_gap > 1:
        said.append(f"Sizes differ by {plan.score.size_gap} within a round: the rules leave no plan with even sizes.")
    if plan.repair is not None:
        said.append(about_moves(plan.repair))
    if plan.stopped:
        said.append("The search was stopped before its end; this is the best plan until then.")
    return said


def about_repeats(plan: Plan) -> str:
    """The repeats against their bound."""
    repeats, bound = plan.score.repeats, plan.bounds.repeats
    if not repeats:
        return "Nobody meets anybody again."
    if not bound:
        return f"{repeats} meetings are repeats. No bound says that there must be any."
    why = REASONS[plan.bounds.reason]
    if repeats == bound:
        return f"{repeats} meetings are repeats, and no plan has fewer: {why}."
    return f"{repeats} meetings are repeats; at least {bound} can't be avoided: {why}."


def about_mixing(plan: Plan) -> list[str]:
    """The mix of the groups, where people say what they are."""
    if not any(person.traits for person in plan.problem.people) or plan.problem.distance is not None:
        return []
    said = []
    for trait in TRAITS:
        same, bound = plan.score.same[trait], plan.bounds.same.get(trait, 0)
        if not same and not any(trait in person.traits for person in plan.problem.people):
            continue
        name = TRAIT_NAMES[trait]
        if same == bound:
            said.append(f"By {name} no plan mixes better: {same} pairs in one group are alike.")
        else:
            said.append(f"By {name} {same} pairs in one group are alike; at least {bound} must be.")
    if plan.score.cost == plan.bounds.cost:
        said.append("No plan costs less: the bound is reached.")
    return said


def about_moves(repair: Repair) -> str:
    """Who changes tables in a repair."""
    moved, bound = repair.moved, repair.bound
    if not moved:
        return "Nobody who stays changes tables."
    people = "1 person who stays changes" if moved == 1 else f"{moved} people who stay change"
    best = "fewer can't be" if moved == bound else f"at least {bound} must"
    return f"{people} tables, {best}."


def of_group(plan: Plan, index: int, table: int) -> dict[str, Any]:
    """One group: who meets for the first time, which pairs meet again, what two people share."""
    group = plan.rounds[index][table]
    before = plan.rounds[:index]
    again: list[dict[str, Any]] = []
    alike = dict.fromkeys(TRAITS, 0)
    new = 0
    for spot, a in enumerate(group):
        for b in group[spot + 1 :]:
            pair = (a, b) if a < b else (b, a)
            if pair in plan.problem.together:
                continue
            rounds = [
                number for number, groups in enumerate(before) if any(a in seats and b in seats for seats in groups)
            ]
            times = plan.problem.history.get(pair, 0)
            if rounds or times:
                again.append({"pair": pair, "rounds": rounds, "earlier_sessions": times})
            else:
                new += 1
            for trait in shared_by(plan.problem, *pair):
                alike[trait] += 1
    return {"new": new, "again": again, "alike": alike}


def of_people(plan: Plan) -> dict[int, dict[str, Any]]:
    """Each person: whom they meet in this plan, how many of them for the first time, and what share of all others."""
    others = max(1, len(plan.problem.people) - 1)
    found = {}
    for one, met in met_by(plan.problem, plan.rounds).items():
        new = sum(plan.problem.history.get((min(one, other), max(one, other)), 0) == 0 for other in met)
        found[one] = {"met": len(met), "new": new, "share": round(len(met) / others, 4)}
    return found
