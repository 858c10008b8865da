"""Whose rows are whose. `visible_to` is the wall of the cohorts: every query for a person begins with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from cohorts.enums import DESK_ROLES, GOING_ON, INSIDE, LEARNING_ROLES, EnrollmentStatus, GroupStatus, Role
from cohorts.tokens import nonce_in

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import (
        AffinityGroup,
        Cohort,
        Enrollment,
        GroupMembership,
        Invitation,
        JoinRequest,
        Organization,
        Program,
        Pseudonym,
        Team,
        TeamFormation,
    )


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ProgramQuerySet:
        """Public programs for everybody; the others for the people of their cohorts."""
        if not viewer.is_authenticated:
            return self.filter(is_public=True)
        if viewer.is_site_admin:
            return self
        mine = viewer.enrollments.filter(status__in=INSIDE).values("cohort__program")
        return self.filter(Q(is_public=True) | Q(pk__in=mine))


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, viewer: User | AnonymousUser) -> OrganizationQuerySet:
        """Organizations of people in the viewer's cohorts."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        mine = viewer.enrollments.filter(status__in=INSIDE).values("cohort")
        return self.filter(Q(enrollments__cohort__in=mine) | Q(teams__cohort__in=mine)).distinct()


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, viewer: User | AnonymousUser) -> CohortQuerySet:
        """Cohorts the viewer is inside of: active in, or completed."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        return self.filter(pk__in=viewer.enrollments.filter(status__in=INSIDE).values("cohort"))

    def taking_requests(self) -> CohortQuerySet:
        """Cohorts that people may ask to join now: the program allows it, the cohort does, and it goes on."""
        return self.filter(takes_requests=True, program__takes_requests=True, status__in=GOING_ON)

    def run_by(self, viewer: User | AnonymousUser) -> CohortQuerySet:
        """Cohorts whose desk (sessions, breakouts, who has answered) is the viewer's: facilitators, coordinators."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        mine = viewer.enrollments.filter(status=EnrollmentStatus.ACTIVE, role__in=DESK_ROLES)
        return self.filter(pk__in=mine.values("cohort"))


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, viewer: User | AnonymousUser) -> TeamQuerySet:
        """That a team exists, and who is on it, is known in its cohort. Its board and work are asked for elsewhere."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        return self.filter(cohort__in=viewer.enrollments.filter(status__in=INSIDE).values("cohort"))


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def visible_to(self, viewer: User | AnonymousUser) -> EnrollmentQuerySet:
        """People inside the viewer's cohorts; coordinators also see the invited and the withdrawn."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        mine = viewer.enrollments.filter(status__in=INSIDE)
        return self.filter(
            Q(cohort__in=mine.values("cohort"), status__in=INSIDE) | Q(cohort__in=_coordinated_by(viewer))
        )

    def inside(self) -> EnrollmentQuerySet:
        """Active or completed: those who see the cohort's content."""
        return self.filter(status__in=INSIDE)

    def active(self) -> EnrollmentQuerySet:
        """Those who take part now."""
        return self.filter(status=EnrollmentStatus.ACTIVE)

    def coordinating(self) -> EnrollmentQuerySet:
        """Those who manage the cohort's people now, and hear what happens to them."""
        return self.filter(status=EnrollmentStatus.ACTIVE, role=Role.COORDINATOR)

    def learning(self) -> EnrollmentQuerySet:
        """Those of whom the participation rule expects something: participants and team leads."""
        return self.filter(role__in=LEARNING_ROLES)


class TeamFormationQuerySet(models.QuerySet["TeamFormation"]):
    def visible_to(self, viewer: User | AnonymousUser) -> TeamFormationQuerySet:
        """Forms of the cohorts the viewer coordinates; the leader comes by the link (`with_token`)."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        return self.filter(cohort__in=_coordinated_by(viewer))

    def with_token(self, token: str) -> TeamFormationQuerySet:
        """The form (0 or 1 rows) of a leader's link; a forged token finds none."""
        return self.filter(nonce=nonce_in(token) or "")


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, viewer: User | AnonymousUser) -> JoinRequestQuerySet:
        """Requests to the cohorts the viewer coordinates."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        return self.filter(cohort__in=_coordinated_by(viewer))


class AffinityGroupQuerySet(models.QuerySet["AffinityGroup"]):
    def visible_to(self, viewer: User | AnonymousUser) -> AffinityGroupQuerySet:
        """Open and closed groups of the viewer's cohorts; proposals for who made them and for the coordinators.

        That a group exists, what it is about, who is in it and when it meets is known in its cohort. Its board, and where
        it meets, are its members'.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        mine = viewer.enrollments.filter(status__in=INSIDE).values("cohort")
        return self.filter(
            Q(cohort__in=mine)
            & (
                Q(status__in=(GroupStatus.OPEN, GroupStatus.CLOSED))
                | Q(proposed_by=viewer)
                | Q(cohort__in=_coordinated_by(viewer))
            )
        )


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def standing(self) -> GroupMembershipQuerySet:
        """Those who are members now: neither gone nor removed, and still inside the cohort."""
        return self.filter(
            left_at__isnull=True,
            removed_at__isnull=True,
            person__enrollments__cohort=models.F("group__cohort"),
            person__enrollments__status__in=INSIDE,
        )


class PseudonymQuerySet(models.QuerySet["Pseudonym"]):
    def visible_to(self, viewer: User | AnonymousUser) -> PseudonymQuerySet:
        """Those of the cohorts whose desk the viewer stands at: that they are there, not who they are."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        at_desk = viewer.enrollments.filter(status=EnrollmentStatus.ACTIVE, role__in=DESK_ROLES).values("cohort")
        return self.filter(cohort__in=at_desk)


def _coordinated_by(viewer: User) -> models.QuerySet[Any, Any]:
    return viewer.enrollments.filter(status=EnrollmentStatus.ACTIVE, role=Role.COORDINATOR).values("cohort")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Neither accepted nor revoked (whether it has expired is asked of the clock)."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def with_token(self, token: str) -> InvitationQuerySet:
        """The invitation (0 or 1 rows) of a link; a forged token finds none."""
        return self.filter(nonce=nonce_in(token) or "")
