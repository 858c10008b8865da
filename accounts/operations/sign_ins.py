"""Where a person is signed in, and how that ends."""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts.models import User


def end_sign_ins(*, person: User) -> int:
    """Signs the person out of every browser, from the next request on; how many there were.

    Every sign-in goes through allauth, which notes it; the row and the session behind it are deleted.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    sign_ins = list(UserSession.objects.filter(user=person))
    for sign_in in sign_ins:
        store(sign_in.session_key).delete()
        sign_in.delete()
    return len(sign_ins)
