"""Importing a roster: everybody in it enrolled as it says, or nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Cohort
from cohorts.operations.roster_entries import RosterPlan
from cohorts.operations.roster_plan import plan_roster
from cohorts.operations.roster_writing import carry_out
from cohorts.roster.reading import Roster
from common.errors import DomainError

# As much of a file's name as leaves room for what was changed.
LONGEST_SOURCE = 40
# As many others may make the same people at the same moment, one less.
TRIES = 5


class SomebodyElseIsAtIt(DomainError):
    """The same people or the same cohort are being changed, and it takes long."""

    def __str__(self) -> str:
        return _(
            "Somebody else is changing the people of this cohort right now. Wait a minute, then choose the file again."
        )


def import_roster(
    *,
    roster: Roster,
    cohort: Cohort | None,
    by: User | None,
    now: datetime,
    source: str = "",
    previewed: str | None = None,
) -> RosterPlan:
    """Enrolls the people of a roster; those who name no cohort into `cohort`. Nobody is mailed: invitations are sent apart.

    Returns what was done, row by row. All or nothing: where the answer isn't `is_sound`, nothing was, and the wrong cells
    say why; where it `is_stale`, it differs from the plan with the fingerprint `previewed`, and nothing was done either.
    What is so already stays as it is; an empty cell changes nothing. `source`, the file's name, is kept in the history.
    """
    reason = f"Import of {source[:LONGEST_SOURCE]}" if source else "Import of a spreadsheet"
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                plan = _planned(roster, cohort, previewed)
                if plan.is_sound and not plan.is_stale:
                    work = [entry for entry in plan.entries if entry.has_work]
                    carry_out(work, by=by, now=now, reason=reason)
            return plan
        except IntegrityError:
            # Somebody made the same person or organization at the same moment. Now it is there, and is found.
            if not tries_left:
                return _refused(SomebodyElseIsAtIt(), plan)
        except OperationalError:
            # The lock wasn't to be had within the time the database grants.
            return _refused(SomebodyElseIsAtIt())
        except DomainError as refusal:
            return _refused(refusal, plan)
    raise AssertionError("The last try returns.")


def _refused(refusal: DomainError, plan: RosterPlan | None = None) -> RosterPlan:
    plan = plan or RosterPlan()
    return RosterPlan(entries=plan.entries, problems=[str(refusal)], notes=plan.notes)


def _planned(roster: Roster, cohort: Cohort | None, previewed: str | None) -> RosterPlan:
    """The plan as things are now, which stay so until the end of the transaction."""
    plan = plan_roster(roster, cohort=cohort, lock=True)
    # Where nothing is left to do, it was the same form twice: that is no reason to ask again.
    plan.is_stale = previewed is not None and plan.has_work and plan.fingerprint != previewed
    return plan
