"""`manage.py note_bounce < mail`: what comes back to the portal's sender address, a mail a call."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from notifications.operations.bounces import LARGEST, note_bounce


class Command(BaseCommand):
    help = "Reads a mail from standard input; if it says that one of ours could not be delivered, notes that."

    def handle(self, *args: Any, **options: Any) -> None:
        mail = note_bounce(data=sys.stdin.buffer.read(LARGEST))
        # A mail server takes any other end for a reason to send the report back.
        self.stdout.write(f"Mail {mail.pk} came back." if mail else "This is no report about a mail of this portal.")
