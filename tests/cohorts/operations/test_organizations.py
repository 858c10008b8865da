from __future__ import annotations

import pytest

from cohorts.enums import OrganizationType
from cohorts.models import Organization
from cohorts.operations.organizations import ensure_organization
from tests.factories.cohorts import OrganizationFactory

pytestmark = pytest.mark.django_db


def test_an_organization_is_made_once():
    made = ensure_organization(name=" Riverbend  Health ", kind=OrganizationType.PCA, place="Fresno, California")
    again = ensure_organization(name="RIVERBEND health", kind=OrganizationType.OTHER)
    assert again == made
    assert list(Organization.objects.values_list("name", "kind", "place")) == [
        ("Riverbend Health", "pca", "Fresno, California")
    ]


def test_another_name_is_another_organization():
    OrganizationFactory(name="Riverbend Health")
    ensure_organization(name="Riverbend Health East", kind=OrganizationType.OTHER)
    assert Organization.objects.count() == 2
