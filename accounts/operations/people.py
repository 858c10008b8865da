"""People: found or made by their address, their details, the address they sign in with."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.addresses import plain_address
from accounts.models import User
from accounts.operations.sign_ins import end_sign_ins
from accounts.time_zones import name_of_today
from common.errors import DomainError
from common.history import sign_change
from common.one_line import one_line
from common.wall_clock import zone_named


class AddressIsTaken(DomainError):
    """Somebody else has this address."""

    field = "email"

    def __str__(self) -> str:
        return _("Somebody else on this portal has this address.")


def _keep(person: User, *, by: User | None, reason: str) -> None:
    """Saves the person with a line of history."""
    sign_change(person, by=by, reason=reason)
    person.save()


@transaction.atomic
def person_for_email(*, email: str, name: str = "", by: User | None, verified: bool = False) -> User:
    """The person with this address, whatever its case; made, without a password, if there is none.

    `name` is taken where the person has none yet. `verified` says that the address is known to be theirs; otherwise the
    invitation's link or the first code shows it. Raises `UnreadableAddress`.
    """
    address, name = plain_address(email), one_line(name)
    person = User.objects.with_email(address).first()
    if person is None:
        try:
            with transaction.atomic():
                person = User(email=address, name=name)
                person.set_unusable_password()
                _keep(person, by=by, reason="Account made")
        except IntegrityError:
            # Somebody else made it at the same moment.
            person = User.objects.with_email(address).get()
    elif name and not person.name:
        person.name = name
        _keep(person, by=by, reason="Name added")
    _sign_in_address(person, verified=verified)
    return person


def _sign_in_address(person: User, *, verified: bool) -> None:
    """Keeps the one address allauth knows of the person in step with theirs; what is verified stays so."""
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    address, made = EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": verified}
    )
    if not made and (not address.primary or (verified and not address.verified)):
        address.primary = True
        address.verified = address.verified or verified
        address.save()


@transaction.atomic
def confirm_address(*, person: User) -> None:
    """The person has shown that they read the mail of their address."""
    _sign_in_address(person, verified=True)


@transaction.atomic
def change_address(*, person: User, email: str, by: User | None, verified: bool = False) -> User:
    """Gives the person another address, for mails and for signing in; a new one has to be shown to be theirs.

    Raises `UnreadableAddress` and `AddressIsTaken`.
    """
    address = plain_address(email)
    person = User.objects.select_for_update().get(pk=person.pk)
    if User.objects.with_email(address).exclude(pk=person.pk).exists():
        raise AddressIsTaken
    if person.email != address:
        person.email = address
        try:
            with transaction.atomic():
                _keep(person, by=by, reason="Address changed")
        except IntegrityError as error:
            raise AddressIsTaken from error
    _sign_in_address(person, verified=verified)
    return person


@transaction.atomic
def describe(
    *,
    person: User,
    name: str,
    pronouns: str = "",
    title: str | None = None,
    interests: str | None = None,
    ask_me_about: str | None = None,
    time_zone: str,
    language: str,
    by: User | None,
) -> User:
    """What the person says of themselves; what is None stays as it is. Raises `UnknownZone`."""
    if time_zone:
        zone_named(time_zone)
    person = User.objects.select_for_update().get(pk=person.pk)
    person.name, person.pronouns, person.time_zone, person.language = (
        one_line(name),
        one_line(pronouns),
        time_zone,
        language,
    )
    said = {"title": title, "interests": interests, "ask_me_about": ask_me_about}
    for field, words in said.items():
        if words is not None:
            setattr(person, field, one_line(words))
    _keep(person, by=by, reason="Profile changed")
    return person


def note_time_zone(*, person: User, time_zone: str) -> bool:
    """The zone the browser is in, where none is known yet; whether it was taken. Raises `UnknownZone`.

    One conditional statement: of two tabs that tell at once, one is heard, and what a person chose is never changed.
    """
    zone_named(time_zone)
    return User.objects.filter(pk=person.pk, time_zone="").update(time_zone=name_of_today(time_zone)) == 1


@transaction.atomic
def choose_password(*, person: User, password: str, by: User | None) -> User:
    """Sets a password that has been checked; every sign-in made before it ends."""
    person = User.objects.select_for_update().get(pk=person.pk)
    person.set_password(password)
    _keep(person, by=by, reason="Password set")
    return person


@transaction.atomic
def deactivate(*, person: User, by: User | None) -> None:
    """Closes the account: signed out everywhere at once, and no way in stays open. Nothing is deleted."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        person.is_active = False
        _keep(person, by=by, reason="Account closed")
    end_sign_ins(person=person)


@transaction.atomic
def reactivate(*, person: User, by: User | None) -> None:
    """Opens a closed account again; the person signs in anew."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        person.is_active = True
        _keep(person, by=by, reason="Account opened again")


@transaction.atomic
def make_administrator(*, email: str, name: str = "", by: User | None) -> User:
    """The person with this address, found or made, as an administrator of the whole portal.

    Whoever may say so vouches for the address too.
    """
    person = person_for_email(email=email, name=name, by=by, verified=True)
    if not (person.is_staff and person.is_superuser and person.is_active):
        person.is_staff = person.is_superuser = person.is_active = True
        _keep(person, by=by, reason="Made an administrator")
    return person
