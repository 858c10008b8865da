"""What people have been told of sessions, read from the ledger at the moment their mails leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrollment
from common.composed import composed_once
from notifications.enums import MailState
from notifications.models import OutboxMail
from sessions.enums import ReminderState
from sessions.models import Apology, LiveSession, Reminder
from sessions.models.reminder import TOLD_OF_MOVE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User


@dataclass(frozen=True)
class Told:
    """A session, a mail about it that is about to leave, and the person's rows in the ledger, those of other starts too.

    `shared` is what those who were looked up together have in common; whoever says it first keeps it there for the others.
    """

    mail: OutboxMail
    live_session: LiveSession
    takes_part: bool
    is_excused: bool
    ledger: list[Reminder]
    shared: dict[Hashable, Any]

    @classmethod
    def by(cls, mail: OutboxMail) -> Told | None:
        """What holds for this mail now; None where its session is gone. Four queries."""
        return told_by([mail])[mail.pk]

    @property
    def together(self) -> list[User]:
        """Those who were looked up for the same session and read the same language, this person among them."""
        return self.shared["people", self.live_session.pk, self.mail.recipient.language]

    @property
    def still_holds(self) -> bool:
        """Whether the session and the person's part in it are still as they were looked up. One query, and a quick one."""
        live_session = self.live_session
        known = (
            *(
                live_session.starts_at,
                live_session.status,
                live_session.calendar_changed_at,
                live_session.cohort.status,
            ),
            *(self.takes_part, self.is_excused),
        )
        return _as_it_stands(live_session=live_session.pk, person=self.mail.recipient.pk) == [known]

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

    def left_before(self, row: Reminder, moment: datetime) -> bool:
        """Whether the row's mail left before then."""
        return row.mail is not None and row.mail.sent_at is not None and row.mail.sent_at < moment

    def last(self, rows: list[Reminder]) -> Reminder | None:
        """The row of the mail that left last; what is on its way counts as leaving now."""

        def order(row: Reminder) -> tuple[bool, datetime | None, int | None]:
            left = (row.mail.sent_at or row.mail.claimed_at) if row.mail else None
            return not self.was_sent(row), left, row.mail_id

        return max(rows, key=order, default=None)


@composed_once
def _as_it_stands(*, live_session: int, person: int) -> QuerySet[LiveSession, tuple[Any, ...]]:
    """What decides whether a mail of a session may leave."""
    active = Enrollment.objects.active().filter(cohort=OuterRef("cohort"), person=person)
    excuse = Apology.objects.excusing().filter(live_session=OuterRef("pk"), person=person)
    return (
        LiveSession.objects.filter(pk=live_session)
        .annotate(takes_part=Exists(active), is_excused=Exists(excuse))
        .values_list("starts_at", "status", "calendar_changed_at", "cohort__status", "takes_part", "is_excused")
    )


def told_by(mails: Sequence[OutboxMail]) -> dict[int, Told | None]:
    """What holds now for each of these mails, by its id; None where its session is gone. Four queries."""
    about = {mail.pk: mail.params["live_session"] for mail in mails}
    # The program's blueprint is the one field that is long, and no mail speaks of it.
    sessions = LiveSession.objects.select_related("cohort__program").defer("cohort__program__blueprint")
    found = sessions.in_bulk(set(about.values()))
    people = {mail.recipient_id for mail in mails}
    cohorts = {live_session.cohort_id for live_session in found.values()}
    active = set(
        Enrollment.objects.active().filter(cohort__in=cohorts, person__in=people).values_list("cohort", "person")
    )
    of_both = {"live_session__in": list(found), "person__in": people}
    excused = set(Apology.objects.excusing().filter(**of_both).values_list("live_session", "person"))
    ledger: dict[tuple[int, int], list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.filter(**of_both).select_related("mail"):
        ledger[row.live_session_id, row.person_id].append(row)
    shared: dict[Hashable, Any] = defaultdict(list)
    told: dict[int, Told | None] = {}
    for mail in mails:
        live_session = found.get(about[mail.pk])
        if live_session is None:
            told[mail.pk] = None
            continue
        both = live_session.pk, mail.recipient.pk
        shared["people", live_session.pk, mail.recipient.language].append(mail.recipient)
        takes_part = (live_session.cohort_id, mail.recipient.pk) in active
        told[mail.pk] = Told(mail, live_session, takes_part, both in excused, ledger.get(both, []), shared)
    return told
