from __future__ import annotations

from datetime import UTC, datetime

import factory

from notifications.enums import Channel
from notifications.models import MailHours, Notice, OutboxMail, Preference, Telling
from tests.factories.accounts import UserFactory


class OutboxMailFactory(factory.django.DjangoModelFactory):
    """A mail that has been due since 2026 began; its kind exists in the tests of notifications only."""

    class Meta:
        model = OutboxMail

    kind = "tests.sample"
    recipient = factory.SubFactory(UserFactory)
    params = factory.LazyFunction(dict)
    dedupe_key = factory.Sequence(lambda n: f"sample:{n}")
    due_at = datetime(2026, 1, 1, tzinfo=UTC)
    created_at = datetime(2026, 1, 1, tzinfo=UTC)


class NoticeFactory(factory.django.DjangoModelFactory):
    """A notice of a matter that exists in the tests of notifications only."""

    class Meta:
        model = Notice

    person = factory.SubFactory(UserFactory)
    matter = "tests.matter"
    place = "1"
    params = factory.LazyFunction(dict)
    dedupe_key = factory.Sequence(lambda n: f"notice:{n}")
    created_at = datetime(2026, 1, 1, tzinfo=UTC)


class PreferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Preference

    person = factory.SubFactory(UserFactory)
    matter = "tests.matter"
    place = "1"
    channel = Channel.MAIL
    chosen_at = datetime(2026, 1, 1, tzinfo=UTC)


class TellingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Telling

    key = factory.Sequence(lambda n: f"thing:{n}")
    told_at = datetime(2026, 1, 1, tzinfo=UTC)


class MailHoursFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MailHours

    person = factory.SubFactory(UserFactory)
