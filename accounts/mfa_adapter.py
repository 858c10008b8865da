"""allauth's questions about second factors, answered for this portal."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import sealing, second_factor
from accounts.models import User


class MFAAdapter(DefaultMFAAdapter):
    """Our words, our name, our origin; secrets sealed; nobody is left without the second factor they need."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role asks for a second step at sign-in, and this is the only one you have. Add another first."
        ),
        "incorrect_code": _("This code is not right, or was used before. The app shows a new one every half minute."),
        "no_passkey": _("This passkey does not open the door here. Try another one, or another way."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def get_totp_issuer(self) -> str:
        return settings.PORTAL_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the portal's own address, never to the Host a request claims."""
        return {"id": urlsplit(settings.PORTAL_ORIGIN).hostname or "", "name": settings.PORTAL_NAME}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)d") % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person: User = authenticator.user
        return not (second_factor.is_needed(person) and second_factor.is_the_last(authenticator))

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `sealing.Unreadable`."""
        return sealing.unseal(encrypted_text)
