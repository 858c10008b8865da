"""Sending what waits in the outbox: claim, write, hand to the mail server, note what became of it.

Several workers may run this at once. What is promised: every mail leaves, or says why not; one mail that fails holds no
other up. A worker killed between handing a mail over and noting it leaves a mail that another sends again, with the same
Message-ID, by which mailboxes know it. docs/reminders.md tells it at length.
"""

from __future__ import annotations

import contextlib
import logging
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPHeloError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.mail import one_line, render_mail
from notifications.enums import Channel, MailState
from notifications.kinds import Later, Letter, Skip, kind_named
from notifications.leaving import DIGEST_MATTER
from notifications.mail_headers import list_headers
from notifications.models import OutboxMail
from notifications.quiet_hours import can_wait, quiet_until
from notifications.sheaf import Sheaf

logger = logging.getLogger(__name__)

BATCH = 100
# A run ends between two mails after this long: before the task's time limit, and well before its claims lapse
# (`notifications.querysets.LEASE`). The next ring goes on.
RUN = timedelta(minutes=3)
# How long a mail rests after each failure; failing once more than this, it has failed for good.
RESTS = [timedelta(minutes=minutes) for minutes in (1, 5, 25, 125, 625)]
REASON_LENGTH = 500
INSTEAD = {
    Channel.DIGEST: gettext_lazy("They want this in their digest."),
    Channel.PORTAL: gettext_lazy("They want to read this in the portal only."),
    Channel.NONE: gettext_lazy("They don’t want to be told of this."),
}


class MailServerAway(Exception):
    """The mail server can't be reached or lets nobody in: no fault of any one mail."""


class Line:
    """The connection to the mail server, opened for the first mail and again after a failure."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def send(self, message: EmailMultiAlternatives) -> None:
        """Hands one mail over. Raises `MailServerAway`, or `SMTPException` or `OSError` for this mail alone."""
        try:
            self._connection.open()
        except (SMTPException, OSError) as error:
            raise MailServerAway(_said(error)) from error
        try:
            self._connection.send_messages([message])
        except SMTPHeloError as error:
            # It greets before the first mail, not when the connection is opened.
            self.close()
            raise MailServerAway(_said(error)) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        with contextlib.suppress(SMTPException, OSError):
            self._connection.close()


def deliver_mail(*, clock: Callable[[], datetime], batch: int = BATCH) -> Counter[str]:
    """Sends what is due until nothing is, or `RUN` is over. Returns how many mails ended in which state.

    `clock` says what time it is; it is asked before each mail, because what may be sent at the first of a thousand may be
    too late at the last.
    """
    began = clock()
    ended: Counter[str] = Counter()
    line = Line()
    try:
        while clock() - began < RUN and (mails := claim(now=clock(), limit=batch)):
            for mail, state in _deliver_batch(mails, line, clock, stop_at=began + RUN):
                logger.debug("Mail %s is %s.", mail.pk, state)
                ended[str(state)] += 1
    except MailServerAway as error:
        logger.warning("The mail server is away; mail waits for the next ring. %s", error)
    finally:
        line.close()
    return ended


def claim(*, now: datetime, limit: int) -> list[OutboxMail]:
    """Takes up to `limit` mails that are due, so that no other worker does. Newest due first.

    After an outage what is about to happen goes before what is nearly past.
    """
    with transaction.atomic():
        # SQLite has no row locks and needs none: its transactions begin by locking out other writers (settings.py).
        to_send = OutboxMail.objects.to_send(now).select_for_update(skip_locked=True)
        ids = list(to_send.order_by("-due_at", "-id").values_list("pk", flat=True)[:limit])
        if not ids:
            return []
        OutboxMail.objects.to_send(now).filter(pk__in=ids).update(state=MailState.SENDING, claimed_at=now)
    claimed = OutboxMail.objects.claimed(now).filter(pk__in=ids)
    mails = list(claimed.select_related("recipient__mail_hours").order_by("-due_at", "-id"))
    for mail in mails:
        if mail.recipient_id is None:
            # Stands in for a person while the mail is written, and is never saved.
            mail.recipient = User(email=mail.address, language=mail.language)
    return mails


def _deliver_batch(
    mails: list[OutboxMail], line: Line, clock: Callable[[], datetime], *, stop_at: datetime
) -> Iterator[tuple[OutboxMail, MailState]]:
    """Each claimed mail with the state it ended in. Those that it doesn't come to, for whatever reason, wait again."""
    waiting = list(reversed(mails))
    why, sheaf = "", None
    try:
        while waiting and (now := clock()) < stop_at:
            mail = waiting[-1]
            if sheaf is None or not sheaf.holds(mail, now):
                sheaf = Sheaf(waiting[::-1], now)
            state = _deliver(mail, sheaf, line, now)
            waiting.pop()
            yield mail, state
    except MailServerAway as error:
        why = _("The mail server is away: %(said)s") % {"said": error}
        raise
    finally:
        if waiting:
            _put_back(waiting, why)


