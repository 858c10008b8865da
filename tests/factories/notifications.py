from __future__ import annotations

from datetime import UTC, datetime

import factory

from notifications.models import OutboxMail
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
