"""Sets what a cohort expects of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction

from cohorts.operations.enrollment import lock_cohort
from common.history import sign_change
from progress.models import ParticipationRule

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort


class RuleFacts(TypedDict):
    """The rule, in words and in numbers."""

    words: str
    responses_required: int
    replies_required: int
    words_required: int
    reply_outside_organization: bool


@transaction.atomic
def set_participation_rule(
    *,
    cohort: Cohort,
    words: str,
    responses_required: int = 1,
    replies_required: int = 2,
    words_required: int = 0,
    reply_outside_organization: bool = False,
    by: User | None = None,
) -> bool:
    """Write the cohort's rule; True when that changed anything. The history keeps what it was."""
    wanted = {
        "words": words,
        "responses_required": responses_required,
        "replies_required": replies_required,
        "words_required": words_required,
        "reply_outside_organization": reply_outside_organization,
    }
    rule = ParticipationRule.objects.select_for_update().filter(cohort=cohort).first() or ParticipationRule(
        cohort=cohort
    )
    if rule.pk and all(getattr(rule, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(rule, name, value)
    sign_change(rule, by=by, reason="Said what is expected")
    rule.full_clean()
    rule.save()
    return True


@transaction.atomic
def change_participation_rule(*, cohort: Cohort, by: User, **said: Unpack[RuleFacts]) -> bool:
    """The same for a cohort that goes on; where it is over, what was expected stays. Raises `CohortIsOver`."""
    return set_participation_rule(cohort=lock_cohort(cohort), **said, by=by)
