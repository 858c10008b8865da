from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import Program
from tests.factories.cohorts import CohortFactory, ProgramFactory

FORM = {
    "title": "Health Equity forum",
    "short_title": "Forum",
    "slug": "forum",
    "accent": "sni",
    "is_public": "on",
    "unit": "team",
    "summary": "People meet.",
    "purpose": "To learn.",
    "hosts": "Host one\nHost two",
    "goals": " Understand \n\n Act ",
    "sections": "# Stance\nEvery step matters.\n- One\n- Two",
    "funding_note": "Not for lobbying.",
    "takes_requests": "on",
    "eligible_types": ["pca", "hccn"],
}


@pytest.mark.django_db
def test_what_the_page_says_is_edited_as_plain_text_and_the_blueprint_is_not(desk):
    program = ProgramFactory(blueprint={"program": {"title": "canary-blueprint"}})
    url = reverse("admin:cohorts_program_change", args=[program.pk])
    assert "canary-blueprint" in desk.get(url).content.decode()
    answer = desk.post(url, FORM | {"blueprint": "{}", "blueprint_document": "{}"})
    assert answer.status_code == 302, answer.context["errors"]
    stored = Program.objects.get()
    assert (stored.short_title, stored.accent, stored.unit) == ("Forum", "sni", "team")
    assert (stored.hosts, stored.goals) == (["Host one", "Host two"], ["Understand", "Act"])
    assert stored.sections == [{"title": "Stance", "body": "Every step matters.", "points": ["One", "Two"]}]
    assert (stored.takes_requests, stored.eligible_types) == (True, ["pca", "hccn"])
    assert stored.blueprint == {"program": {"title": "canary-blueprint"}}


@pytest.mark.django_db
def test_a_program_that_has_cohorts_is_not_deleted(desk):
    cohort = CohortFactory()
    url = reverse("admin:cohorts_program_delete", args=[cohort.program.pk])
    answer = desk.post(url, {"post": "yes"})
    assert answer.context["protected"]
    assert Program.objects.filter(pk=cohort.program.pk).exists()
