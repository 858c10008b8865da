from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import SiteAdminFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.progress import ParticipationRuleFactory


@pytest.mark.django_db
def test_a_changed_rule_says_in_its_history_who_changed_it(client):
    admin_person, rule = SiteAdminFactory(), ParticipationRuleFactory()
    client.force_login(admin_person)
    data = {
        "cohort": rule.cohort.pk,
        "words": "Reply to three.",
        "responses_required": 1,
        "replies_required": 3,
        "words_required": 0,
    }
    answer = client.post(reverse("admin:progress_participationrule_change", args=[rule.pk]), data)
    assert answer.status_code == 302
    rule.refresh_from_db()
    assert (rule.words, rule.replies_required) == ("Reply to three.", 3)
    latest = rule.history.first()
    assert (latest.history_user, latest.history_change_reason) == (admin_person, "Said what is expected")


@pytest.mark.django_db
def test_a_cohort_is_given_its_rule(client):
    client.force_login(SiteAdminFactory())
    cohort = CohortFactory()
    data = {"cohort": cohort.pk, "words": "Reply.", "responses_required": 0, "replies_required": 1, "words_required": 5}
    answer = client.post(reverse("admin:progress_participationrule_add"), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert (cohort.participation_rule.words, cohort.participation_rule.words_required) == ("Reply.", 5)
