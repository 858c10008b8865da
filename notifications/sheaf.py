"""Mails that are asked about together while they leave: a few queries for all instead of a few for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from notifications.enums import Channel
from notifications.kinds import kind_named
from notifications.matters import matter_named
from notifications.queries import channels_of

if TYPE_CHECKING:
    from notifications.kinds import Composer, Later, Letter, Skip
    from notifications.models import OutboxMail

# What was looked up holds for so long, then the rest is looked up anew. What forbids a mail (a session cancelled, a person
# withdrawn) isn't left to it: the kind's composer asks once more for each mail.
FRESH = timedelta(seconds=5)


class Sheaf:
    """The first of some mails, up to the second one to the same person: what that says depends on what became of the first."""

    def __init__(self, mails: Sequence[OutboxMail], now: datetime) -> None:
        self.mails: dict[int, OutboxMail] = {}
        people: set[int | None] = set()
        for mail in mails:
            if mail.recipient_id in people:
                break
            people.add(mail.recipient_id)
            self.mails[mail.pk] = mail
        self.bound_at = now
        self._composers: dict[str, Composer] = {}
        self._channels: dict[tuple[str, str], dict[int, Channel]] = {}

    def holds(self, mail: OutboxMail, now: datetime) -> bool:
        """Whether what was looked up for the sheaf may still be used for this mail."""
        return mail.pk in self.mails and self.bound_at <= now < self.bound_at + FRESH

    def compose(self, mail: OutboxMail, now: datetime) -> Letter | Skip | Later:
        """The letter of one of the mails, or why there is none."""
        if mail.kind not in self._composers:
            kind = kind_named(mail.kind)
            same = [other for other in self.mails.values() if other.kind == mail.kind]
            self._composers[mail.kind] = kind.foresee(same, now) if kind.foresee else kind.compose
        return self._composers[mail.kind](mail, now)

    def why_no_mail(self, letter: Letter, mail: OutboxMail) -> Channel | None:
        """The channel the recipient wants instead of a mail at once; None where they want the mail."""
        about = letter.matter, letter.place
        if about not in self._channels:
            people = [other.recipient_id for other in self.mails.values() if other.recipient_id is not None]
            self._channels[about] = channels_of(matter=matter_named(letter.matter), place=letter.place, people=people)
        channel = self._channels[about][mail.recipient.pk]
        return None if channel == Channel.MAIL else channel
