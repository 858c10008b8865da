"""The signed address in a mail by which its reader ends such mails, signed in or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

if TYPE_CHECKING:
    from accounts.models import User

# What it ends that is no matter of a place: the digest.
DIGEST_MATTER = "notifications.digest"
LONGEST = 400


@dataclass(frozen=True)
class Leaving:
    """Whose mails of what end."""

    person: int
    matter: str
    place: str


def leaving_url(*, person: User, matter: str, place: str) -> str:
    """The whole address. It is good as long as the mail is kept: it can do nothing but end such mails."""
    token = _signer().sign_object([person.pk, matter, place])
    return settings.PORTAL_ORIGIN + reverse("notifications:unsubscribe", args=[token])


def read_leaving(token: str) -> Leaving | None:
    """What a token says; None where it isn't ours."""
    if len(token) > LONGEST:
        return None
    try:
        person, matter, place = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    return Leaving(person, matter, place)


def _signer() -> Signer:
    return Signer(salt="notifications.leaving")
