"""Two accounts of one person become one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.merging import Merger, hand_over_everything
from accounts.models import User
from accounts.operations.sign_ins import end_sign_ins
from common.errors import DomainError
from common.history import sign_change

# What the kept account takes over where it says nothing itself.
TAKEN_OVER = ("name", "pronouns", "title", "interests", "ask_me_about", "time_zone")


class UnableToMerge(DomainError):
    """These two can't become one."""

    field = "kept"


@transaction.atomic
def merge_accounts(*, kept: User, merged: User, by: User | None, reason: str, now: datetime) -> User:
    """Everything of `merged` is `kept`'s from now on: enrollments, posts, groups, what was read and what waits to be mailed.

    `merged` is closed and signed out; it keeps its address, its history, and what `kept` has already (a reminder of the same
    session). Password, second factors and rights stay with the account they were given to. Raises `UnableToMerge`.
    """
    merger = Merger(kept, merged, by=by, reason=f"Merged with {merged.email}: {reason}", now=now)
    if kept.pk == merged.pk:
        raise UnableToMerge(_("This is one account. Choose two."))
    # Cohorts are locked before people, as everywhere where people come into cohorts; what was refused is undone.
    hand_over_everything(merger)
    rows = {person.pk: person for person in User.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk])}
    kept, merged = rows[kept.pk], rows[merged.pk]
    _check(kept, merged, by)
    for field in TAKEN_OVER:
        if not getattr(kept, field):
            setattr(kept, field, getattr(merged, field))
    kept.joined_at = min(kept.joined_at, merged.joined_at)
    sign_change(kept, by=by, reason=merger.reason)
    kept.save()
    merged.is_active = False
    sign_change(merged, by=by, reason=f"Merged into {kept.email}: {reason}")
    merged.save()
    end_sign_ins(person=merged)
    return kept


def _check(kept: User, merged: User, by: User | None) -> None:
    if not kept.is_active:
        raise UnableToMerge(
            _("%(person)s is closed. Keep the other account, or open this one first.") % {"person": kept}
        )
    if by is not None and merged.pk == by.pk:
        raise UnableToMerge(_("You are signed in with %(person)s. Keep that account.") % {"person": merged})
    if merged.is_staff or merged.is_superuser:
        told = _("%(person)s opens the administration. Keep that account, or take the right away first.")
        raise UnableToMerge(told % {"person": merged})
