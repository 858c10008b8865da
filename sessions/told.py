"""What one person has been told of one session, read from the ledger at the moment a mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrollment
from notifications.enums import MailState
from notifications.models import OutboxMail
from sessions.enums import ReminderState
from sessions.models import Apology, LiveSession, Reminder
from sessions.models.reminder import TOLD_OF_MOVE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Told:
    """A session, a mail about it that is about to leave, and the person's rows in the ledger, those of other starts too."""

    mail: OutboxMail
    live_session: LiveSession
    takes_part: bool
    is_excused: bool
    ledger: list[Reminder]

    @classmethod
    def by(cls, mail: OutboxMail) -> Told | None:
        """What holds for this mail now, in two queries; None where its session is gone."""
        active = Enrollment.objects.active().filter(cohort=OuterRef("cohort"), person=mail.recipient_id)
        # The program's blueprint is the one field that is long, and no mail speaks of it.
        sessions = LiveSession.objects.select_related("cohort__program").defer("cohort__program__blueprint")
        said = Apology.objects.excusing().filter(live_session=OuterRef("pk"), person=mail.recipient_id)
        sessions = sessions.annotate(takes_part=Exists(active), is_excused=Exists(said))
        live_session = sessions.filter(pk=mail.params["live_session"]).first()
        if live_session is None:
            return None
        ledger = Reminder.objects.filter(live_session=live_session, person=mail.recipient_id).select_related("mail")
        return cls(mail, live_session, live_session.takes_part, live_session.is_excused, list(ledger))

    def why_not(self, now: datetime) -> _StrPromise | None:
        """Why nothing about this session may be sent to this person any more; None where it may."""
        if self.live_session.starts_at <= now:
            return _("The session had begun.")
        return self.why_not_there()

    def why_not_there(self) -> _StrPromise | None:
        """Why this person hears nothing of this cohort's sessions; None where they do."""
        if not self.takes_part:
            return _("The person is no longer active in the cohort.")
        if not self.live_session.cohort.is_open:
            return _("The cohort is completed.")
        return None

    @property
    def row(self) -> Reminder | None:
        """The row that this mail stands for; None where a later mail has taken its place."""
        return next((row for row in self.ledger if row.mail_id == self.mail.pk), None)

    def was_sent(self, row: Reminder) -> bool:
        """Whether the row's mail has left."""
        return row.mail is not None and row.mail.state == MailState.SENT

    def is_on_its_way(self, row: Reminder) -> bool:
        """Whether another worker has the row's mail in its hands and may have sent it; ours come one after the other."""
        return (
            row.mail is not None and row.mail.state == MailState.SENDING and row.mail.claimed_at != self.mail.claimed_at
        )

    def is_promised_nearer(self, row: Reminder) -> bool:
        """Whether a reminder of the same start, nearer to it, has been handed to the outbox too."""
        return any(
            TOLD_OF_MOVE < other.minutes_before < row.minutes_before
            and (other.starts_at, other.state) == (row.starts_at, ReminderState.PLANNED)
            for other in self.ledger
        )

    def is_promised_later(self, row: Reminder) -> bool:
        """Whether a reminder of the same session, longer after its end, has been handed to the outbox too."""
        return any(
            other.minutes_before < row.minutes_before
            and (other.starts_at, other.state) == (row.starts_at, ReminderState.PLANNED)
            for other in self.ledger
        )

    def left_at(self, row: Reminder, now: datetime) -> datetime:
        """When the row's mail left; now where it is just leaving."""
        return (row.mail and row.mail.sent_at) or now

    def last(self, rows: list[Reminder]) -> Reminder | None:
        """The row of the mail that left last; what is on its way counts as leaving now."""

        def order(row: Reminder) -> tuple[bool, datetime | None, int | None]:
            left = (row.mail.sent_at or row.mail.claimed_at) if row.mail else None
            return not self.was_sent(row), left, row.mail_id

        return max(rows, key=order, default=None)
