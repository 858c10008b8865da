"""What migrations make of rows that were there before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from cohorts.enums import EnrollmentStatus
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, TeamFactory

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_teams_that_had_enough_people_are_formed_since_the_third_came_in():
    cohort = CohortFactory(team_size_min=3)
    formed, forming = TeamFactory(cohort=cohort), TeamFactory(cohort=cohort)
    for days in (4, 2, 1, 3):
        EnrollmentFactory(cohort=cohort, team=formed, activated_at=NOW + timedelta(days=days))
    for status in (EnrollmentStatus.ACTIVE, EnrollmentStatus.COMPLETED, EnrollmentStatus.INVITED):
        EnrollmentFactory(cohort=cohort, team=forming, status=status, activated_at=NOW)
    import_module("cohorts.migrations.0002_formation_requests_groups").note_formed_teams(apps, None)
    formed.refresh_from_db()
    forming.refresh_from_db()
    assert (formed.formed_at, forming.formed_at) == (NOW + timedelta(days=3), None)
