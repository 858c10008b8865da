from __future__ import annotations

from datetime import UTC, datetime

import factory

from accounts.models import RecoveryCode, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person-{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    time_zone = "America/Los_Angeles"


class SiteAdminFactory(UserFactory):
    is_staff = True
    is_superuser = True


class RecoveryCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecoveryCode

    person = factory.SubFactory(UserFactory)
    label = factory.Sequence(lambda n: f"{n:04}")
    digest = "md5$salt$0"
    made_at = datetime(2026, 9, 1, tzinfo=UTC)
