"""The coordinators' page of what is expected of people."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from progress.models import ParticipationRule
from tests.factories.progress import ParticipationRuleFactory

SAID = {
    "words": "Answer one prompt and reply to three peers.", "responses_required": "1", "replies_required": "3",
    "words_required": "20", "reply_outside_organization": "on",
}  # fmt: skip


@pytest.fixture
def page(client, cast):
    client.force_login(cast["coordinator"])
    return reverse("progress:rule", args=[cast.cohort.slug])


def stored(cohort):
    fields = ("words", "responses_required", "replies_required", "words_required", "reply_outside_organization")
    return list(ParticipationRule.objects.filter(cohort=cohort).values_list(*fields))


@pytest.mark.parametrize("has_one", [True, False])
def test_is_saved_and_the_history_says_who(client, cast, page, has_one):
    if has_one:
        ParticipationRuleFactory(cohort=cast.cohort)
    neighbors = ParticipationRuleFactory(cohort=cast.neighbor_cohort, words="canary-neighbor")
    assert client.post(page, SAID).headers["Location"] == page
    assert stored(cast.cohort) == [("Answer one prompt and reply to three peers.", 1, 3, 20, True)]
    assert cast.cohort.participation_rule.history.latest().history_user == cast["coordinator"]
    neighbors.refresh_from_db()
    assert neighbors.words == "canary-neighbor"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"replies_required": "-1"}, "replies_required"),
        ({"responses_required": "2"}, "responses_required"),
        ({"words": ""}, "words"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client, cast, page, wrong, field):
    assert list(client.post(page, SAID | wrong).context["form"].errors) == [field]
    assert stored(cast.cohort) == []


def test_a_cohort_that_is_over_keeps_its_rule(client, cast, page):
    Cohort.objects.filter(pk=cast.cohort.pk).update(status="completed")
    answer = client.post(page, SAID)
    assert (answer.status_code, stored(cast.cohort)) == (200, [])
