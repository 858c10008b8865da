"""Recovery codes: made as a set, shown once, each good once."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import second_factor
from accounts.models import RecoveryCode, User
from common.errors import DomainError
from common.history import sign_change

COUNT = 8
# Nothing that is read as something else: no 0 and O, no 1, I and L; no U, so that hardly a word comes about.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, GROUPS = 4, 4


class NothingToRecover(DomainError):
    """Codes stand in for a second factor; this person has none."""

    def __str__(self) -> str:
        return _("Recovery codes stand in for a second step. Set one up first.")


@transaction.atomic
def make_recovery_codes(*, person: User, by: User | None, now: datetime) -> list[str]:
    """A new set, in the only moment it can be read; the set before opens nothing any more. Raises `NothingToRecover`."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not second_factor.has_one(person):
        raise NothingToRecover
    labels: set[str] = set()
    while len(labels) < COUNT:
        labels.add(_letters(GROUP))
    rests = {label: _letters(GROUP * (GROUPS - 1)) for label in labels}
    person.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, label=label, digest=make_password(rest), made_at=now)
        for label, rest in rests.items()
    )
    sign_change(person, by=by, reason="Recovery codes made")
    person.save()
    return ["-".join([label, *_grouped(rest)]) for label, rest in rests.items()]


@transaction.atomic
def use_recovery_code(*, person: User, code: str, now: datetime) -> bool:
    """Whether this is one of the person's codes and not used yet; from here on it is. Spaces, hyphens and case don't count."""
    letters = "".join(code.split()).replace("-", "").upper()
    if len(letters) != GROUP * GROUPS:
        return False
    label, rest = letters[:GROUP], letters[GROUP:]
    found = RecoveryCode.objects.select_for_update().filter(person=person, label=label, used_at=None).first()
    if found is None or not check_password(rest, found.digest):
        return False
    found.used_at = now
    found.save(update_fields=["used_at"])
    return True


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _position in range(count))


def _grouped(rest: str) -> list[str]:
    return [rest[start : start + GROUP] for start in range(0, len(rest), GROUP)]
