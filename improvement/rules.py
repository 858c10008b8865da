"""Who may do what with what comes out of a session; the rest is `cohorts.see_posts`, `….talk` and `….run_sessions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from cohorts.rules import is_active, is_going_on, runs_sessions, takes_part_in_talk

if TYPE_CHECKING:
    from accounts.models import User
    from improvement.models import Action

# Asked as it stands, not as a permission: whoever stands above all cohorts has no dots in them.
may_vote = takes_part_in_talk & is_active & is_going_on


@rules.predicate
def owns_it_or_runs_the_cohort(viewer: User, action: Action) -> bool:
    cohort = action.cohort
    if not (is_active(viewer, cohort) and is_going_on(viewer, cohort)):
        return False
    return runs_sessions(viewer, cohort) or (action.owner_id == viewer.pk and takes_part_in_talk(viewer, cohort))


rules.add_perm("improvement.keep_action", owns_it_or_runs_the_cohort)
