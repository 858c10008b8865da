"""Whose a mail is while it is sent, and who takes it over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications import kinds
from notifications.delivery import claim, deliver_mail
from notifications.enums import MailState
from notifications.kinds import Letter
from notifications.models import OutboxMail
from notifications.querysets import LEASE
from tests.factories.notifications import OutboxMailFactory
from tests.notifications.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]


def test_claim_takes_a_mail_from_everybody_else():
    mail = OutboxMailFactory()

    assert claim(now=NOW, limit=10) == [mail]
    assert claim(now=NOW, limit=10) == []


def test_claim_takes_over_from_a_worker_that_died():
    mail = OutboxMailFactory()
    claim(now=NOW, limit=10)

    assert claim(now=NOW + LEASE, limit=10) == []
    assert claim(now=NOW + LEASE + timedelta(seconds=1), limit=10) == [mail]


def test_a_worker_that_was_taken_over_notes_nothing():
    mail = OutboxMailFactory()

    def compose_slowly(mail, now):
        claim(now=NOW + LEASE + timedelta(seconds=1), limit=10)
        return Letter("sample")

    kinds.register("tests.slow", compose=compose_slowly)
    OutboxMail.objects.update(kind="tests.slow")
    deliver_mail(clock=lambda: NOW)

    mail.refresh_from_db()
    assert (mail.state, mail.claimed_at) == (MailState.SENDING, NOW + LEASE + timedelta(seconds=1))


def test_what_a_broken_run_has_claimed_waits_again():
    """Whatever ends a run, a time limit for instance, its mails don't have to wait for the lease to lapse."""
    OutboxMailFactory.create_batch(3)

    def compose_until_the_limit(mail, now):
        raise SystemExit

    kinds.register("tests.limit", compose=compose_until_the_limit)
    OutboxMail.objects.update(kind="tests.limit")
    with pytest.raises(SystemExit):
        deliver_mail(clock=lambda: NOW)

    assert list(OutboxMail.objects.values_list("state", flat=True)) == [MailState.WAITING] * 3
