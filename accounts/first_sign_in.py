"""A link by which an administrator signs in before mail works: printed by `make_admin`, good for an hour, once."""

from __future__ import annotations

from django.core import signing

from accounts.models import User

SALT = "accounts.first_sign_in"
GOOD_FOR = 60 * 60  # seconds


def token_for(person: User) -> str:
    """What stands in the link. It names the last sign-in and the password of now: after the next of either it is void."""
    return signing.dumps([person.pk, _standing(person)], salt=SALT)


def person_of(token: str) -> User | None:
    """Whom the link signs in; None for any other text, for one too old and one used. Lock the row to ask for certain."""
    try:
        pk, standing = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    person = User.objects.select_for_update().filter(pk=pk, is_active=True).first()
    return person if person is not None and _standing(person) == standing else None


def _standing(person: User) -> str:
    return f"{person.last_login and person.last_login.isoformat()} {person.get_session_auth_hash()}"
