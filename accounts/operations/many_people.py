"""Many people at once, in a number of statements that doesn't grow with each of them."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F

from accounts.addresses import plain_address
from accounts.models import User
from common.history import ROWS_AT_ONCE, create_signed, update_signed

# What may be said of people by somebody else, until they say it themselves.
DESCRIBED = ("name", "title", "pronouns", "language", "time_zone")


@transaction.atomic
def make_people(*, people: Sequence[User], by: User | None, reason: str) -> None:
    """Saves people who are new, without a password; an invitation's link or the first code shows that the address is theirs.

    Raises `UnreadableAddress`, and the database's `IntegrityError` where somebody has one of the addresses already.
    """
    for person in people:
        person.email = plain_address(person.email)
        person.set_unusable_password()
    create_signed(people, by=by, reason=reason)
    ensure_sign_in_addresses(people=people)


@transaction.atomic
def describe_people(*, people: Sequence[User]) -> None:
    """Saves what was changed in `DESCRIBED` of people whose rows are locked; each is signed (`sign_change`) before."""
    update_signed(people, fields=DESCRIBED)


@transaction.atomic
def ensure_sign_in_addresses(*, people: Sequence[User]) -> None:
    """Keeps the one address allauth knows of each person in step with theirs; what is verified stays so."""
    addresses = EmailAddress.objects.filter(user__in=[person.pk for person in people])
    addresses.exclude(email=F("user__email")).delete()
    addresses.filter(primary=False).update(primary=True)
    known = set(addresses.values_list("user_id", flat=True))
    missing = [
        EmailAddress(user=person, email=person.email, primary=True, verified=False)
        for person in people
        if person.pk not in known
    ]
    EmailAddress.objects.bulk_create(missing, batch_size=ROWS_AT_ONCE)
