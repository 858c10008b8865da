"""Sign-in by e-mail address, for allauth and for Django's permissions."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.models import User
from accounts.viewer_facts import with_facts


class EmailBackend(AuthenticationBackend):
    """E-mail and password, or a code that allauth has checked."""

    def get_user(self, user_id: Any) -> User | None:
        """Who is signed in, with what every page says of them."""
        person = with_facts(User.objects.filter(pk=user_id)).first()
        return person if person is not None and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Demo people have passwords everybody knows: outside demo mode they can't come in."""
        return super().user_can_authenticate(user) and (settings.PORTAL_DEMO or not user.is_demo)
