"""The planner, asked in the words of its exchange format (`breakout_problem`); what it refuses, said for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from sessions.breakouts.clashes import Clash
from sessions.breakouts.planner import Plan, plan
from sessions.breakouts.problem import Seating
from sessions.breakouts.reading import read_problem
from sessions.breakouts.scoring import score

# The planner's emergency brake; its own budget is counted in steps, so that one seed makes one plan.
SECONDS = 2.0
# Each rule that can't be kept beside others, with what would help.
RULES = {
    "sizes": gettext_lazy("the sizes of the tables (take another number of tables)"),
    "hosts": gettext_lazy("hosts stay at their tables (let one of them move)"),
    "languages": gettext_lazy("tables by language (add tables)"),
    "access": gettext_lazy("tables reached without steps (add tables)"),
    "apart": gettext_lazy("pairs that never sit together (take one of them away)"),
    "together": gettext_lazy("pairs that always sit together (take one of them away)"),
    "community": gettext_lazy("community members at each table (ask for fewer, or plan fewer tables)"),
    "locked": gettext_lazy("rounds that have begun"),
    "pinned": gettext_lazy("locked seats (unlock one, or don’t keep them)"),
}


class UnableToPlan(DomainError):
    """There is no plan; the sentence says what stands in its way."""


def planned(problem: dict[str, Any], *, seed: int) -> tuple[Seating, dict[str, Any]]:
    """Rounds and score. Raises `UnableToPlan`, naming the rules that can't all be kept."""
    try:
        found = plan(read_problem(problem), seed=seed, seconds=SECONDS)
    except Clash as clash:
        rules = "; ".join(str(RULES[rule]) for rule in clash.rules if rule in RULES)
        raise UnableToPlan(_("Not all that is wished can be kept at once: %(rules)s.") % {"rules": rules}) from clash
    return found.rounds, _figures(found)


def counted(problem: dict[str, Any], rounds: Seating) -> dict[str, Any]:
    """What a change by hand may have changed, by the planner's own definitions."""
    figures = score(read_problem(problem), rounds)
    return {"repeats": figures.repeats, "one_organization": figures.one_organization, "cost": figures.cost}


def _figures(found: Plan) -> dict[str, Any]:
    """What is kept of a plan's worth: `reason` is why so many repeats (`fewest`) can't be avoided."""
    return {
        "repeats": found.score.repeats,
        "one_organization": found.score.one_organization,
        "cost": found.score.cost,
        "fewest": found.bounds.repeats,
        "reason": found.bounds.reason,
        "method": found.method,
        "stopped": found.stopped,
    }
