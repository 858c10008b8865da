"""`manage.py load_demo`: made-up people, in demo mode only."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cop_portal.demo.loading import UnableToLoadDemo, load_demo


class Command(BaseCommand):
    help = "Loads the demo: made-up people in a current cohort of each program. Refused outside demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was made. Where the demo is already, nothing changes."""
        try:
            lines = load_demo(now=timezone.now())
        except UnableToLoadDemo as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Demo: loaded." if lines else "Demo: unchanged.")
        for line in lines:
            self.stdout.write(f"  {line}.")