def _deliver(mail: OutboxMail, sheaf: Sheaf, line: Line, now: datetime) -> MailState:
    """Writes and sends one mail and notes what became of it."""
    try:
        written = _written(mail, sheaf, now)
        if isinstance(written, Skip):
            return _note_skipped(mail, str(written.reason))
        if isinstance(written, Later):
            return _note(mail, MailState.WAITING, reason=str(written.reason), due_at=written.until)
        line.send(written)
    except MailServerAway:
        raise
    except SMTPRecipientsRefused as error:
        return _note_refused(mail, now, error)
    except (SMTPException, OSError) as error:
        return _note_failure(mail, now, _said(error))
    except Exception as error:
        # Composers belong to other floors: a bug in one costs its own mails, not everybody's.
        logger.exception("Mail %s (%s) could not be written.", mail.pk, mail.kind)
        return _note_failure(mail, now, f"{type(error).__name__}: {error}")
    return _note(mail, MailState.SENT, sent_at=now, attempts=F("attempts") + 1)


def _written(mail: OutboxMail, sheaf: Sheaf, now: datetime) -> EmailMultiAlternatives | Skip | Later:
    """The mail as it is to be sent now, in the recipient's language, times in their zone; or why it isn't."""
    recipient = mail.recipient
    if mail.expires_at and mail.expires_at <= now:
        return Skip(_("It was too late when its turn came."))
    if not recipient.is_active:
        return Skip(_("The account has been closed."))
    with as_they_read(recipient) as zone:
        letter = sheaf.compose(mail, now)
        if isinstance(letter, Skip | Later):
            return letter
        # The digest's own choice is asked by its composer.
        if letter.matter not in {"", DIGEST_MATTER} and (instead := sheaf.why_no_mail(letter, mail)):
            return Skip(INSTEAD[instead])
        quiet = quiet_until(getattr(recipient, "mail_hours", None), zone, now)
        # One that would be too late by then leaves now; one held back is written anew at the end, everything asked once more.
        if quiet and can_wait(letter, zone, now) and not (mail.expires_at and mail.expires_at <= quiet):
            return Later(quiet, _("It waits for the end of their quiet hours."))
        headers = list_headers(letter, recipient)
        return _rendered(letter, recipient, now, message_id=mail.message_id, headers=headers)


@contextlib.contextmanager
def as_they_read(recipient: User) -> Iterator[zoneinfo.ZoneInfo]:
    """Within it, words are in the recipient's language and times in their zone, which it hands out."""
    zone = zoneinfo.ZoneInfo(recipient.time_zone or settings.PORTAL_TIME_ZONE)
    with translation.override(recipient.language), timezone.override(zone):
        yield zone


def shown_to_others(letter: Letter, recipient: User, now: datetime) -> EmailMultiAlternatives:
    """A letter as its recipient will read it, for others to look at: the address that ends such mails is theirs alone."""
    leaving = f"<{settings.PORTAL_ORIGIN}/…>" if letter.matter else ""
    return _rendered(letter, recipient, now, message_id="", headers={"List-Unsubscribe": leaving})


def _rendered(
    letter: Letter, recipient: User, now: datetime, *, message_id: str, headers: dict[str, str]
) -> EmailMultiAlternatives:
    leaving = headers.get("List-Unsubscribe", "").strip("<>")
    return render_mail(
        letter.template,
        to=recipient.email,
        language=recipient.language,
        message_id=message_id,
        context={"recipient": recipient, "now": now, "leaving_url": leaving, **letter.context},
        headers={**letter.headers, **headers},
        alternatives=letter.alternatives,
        kept=letter.kept,
    )


def _note(mail: OutboxMail, state: MailState, **changes: object) -> MailState:
    """Writes down what became of a claimed mail, unless another worker has taken it over meanwhile."""
    changes = {"reason": "", "claimed_at": None, **changes}
    OutboxMail.objects.claimed(mail.claimed_at).filter(pk=mail.pk).update(state=state, **changes)
    return state


def _note_skipped(mail: OutboxMail, reason: str) -> MailState:
    with transaction.atomic():
        when_skipped = kind_named(mail.kind).when_skipped
        if when_skipped:
            when_skipped(mail, reason)
        return _note(mail, MailState.SKIPPED, reason=reason)


def _note_failure(mail: OutboxMail, now: datetime, reason: str) -> MailState:
    """Another try after a rest, unless it has had enough of them."""
    if mail.attempts >= len(RESTS):
        return _note(mail, MailState.FAILED, reason=reason[:REASON_LENGTH], attempts=mail.attempts + 1)
    due_at = now + RESTS[mail.attempts]
    return _note(mail, MailState.WAITING, reason=reason[:REASON_LENGTH], attempts=mail.attempts + 1, due_at=due_at)


def _note_refused(mail: OutboxMail, now: datetime, error: SMTPRecipientsRefused) -> MailState:
    """The server takes no mail for this address: for good (5xx), or for now (4xx)."""
    code, said = next(iter(error.recipients.values()))
    reason = _words(code, said)
    if code >= 500:
        return _note(mail, MailState.FAILED, reason=reason, attempts=mail.attempts + 1)
    return _note_failure(mail, now, reason)


def _put_back(mails: list[OutboxMail], reason: str) -> None:
    claimed = OutboxMail.objects.claimed(mails[0].claimed_at).filter(pk__in=[mail.pk for mail in mails])
    claimed.update(state=MailState.WAITING, claimed_at=None, reason=reason[:REASON_LENGTH])


def _said(error: Exception) -> str:
    """What went wrong, in the words of the other side."""
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
    return _words(code, said) if code is not None else f"{type(error).__name__}: {error}"


def _words(code: int, said: bytes | str | None) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said or "")
    return one_line(f"{code} {words}", REASON_LENGTH)
