"""Who is expected at a session's place, and who has said that they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts.models import Cohort, Enrollment
from sessions.enums import PresenceSource
from sessions.models import LiveSession, Presence

if TYPE_CHECKING:
    from accounts.models import User


def arrival_of(live_session: LiveSession, viewer: User) -> Presence | None:
    """The viewer's own check-in at the place. One query."""
    return Presence.objects.filter(live_session=live_session, person=viewer, source=PresenceSource.QR).first()


def sheet_of(cohort: Cohort) -> list[Enrollment]:
    """Everybody active, by name, with their organization and nothing else. One query."""
    active = cohort.enrollments.active().filter(person__is_active=True).select_related("person", "organization")
    return sorted(active, key=lambda enrollment: enrollment.person.display_name.casefold())
