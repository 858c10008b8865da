"""Sign-in by e-mail address, for allauth and for Django's permissions."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class EmailBackend(AuthenticationBackend):
    """E-mail and password, or a code that allauth has checked."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Demo people have passwords everybody knows: outside demo mode they can't come in."""
        return super().user_can_authenticate(user) and (settings.PORTAL_DEMO or not user.is_demo)
