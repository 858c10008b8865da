"""Deciding that somebody gets a mail. Writing and sending it comes later, in `notifications.delivery`."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common.background import start_on_commit
from notifications.enums import MailState
from notifications.kinds import kind_named
from notifications.models import OutboxMail
from notifications.querysets import OutboxMailQuerySet

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Posting:
    """One mail of many: to whom, about what (ids only), and the key that makes it one however often it is decided."""

    recipient_id: int
    dedupe_key: str
    params: Mapping[str, Any] = field(default_factory=dict)


def post_mail(
    *,
    kind: str,
    recipient: User,
    params: Mapping[str, Any],
    dedupe_key: str,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> OutboxMail:
    """The mail with this key: put into the outbox now, or there already.

    `due_at` is `now` unless said otherwise; not sent at or after `expires_at`. A mail that is due leaves as soon as the
    transaction is committed. Raises `UnknownKind` for a kind that nobody writes.
    """
    posting = Posting(recipient_id=recipient.pk, dedupe_key=dedupe_key, params=params)
    ids = post_mails(kind=kind, postings=[posting], due_at=due_at, expires_at=expires_at, now=now)
    return OutboxMail.objects.get(pk=ids[dedupe_key])


def post_mails(
    *,
    kind: str,
    postings: Iterable[Posting],
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> dict[str, int]:
    """The same for many people at once, in two queries. Returns the mail's id by its key, old and new alike."""
    due_at = due_at or now
    mails = [
        OutboxMail(
            kind=kind_named(kind).name,
            recipient_id=posting.recipient_id,
            params=dict(posting.params),
            dedupe_key=posting.dedupe_key,
            due_at=due_at,
            expires_at=expires_at,
            created_at=now,
        )
        for posting in postings
    ]
    if not mails:
        return {}
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True)
    if due_at <= now:
        start_on_commit("notifications.deliver_mail")
    keys = [mail.dedupe_key for mail in mails]
    return dict(OutboxMail.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "pk"))


@transaction.atomic
def post_mail_to_address(
    *, kind: str, address: str, language: str, params: Mapping[str, Any], dedupe_key: str, now: datetime
) -> None:
    """A mail to somebody who has no account, or whose account is nobody's business; this key is mailed once."""
    facts = {"address": address, "language": language, "params": dict(params), "due_at": now, "created_at": now}
    OutboxMail.objects.get_or_create(dedupe_key=dedupe_key, defaults={"kind": kind_named(kind).name, **facts})
    start_on_commit("notifications.deliver_mail")


def try_again(*, mails: OutboxMailQuerySet, by: User, now: datetime) -> int:
    """Puts failed mails that are still of use back into the queue, as if never tried. Returns how many."""
    count = (
        mails.filter(state=MailState.FAILED)
        .still_of_use(now)
        .update(state=MailState.WAITING, due_at=now, attempts=0, claimed_at=None)
    )
    if count:
        logger.info("Person %s lets %s failed mails be tried again.", by.pk, count)
        start_on_commit("notifications.deliver_mail")
    return count
