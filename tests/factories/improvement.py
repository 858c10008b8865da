from __future__ import annotations

import factory

from improvement.models import Rubric, RubricDomain, RubricLevel
from tests.factories.cohorts import ProgramFactory


class RubricFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rubric

    program = factory.SubFactory(ProgramFactory)
    title = factory.Sequence(lambda n: f"Rubric {n}")


class RubricDomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RubricDomain

    rubric = factory.SubFactory(RubricFactory)
    slug = factory.Sequence(lambda n: f"domain-{n}")
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Domain {n}")


class RubricLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RubricLevel

    domain = factory.SubFactory(RubricDomainFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Level {n}")
    descriptor = "How it looks."
