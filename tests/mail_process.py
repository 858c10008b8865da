"""A worker's part of the mail in a process of its own, to be raced and killed by `tests/sessions/test_processes.py`.

    python -m tests.mail_process <what> <minutes> <batch>

Says "ready", waits for a line, does `what` (`plan`, `ring`, or `careless`: deliver with claims that nothing guards), its clock
`minutes` ahead, and says how many reminders it has planned.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import django
from django.utils import timezone

django.setup()

from notifications import delivery  # noqa: E402
from notifications.models import OutboxMail  # noqa: E402
from sessions.operations.reminders import plan_due_reminders  # noqa: E402

what, minutes, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def clock():
    return timezone.now() + timedelta(minutes=minutes)


def careless_claim(*, now, limit):
    """What `claim` would be without its lock and without asking again."""
    mails = list(OutboxMail.objects.to_send(now).select_related("recipient").order_by("-due_at", "-id")[:limit])
    time.sleep(0.3)
    OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(state="sending", claimed_at=now)
    for mail in mails:
        mail.claimed_at = now
    return mails


print("ready", flush=True)  # noqa: T201
sys.stdin.readline()
planned = plan_due_reminders(now=clock())
if what == "careless":
    delivery.claim = careless_claim
if what != "plan":
    delivery.deliver_mail(clock=clock, batch=batch)
if what == "ring":
    for _again in range(2):
        planned += plan_due_reminders(now=clock())
        delivery.deliver_mail(clock=clock, batch=batch)
print(planned, flush=True)  # noqa: T201
