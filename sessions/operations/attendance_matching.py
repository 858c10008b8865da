"""The queue of those whom nobody knows yet: who is meant by a name, remembered for the sessions to come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.models import Alias, LiveSession, Presence
from sessions.operations.attendance import lock_names
from sessions.operations.checks import refuse
from sessions.queries.attendance_faces import Faces, alias_key


class UnableToMatch(DomainError):
    """Nothing is remembered; the sentence says why."""


@transaction.atomic
def match_unmatched(
    *,
    live_session: LiveSession,
    name: str,
    email: str,
    person: User | None,
    by: User,
    now: datetime,
    remember: bool = True,
) -> Alias:
    """Says who is meant by a name (and address) in the queue, or with None that nobody of the cohort is.

    Remembered it holds for every session of the cohort, also for rows that came earlier; else for this session alone. Said anew
    it replaces what was said before. Raises `UnableToMatch`.
    """
    lock_names(live_session)
    key = alias_key(name, email)
    if not key:
        raise UnableToMatch(_("This row has no name."))
    if person is not None and not Enrollment.objects.filter(cohort=live_session.cohort_id, person=person).exists():
        raise refuse(UnableToMatch, _("This person is not in this cohort."), field="person")
    alias, _made = Alias.objects.update_or_create(
        cohort_id=live_session.cohort_id,
        live_session=None if remember else live_session,
        key=key,
        defaults={"told_as": (email or name), "person": person, "by": by, "said_at": now},
    )
    # Rows that were matched by it before follow it.
    alias.presences.update(person=person)
    _find_waiting(live_session, in_all=remember)
    return alias


@transaction.atomic
def forget_match(*, alias: Alias, by: User, now: datetime) -> None:
    """Takes back whom a name means; its rows wait in the queue again. Twice is once."""
    live_session = alias.live_session or LiveSession(cohort_id=alias.cohort_id)
    lock_names(live_session)
    Presence.objects.filter(alias=alias).update(person=None, alias=None)
    Alias.objects.filter(pk=alias.pk).delete()


def _find_waiting(live_session: LiveSession, *, in_all: bool) -> None:
    """Looks once more who is meant by the rows that wait: in this session, or in all of the cohort's."""
    where = Q(live_session__cohort=live_session.cohort_id) if in_all else Q(live_session=live_session)
    waiting = list(Presence.objects.waiting().filter(where))
    # In other sessions only that counts which was said for all.
    here, elsewhere = Faces.of(live_session), Faces.of(LiveSession(cohort_id=live_session.cohort_id))
    found = []
    for row in waiting:
        faces = here if row.live_session_id == live_session.pk else elsewhere
        match = faces.find(row.name, row.email)
        if match.is_known:
            row.person_id, row.alias_id = match.person_id, match.alias_id
            found.append(row)
    if found:
        Presence.objects.bulk_update(found, ["person", "alias"], batch_size=500)
