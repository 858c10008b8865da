from __future__ import annotations

from datetime import UTC, datetime

import factory

from common.markdown import render
from sessions.enums import BreakoutPart
from sessions.models import (
    BreakoutPair,
    BreakoutPerson,
    BreakoutPlan,
    BreakoutRound,
    BreakoutSeat,
    BreakoutTable,
    TableNote,
)
from tests.factories.accounts import UserFactory
from tests.factories.sessions import LiveSessionFactory


class BreakoutPlanFactory(factory.django.DjangoModelFactory):
    """One round of one version, nobody seated, not published."""

    class Meta:
        model = BreakoutPlan

    live_session = factory.SubFactory(LiveSessionFactory)
    number = factory.Sequence(lambda n: n + 1)
    rounds = 1
    minutes = 20
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))
    made_by = factory.SubFactory(UserFactory)


class BreakoutTableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreakoutTable

    plan = factory.SubFactory(BreakoutPlanFactory)
    position = factory.Sequence(lambda n: n + 1)


class BreakoutSeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreakoutSeat

    plan = factory.SelfAttribute("table.plan")
    table = factory.SubFactory(BreakoutTableFactory)
    round = 1
    person = factory.SubFactory(UserFactory)


class BreakoutPersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreakoutPerson

    plan = factory.SubFactory(BreakoutPlanFactory)
    person = factory.SubFactory(UserFactory)
    part = BreakoutPart.GUEST


class BreakoutPairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreakoutPair

    plan = factory.SubFactory(BreakoutPlanFactory)
    first = factory.SubFactory(UserFactory)
    second = factory.SubFactory(UserFactory)


class BreakoutRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreakoutRound

    plan = factory.SubFactory(BreakoutPlanFactory)
    number = 1
    minutes = 20
    began_at = factory.LazyFunction(lambda: datetime.now(UTC))


class TableNoteFactory(factory.django.DjangoModelFactory):
    """What somebody wrote at table 1 in round 1, saved once. Seat and enrollment are made by the test."""

    class Meta:
        model = TableNote

    live_session = factory.SubFactory(LiveSessionFactory)
    round = 1
    table = 1
    author = factory.SubFactory(UserFactory)
    body = factory.Sequence(lambda n: f"What the table said, {n}")
    body_html = factory.LazyAttribute(lambda made: render(made.body))
    version = 1
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))
    updated_at = factory.SelfAttribute("created_at")
