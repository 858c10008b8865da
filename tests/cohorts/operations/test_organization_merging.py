"""Two organizations that are one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps

from cohorts.enums import ExperienceLevel, FormationStatus
from cohorts.models import Organization, TeamFormation
from cohorts.operations.organization_merging import OrganizationIsGone, merge_organizations
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    EnrollmentFactory,
    OrganizationFactory,
    ProposedMemberFactory,
    TeamFactory,
    TeamFormationFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
SAID = "Merged with “Riverbend HC”: One clinic"


@pytest.fixture
def kept():
    return OrganizationFactory(name="Riverbend Health Center", place="")


@pytest.fixture
def merged():
    return OrganizationFactory(name="Riverbend HC", place="Fresno", experience=ExperienceLevel.YEARS)


def merge(kept, merged, by=None):
    return merge_organizations(kept=kept, merged=merged, by=by, reason="One clinic", now=NOW)


def places():
    return [
        (model, field.name)
        for model in apps.get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.fields
        if field.related_model is Organization
    ]


def test_everything_moves_and_the_history_says_who_and_why(kept, merged):
    boss = UserFactory()
    team = TeamFactory(organization=merged)
    rows = [team, EnrollmentFactory(organization=merged, team=team), TeamFormationFactory(organization=merged)]
    # A new field that points at organizations needs a row here, and then something that moves it.
    assert {model for model, _name in places()} == {type(row) for row in rows}
    merge(kept, merged, by=boss)
    for row in rows:
        row.refresh_from_db()
        line = row.history.latest()
        assert (row.organization, line.history_user, line.history_change_reason) == (kept, boss, SAID)
    assert list(Organization.objects.values_list("name", "place", "experience")) == [
        ("Riverbend Health Center", "Fresno", "years")
    ]


def test_both_have_a_form_and_the_one_that_is_further_takes_over_the_other(kept, merged):
    cohort = CohortFactory()
    goes = TeamFormationFactory(cohort=cohort, organization=kept, note="Fridays only")
    stays = TeamFormationFactory(
        cohort=cohort, organization=merged, note="We are three", status=FormationStatus.HANDED_IN
    )
    known = ProposedMemberFactory(formation=stays, position=0, email="ana@example.org", name="", availability="Mondays")
    ProposedMemberFactory(formation=goes, position=0, email="ANA@example.org", name="Ana", availability="no Fridays")
    ProposedMemberFactory(formation=goes, position=1, email="bo@example.org", name="Bo")
    ProposedMemberFactory(formation=goes, position=2, email="", name="Somebody")
    merge(kept, merged)
    form = TeamFormation.objects.get()
    assert (form.pk, form.organization, form.note, form.version) == (stays.pk, kept, "We are three\n\nFridays only", 1)
    lines = form.members.order_by("position").values_list("position", "email", "name")
    assert list(lines) == [(0, "ana@example.org", "Ana"), (1, "bo@example.org", "Bo"), (2, "", "Somebody")]
    known.refresh_from_db()
    assert known.availability == "Mondays; no Fridays"
    assert TeamFormation.history.filter(id=goes.pk).latest().history_change_reason == SAID


def test_an_approved_form_keeps_its_team(kept, merged):
    cohort = CohortFactory()
    team = TeamFactory(cohort=cohort, organization=merged)
    TeamFormationFactory(cohort=cohort, organization=merged, status=FormationStatus.APPROVED, team=team)
    TeamFormationFactory(cohort=cohort, organization=kept, status=FormationStatus.CLOSED)
    merge(kept, merged)
    form = TeamFormation.objects.get()
    assert (form.status, form.team, form.organization) == (FormationStatus.APPROVED, team, kept)


def test_twice_is_refused(kept, merged):
    gone = Organization(pk=merged.pk, name=merged.name, kind=merged.kind)
    merge(kept, merged)
    with pytest.raises(OrganizationIsGone):
        merge(kept, gone)
    assert list(Organization.objects.all()) == [kept]
