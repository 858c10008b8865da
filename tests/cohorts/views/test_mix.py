"""The mix of a cohort: who is invited and who is in, by organization and role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import EnrollmentStatus, OrganizationType, RoleLevel
from cohorts.mix_queries import mix_of
from sessions.queries.attendance_mix import attending_of
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory
from tests.factories.sessions import LiveSessionFactory, PresenceFactory


def page(cohort):
    return reverse("cohorts:mix", args=[cohort.slug])


def numbers(rows):
    return {row.label: (row.active, row.invited) for row in rows if row.total}


@pytest.fixture
def mixed(cast):
    """A department with two in, one invited, one withdrawn; and one in the neighboring cohort."""
    department = OrganizationFactory(kind=OrganizationType.PUBLIC_HEALTH)
    for status in ("active", "completed", "invited", "withdrawn"):
        EnrollmentFactory(cohort=cast.cohort, organization=department, status=status, level=RoleLevel.COMMUNITY)
    EnrollmentFactory(cohort=cast.neighbor_cohort, organization=department)
    return cast.cohort


def test_counts_those_who_are_in_and_those_still_invited(mixed):
    mix = mix_of(mixed)
    assert (mix.active, mix.invited) == (8, 2)
    # The cast: six are from a health center, one who is invited is from nowhere.
    assert numbers(mix.kinds) == {"Community health center": (6, 0), "Public health department": (2, 1), "": (0, 1)}
    assert numbers(mix.roles) == {
        "participant": (3, 2), "team lead": (1, 0), "facilitator": (1, 0), "coach": (1, 0), "coordinator": (1, 0),
        "observer": (1, 0),
    }  # fmt: skip
    assert numbers(mix.levels) == {"Patient, client or community member": (2, 1), "": (6, 1)}


def test_who_is_missing_stands_there_with_nothing(mixed):
    mixed.program.eligible_types = [OrganizationType.SOCIAL_SERVICE]
    assert [(row.label, row.total) for row in mix_of(mixed).kinds if not row.total] == [("Social service agency", 0)]


def test_the_longest_bar_fills_the_picture_and_the_parts_add_up(mixed):
    rows = [row for row in mix_of(mixed).kinds if row.total]
    assert [(row.active_width, row.invited_width) for row in rows] == [(100, 0), (33, 17), (0, 17)]


def test_where_people_stand_at_work_is_the_coordinators_to_know(client, mixed, cast):
    seen = {}
    for role in ("coordinator", "site_admin", "facilitator"):
        client.force_login(cast[role])
        seen[role] = "Patient, client" in client.get(page(mixed)).content.decode()
    assert seen == {"coordinator": True, "site_admin": True, "facilitator": False}


@pytest.mark.parametrize("more", [0, 3])
def test_takes_the_same_queries_for_any_number(client, cast, more, django_assert_num_queries):
    for _ in range(more):
        EnrollmentFactory(cohort=cast.cohort, organization=OrganizationFactory(), status=EnrollmentStatus.INVITED)
    client.force_login(cast["coordinator"])
    client.get(page(cast.cohort))
    # Session, person, cohort, the viewer's enrollments, everybody of the cohort.
    with django_assert_num_queries(6):
        client.get(page(cast.cohort))


def test_the_numbers_stand_in_a_table_beside_the_picture(client, mixed, cast):
    client.force_login(cast["facilitator"])
    text = client.get(page(mixed)).content.decode()
    assert text.count('<svg viewBox="0 0 100 10"') == text.count('<th scope="row">') > 0
    assert "8 in, 2 still invited." in text


def test_who_attends_stands_beside_once_a_session_is_over(client, mixed, cast, django_assert_num_queries):
    client.force_login(cast["facilitator"])
    client.get(page(mixed))
    assert "Attending" not in client.get(page(mixed)).content.decode()
    sessions = [LiveSessionFactory(cohort=mixed, starts_at=timezone.now() - timedelta(days=days)) for days in (3, 2, 1)]
    # Lately is the last two; a person counts once; in the neighboring cohort it doesn't count.
    PresenceFactory(live_session=sessions[0], person=cast["coach"])
    for session in sessions[1:]:
        PresenceFactory(live_session=session, person=cast["participant"])
    elsewhere = LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=timezone.now() - timedelta(days=1))
    PresenceFactory(live_session=elsewhere, person=cast["team_lead"])
    attending = attending_of(mixed, timezone.now())
    assert attending.counts == {"kinds": {"health_center": 1}, "roles": {"participant": 1}, "levels": {"": 1}}
    with django_assert_num_queries(12):
        words = client.get(page(mixed)).content.decode()
    assert words.count('data-label="Attending">1</td>') == 2
