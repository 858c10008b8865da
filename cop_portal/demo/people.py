"""The demo's people and organizations."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.operations.people import describe, make_administrator, person_for_email
from cohorts.models import Organization
from cohorts.operations.organizations import ensure_organization
from cop_portal.demo import PASSWORD
from cop_portal.demo.content import Person, organizations, people

# Those who were named at the start have been away for so long: what is new since then is what they see first.
AWAY = timedelta(hours=52)
JOINED = timedelta(days=140)


def make_organizations() -> dict[str, Organization]:
    """Every organization, by its key."""
    made = {}
    for key, facts in organizations().items():
        made[key] = ensure_organization(name=facts["name"], kind=facts["kind"], place=facts["place"])
        if facts.get("experience"):
            Organization.objects.filter(pk=made[key].pk).update(experience=facts["experience"])
    return made


def make_people(*, now: datetime) -> dict[str, User]:
    """Everybody, by their key: marked as made up, all with the one password, which is hashed once.

    Those without a zone have never been here: they have an invitation, and neither password nor profile.
    """
    password = make_password(PASSWORD)
    return {key: _make(person, password, now=now) for key, person in people().items()}


def _make(person: Person, password: str, *, now: datetime) -> User:
    if person.sign_in == "site admin":
        make_administrator(email=person.email, name=person.name, by=None)
    made = person_for_email(email=person.email, name=person.name, by=None, verified=bool(person.zone))
    facts: dict[str, object] = {"is_demo": True}
    if person.zone:
        describe(
            person=made,
            name=person.name,
            pronouns=person.pronouns,
            title=person.title,
            interests=person.interests,
            ask_me_about=person.ask_me_about,
            time_zone=person.zone,
            language=person.language,
            by=made,
        )
        away = AWAY if person.sign_in else timedelta(hours=18 + crc32(person.key.encode()) % 60)
        facts |= {"password": password, "joined_at": now - JOINED, "visit_began_at": now - away}
    # Past `save()`: none of this is a change that a history should tell of.
    User.objects.filter(pk=made.pk).update(**facts)
    return User.objects.get(pk=made.pk)
