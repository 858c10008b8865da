"""Choosing how one is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from notifications.enums import Channel, DigestEvery, Weekday
from notifications.leaving import DIGEST_MATTER
from notifications.models import MailHours, Preference

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.leaving import Leaving


def choose_channels(*, choices: Mapping[tuple[str, str], Channel], by: User, now: datetime) -> None:
    """How the person is told, by matter and place; what isn't named stays as it is. One query."""
    rows = [
        Preference(person=by, matter=matter, place=place, channel=channel, chosen_at=now)
        for (matter, place), channel in choices.items()
    ]
    Preference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "matter", "place"],
        update_fields=["channel", "chosen_at"],
    )


def choose_digest(*, every: DigestEvery, weekday: Weekday, hour: int, by: User) -> None:
    """How often and when the person gets the digest."""
    MailHours.objects.update_or_create(person=by, defaults={"digest": every, "weekday": weekday, "hour": hour})


def choose_quiet_hours(*, begin: int | None, end: int | None, by: User) -> None:
    """From when until when the person wants no mail that can wait, by the hours of their own day; None for never."""
    MailHours.objects.update_or_create(person=by, defaults={"quiet_from": begin, "quiet_until": end})


def end_mails(*, leaving: Leaving, person: User, now: datetime) -> None:
    """No more mails of this, at once or in a digest; under Notifications it still stands. Done twice, it is done once."""
    if leaving.matter == DIGEST_MATTER:
        MailHours.objects.update_or_create(person=person, defaults={"digest": DigestEvery.NEVER})
        return
    said = Preference.objects.filter(person=person, matter=leaving.matter, place=leaving.place)
    if not said.filter(channel__in=[Channel.PORTAL, Channel.NONE]).exists():
        choose_channels(choices={(leaving.matter, leaving.place): Channel.PORTAL}, by=person, now=now)
