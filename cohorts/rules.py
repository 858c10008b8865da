"""Who may do what in a cohort: sentences, and one table of permissions at the bottom.

Every predicate takes the viewer and a cohort. Site administrators pass all of them (`User.has_perm`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules
from django.contrib.auth.models import AnonymousUser

from cohorts.enums import DESK_ROLES, INSIDE, LEARNING_ROLES, TALKING_ROLES, EnrollmentStatus, Role

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import AffinityGroup, Cohort, Enrollment, Program


def standing(viewer: User | AnonymousUser, cohort: Cohort) -> Enrollment | None:
    """The viewer's enrollment while they are inside (active or completed), else None.

    All of a viewer's enrollments are read at once and kept on the viewer, who lives as long as the request: a right
    taken away is gone on the next one.
    """
    if not viewer.is_authenticated:
        return None
    # Permissions are asked with the person inside the wrapper that is `request.user`: the standings are kept there.
    return _standings(getattr(viewer, "_wrapped", viewer)).get(cohort.pk)


def _standings(viewer: User) -> dict[int, Enrollment]:
    kept = vars(viewer)
    if "standings" not in kept:
        kept["standings"] = {e.cohort_id: e for e in viewer.enrollments.filter(status__in=INSIDE)}
    return kept["standings"]


def runs_some_cohort(viewer: User) -> bool:
    """Whether the viewer stands at the desk of any cohort, and so sees what others are shown nothing of."""
    # Permissions are asked with the person inside the wrapper that is `request.user`: the standings are kept there.
    person = getattr(viewer, "_wrapped", viewer)
    return any(enrollment.role in DESK_ROLES for enrollment in _standings(person).values())


def may_speak_without_name(viewer: User, cohort: Cohort) -> bool:
    """Whether the cohort takes posts without a name from the viewer: as somebody who learns there, not as an administrator."""
    own = standing(getattr(viewer, "_wrapped", viewer), cohort)
    is_learning = own is not None and own.status == EnrollmentStatus.ACTIVE and own.role in LEARNING_ROLES
    return cohort.pseudonyms_allowed and cohort.is_open and is_learning


def groups_of(viewer: User) -> set[int]:
    """The affinity groups the viewer is a member of now; kept on the viewer as the standings are."""
    kept = vars(viewer)
    if "groups" not in kept:
        kept["groups"] = set(viewer.group_memberships.standing().values_list("group", flat=True))
    return kept["groups"]


@rules.predicate
def is_inside(viewer: User, cohort: Cohort) -> bool:
    return standing(viewer, cohort) is not None


@rules.predicate
def is_active(viewer: User, cohort: Cohort) -> bool:
    enrollment = standing(viewer, cohort)
    return enrollment is not None and enrollment.status == EnrollmentStatus.ACTIVE


@rules.predicate
def is_coordinator(viewer: User, cohort: Cohort) -> bool:
    enrollment = standing(viewer, cohort)
    return enrollment is not None and enrollment.role == Role.COORDINATOR


@rules.predicate
def runs_sessions(viewer: User, cohort: Cohort) -> bool:
    enrollment = standing(viewer, cohort)
    return enrollment is not None and enrollment.role in DESK_ROLES


@rules.predicate
def takes_part_in_talk(viewer: User, cohort: Cohort) -> bool:
    enrollment = standing(viewer, cohort)
    return enrollment is not None and enrollment.role in TALKING_ROLES


@rules.predicate
def is_going_on(viewer: User, cohort: Cohort) -> bool:
    return cohort.is_open


@rules.predicate
def coordinates_some_cohort(viewer: User | AnonymousUser, program: Program) -> bool:
    """Whether the viewer coordinates a cohort of this program."""
    return (
        viewer.is_authenticated
        and viewer.enrollments.filter(
            status=EnrollmentStatus.ACTIVE, role=Role.COORDINATOR, cohort__program=program
        ).exists()
    )


@rules.predicate
def is_in_group(viewer: User, group: AffinityGroup) -> bool:
    return takes_part_in_talk(viewer, group.cohort) and group.pk in groups_of(viewer)


@rules.predicate
def is_active_where_group_is(viewer: User, group: AffinityGroup) -> bool:
    return is_active(viewer, group.cohort) and is_going_on(viewer, group.cohort)


rules.add_perm("cohorts.view_inside", is_inside)
rules.add_perm("cohorts.see_posts", takes_part_in_talk)
rules.add_perm("cohorts.talk", takes_part_in_talk & is_active & is_going_on)
rules.add_perm("cohorts.run_sessions", runs_sessions & is_active & is_going_on)
rules.add_perm("cohorts.see_participation", runs_sessions)
rules.add_perm("cohorts.write_to_people", runs_sessions & is_active & is_going_on)
rules.add_perm("cohorts.open_pseudonyms", runs_sessions & is_active)
rules.add_perm("cohorts.manage_people", is_coordinator & is_active)
rules.add_perm("cohorts.keep_cohort", is_coordinator & is_active)
rules.add_perm("cohorts.start_cohort", coordinates_some_cohort)
rules.add_perm("cohorts.keep_groups", is_coordinator & is_active & is_going_on)
rules.add_perm("cohorts.see_meeting_places", is_in_group)
rules.add_perm("cohorts.keep_meetings", is_in_group & is_active_where_group_is)
