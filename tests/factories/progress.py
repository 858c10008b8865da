from __future__ import annotations

import factory

from progress.models import ParticipationRule
from tests.factories.cohorts import CohortFactory


class ParticipationRuleFactory(factory.django.DjangoModelFactory):
    """Choose one prompt, reply to two peers."""

    class Meta:
        model = ParticipationRule

    cohort = factory.SubFactory(CohortFactory)
    words = "Choose one of the prompts and answer it, and reply to two peers."
