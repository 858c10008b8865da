from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from improvement.models import Action, Harvest, PlacedNote, Priority, Rubric, RubricDomain, RubricLevel, Vote
from tests.factories.accounts import UserFactory
from tests.factories.breakouts import TableNoteFactory
from tests.factories.cohorts import CohortFactory, ProgramFactory
from tests.factories.sessions import LiveSessionFactory


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


class HarvestFactory(factory.django.DjangoModelFactory):
    """Without priorities, and no vote has been opened."""

    class Meta:
        model = Harvest

    live_session = factory.SubFactory(LiveSessionFactory)


class PriorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Priority

    harvest = factory.SubFactory(HarvestFactory)
    title = factory.Sequence(lambda n: f"Priority {n}")
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))


class PlacedNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlacedNote

    priority = factory.SubFactory(PriorityFactory)
    note = factory.SubFactory(TableNoteFactory)


class VoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vote

    priority = factory.SubFactory(PriorityFactory)
    person = factory.SubFactory(UserFactory)
    dots = 1


class ActionFactory(factory.django.DjangoModelFactory):
    """To be done. The owner's enrollment is made by the test."""

    class Meta:
        model = Action

    cohort = factory.SubFactory(CohortFactory)
    words = factory.Sequence(lambda n: f"Ask {n} people")
    owner = factory.SubFactory(UserFactory)
    due_on = date(2099, 5, 1)
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))
