from __future__ import annotations

import pytest
from django.core import mail as mailboxes

from notifications.tasks import deliver_mail
from tests.factories.notifications import OutboxMailFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]


def test_the_task_delivers_what_is_due():
    OutboxMailFactory(recipient__email="ana@example.org")

    deliver_mail()

    assert [mail.to for mail in mailboxes.outbox] == [["ana@example.org"]]


def test_the_task_has_the_name_that_the_timetable_rings():
    assert deliver_mail.name == "notifications.deliver_mail"
