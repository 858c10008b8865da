"""Who needs a second factor to use the portal, besides those who open the administration.

This floor knows no cohort. A floor above says in `AppConfig.ready()` whom it asks for one:

    second_factor.register(rules.runs_some_cohort)

`accounts.middleware.SecondFactorMiddleware` sends them to set one up before anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings

if TYPE_CHECKING:
    from accounts.models import User

# Asked on every page of everybody who signed in without a second factor: it should cost no query of its own.
Asks = Callable[["User"], bool]

_asks: list[Asks] = []


def register(asks: Asks) -> None:
    """Says who else needs a second factor."""
    if asks not in _asks:
        _asks.append(asks)


def is_needed(person: User) -> bool:
    """Whether the person may use the portal only with a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and (
        person.is_staff or person.is_superuser or any(asks(person) for asks in _asks)
    )


def has_one(person: User) -> bool:
    """Whether the person has an authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=person.pk).exists()


def app_of(person: User) -> Authenticator | None:
    """Their authenticator app."""
    return Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).first()


def newest_passkey(person: User) -> Authenticator:
    """The one they added last."""
    return Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.WEBAUTHN).latest("pk")


def is_the_last(factor: Authenticator) -> bool:
    """Whether the person would have none without this one."""
    return not Authenticator.objects.filter(user=factor.user_id).exclude(pk=factor.pk).exists()
