"""What people have committed to: in a cohort, and each person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cohorts.enums import TALKING_ROLES
from improvement.models import Action, Priority

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort, Enrollment

# So many are shown on a page that is about something else.
SOME = 5


def actions_of(cohort: Cohort, viewer: User) -> list[Action]:
    """All of a cohort that the viewer reads: what is to be done first, the nearest day first. One query."""
    rows = Action.objects.visible_to(viewer).filter(cohort=cohort).select_related("owner", "priority")
    return sorted(rows.order_by("due_on", "pk"), key=lambda action: action.is_done)


def next_actions(cohort: Cohort, viewer: User) -> list[Action]:
    """What is to be done next in a cohort. One query."""
    rows = Action.objects.visible_to(viewer).filter(cohort=cohort).to_do().select_related("owner")
    return list(rows.order_by("due_on", "pk")[:SOME])


def with_own_actions(enrollments: Any, viewer: User) -> Any:
    """Enrollments of the viewer with `actions_to_do`, how many they have taken on there, and the words and day of the next one.

    In the same query: a page that has its enrollments pays nothing more.
    """
    own = Action.objects.to_do().filter(owner=viewer, cohort=OuterRef("cohort"))
    number = own.order_by().values("cohort").annotate(number=Count("pk")).values("number")
    first = own.order_by("due_on", "pk")
    return enrollments.annotate(
        actions_to_do=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        next_action=Subquery(first.values("words")[:1]),
        next_action_due=Subquery(first.values("due_on")[:1]),
    )


def possible_owners(cohort: Cohort) -> list[Enrollment]:
    """Who can take on an action, by name. One query."""
    active = cohort.enrollments.active().filter(role__in=TALKING_ROLES, person__is_active=True).select_related("person")
    return sorted(active, key=lambda row: (row.person.display_name.casefold(), row.pk))


def priorities_of(cohort: Cohort) -> list[Priority]:
    """To which an action can belong, the latest first. One query."""
    rows = Priority.objects.filter(harvest__live_session__cohort=cohort).select_related("harvest__live_session")
    return list(rows.order_by("-harvest__live_session__starts_at", "made_at", "pk"))
