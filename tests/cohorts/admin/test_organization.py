"""Merging organizations in the administration."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cohorts.models import Organization
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory, TeamFactory

LIST = reverse("admin:cohorts_organization_changelist")


@pytest.fixture
def two(db):
    return OrganizationFactory(name="Riverbend Health"), OrganizationFactory(name="Riverbend HC")


def act(desk, *rows, **extra):
    data = {"action": "merge_two", "_selected_action": [row.pk for row in rows], **extra}
    return desk.post(LIST, data, follow=True)


def test_the_page_shows_what_hangs_on_each_and_changes_nothing(desk, two):
    team = TeamFactory(organization=two[1], name="Riverbend team")
    answer = act(desk, *two)
    assert answer.context["rows"] == [
        (two[0], ["Community health center", "0 people"]),
        (two[1], ["Community health center", f"{team.cohort}: Riverbend team", "0 people"]),
    ]
    assert Organization.objects.count() == 2


def test_merged_with_a_reason_which_the_log_keeps(desk, admin_person, two):
    kept, merged = two
    enrollment = EnrollmentFactory(organization=merged)
    answer = act(desk, *two, kept=kept.pk, reason="One clinic")
    assert [str(message) for message in answer.context["messages"]] == ["Riverbend HC is part of Riverbend Health now."]
    enrollment.refresh_from_db()
    assert enrollment.organization == kept
    told = LogEntry.objects.order_by("pk").values_list("user", "object_repr", "change_message")
    assert list(told) == [
        (admin_person.pk, "Riverbend HC", ""),
        (admin_person.pk, "Riverbend Health", "Merged with “Riverbend HC”: One clinic"),
    ]
    # What was written of the people before is still read, though their organization's row has gone.
    line = enrollment.history.earliest()
    page = reverse("admin:cohorts_enrollment_simple_history", args=[enrollment.pk, line.pk])
    assert desk.get(page).status_code == 200
    assert desk.get(reverse("admin:cohorts_enrollment_history", args=[enrollment.pk])).status_code == 200


@pytest.mark.parametrize("missing", ["kept", "reason"])
def test_without_either_nothing_happens(desk, two, missing):
    said = {"kept": two[0].pk, "reason": "One clinic"} | {missing: ""}
    assert list(act(desk, *two, **said).context["form"].errors) == [missing]
    assert Organization.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_two_and_no_other_number(desk, count):
    rows = OrganizationFactory.create_batch(count)
    answer = act(desk, *rows)
    assert [str(message) for message in answer.context["messages"]] == ["Choose the two that are one."]
