from __future__ import annotations

import pytest
from django.urls import reverse

from improvement.models import RubricDomain
from tests.factories.accounts import SiteAdminFactory
from tests.factories.improvement import RubricDomainFactory


@pytest.mark.django_db
def test_a_rubric_is_edited_with_its_domains(client):
    client.force_login(SiteAdminFactory())
    domain = RubricDomainFactory(title="Voice", slug="voice")
    data = {
        "program": domain.rubric.program.pk,
        "title": "Readiness",
        "note": "",
        "domains-TOTAL_FORMS": 2,
        "domains-INITIAL_FORMS": 1,
        "domains-0-id": domain.pk,
        "domains-0-rubric": domain.rubric.pk,
        "domains-0-position": 1,
        "domains-0-title": "Community voice",
        "domains-0-slug": "voice",
        "domains-1-position": 2,
        "domains-1-title": "Data",
        "domains-1-slug": "data",
    }
    answer = client.post(reverse("admin:improvement_rubric_change", args=[domain.rubric.pk]), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(RubricDomain.objects.order_by("position").values_list("slug", "title")) == [
        ("voice", "Community voice"),
        ("data", "Data"),
    ]


@pytest.mark.django_db
def test_a_domain_is_edited_with_its_levels(client):
    client.force_login(SiteAdminFactory())
    domain = RubricDomainFactory()
    data = {
        "rubric": domain.rubric.pk,
        "position": 1,
        "title": domain.title,
        "slug": domain.slug,
        "summary": "",
        "levels-TOTAL_FORMS": 1,
        "levels-INITIAL_FORMS": 0,
        "levels-0-number": 1,
        "levels-0-title": "Starting",
        "levels-0-descriptor": "Nobody is asked.",
    }
    answer = client.post(reverse("admin:improvement_rubricdomain_change", args=[domain.pk]), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(domain.levels.values_list("number", "descriptor")) == [(1, "Nobody is asked.")]
