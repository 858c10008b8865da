"""What pages need to know of cohorts, in a fixed number of queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Lower

from cohorts.enums import INSIDE, EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Invitation, Team
from cohorts.models.invitation import MAILED_AS
from notifications.enums import MailState
from notifications.models import OutboxMail

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.querysets import EnrollmentQuerySet, InvitationQuerySet, TeamQuerySet


def open_invitations(viewer: User | AnonymousUser, now: datetime) -> InvitationQuerySet:
    """The viewer's own invitations that can still be accepted, the newest first; one query, cohort and program with it."""
    if not viewer.is_authenticated:
        return Invitation.objects.none()
    return (
        Invitation.objects.open()
        .filter(
            enrollment__person=viewer,
            enrollment__status=EnrollmentStatus.INVITED,
            expires_at__gt=now,
        )
        .select_related("enrollment__cohort__program", "invited_by")
        .order_by("-created_at", "-pk")
    )


def teams_with_people(cohort: Cohort, viewer: User) -> TeamQuerySet:
    """The cohort's teams by name, each with its organization, coach and `people_in`, who are in; one query."""
    return (
        Team.objects.visible_to(viewer)
        .filter(cohort=cohort)
        .select_related("organization", "coach")
        .annotate(people_in=Count("enrollments", filter=Q(enrollments__status__in=INSIDE)))
        .order_by(Lower("name"), "pk")
    )


def members_of(team: Team, viewer: User) -> EnrollmentQuerySet:
    """Those of a team who are in, its leads first; one query."""
    leads_first = Case(When(role=Role.TEAM_LEAD, then=0), default=1, output_field=IntegerField())
    return (
        Enrollment.objects.visible_to(viewer)
        .filter(team=team)
        .inside()
        .select_related("person", "organization")
        .order_by(leads_first, Lower("person__name"), "person__email")
    )


# Whoever has come in has shown their name to this cohort.
HAS_COME_IN = Q(status__in=INSIDE) | Q(activated_at__isnull=False)
# The account was made with this enrollment and nobody has used it yet: its name is the one typed when they were enrolled.
# Any other name belongs to an account that was there before, which whoever invites must not find out.
NAMED_HERE = (
    ~Q(person__name="")
    & Q(person__last_login__isnull=True)
    & Q(person__joined_at__gte=F("created_at") - timedelta(minutes=1))
)


def with_latest_invitation(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Each row with `invited_at`, `invitation_ends_at` and `undelivered` of its latest invitation, None where there is none.

    `undelivered` is what the mail server said where it took no mail for the address.
    """
    latest = Invitation.objects.filter(enrollment=OuterRef("pk")).order_by("-created_at", "-pk")
    key = Concat(Value(f"{MAILED_AS}:"), Cast(OuterRef("invitation_id"), CharField()))
    refused = OutboxMail.objects.filter(dedupe_key=key, state=MailState.FAILED)
    return rows.annotate(
        invited_at=Subquery(latest.values("created_at")[:1]),
        invitation_ends_at=Subquery(latest.values("expires_at")[:1]),
        invitation_id=Subquery(latest.values("pk")[:1]),
        undelivered=Subquery(refused.values("reason")[:1]),
    )


def roster_of(cohort: Cohort) -> QuerySet[Enrollment]:
    """Everybody of a cohort for those who manage its people: the invited and the withdrawn too; one query.

    Each with `invited_at` and `invitation_ends_at` of the latest invitation, and `is_named`: whether these readers may know
    the name. Those to whom something is left to do, the invited, come first, the withdrawn last.
    """
    order = [EnrollmentStatus.INVITED, EnrollmentStatus.ACTIVE, EnrollmentStatus.COMPLETED, EnrollmentStatus.WITHDRAWN]
    place = Case(
        *(When(status=status, then=number) for number, status in enumerate(order)), output_field=IntegerField()
    )
    return (
        with_latest_invitation(cohort.enrollments.all())
        .annotate(is_named=ExpressionWrapper(HAS_COME_IN | NAMED_HERE, output_field=BooleanField()))
        .select_related("person", "organization", "team")
        .order_by(place, Lower("person__name"), "person__email")
    )
