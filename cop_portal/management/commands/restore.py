"""`manage.py restore FILE`: what `manage.py backup` wrote, into an empty portal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cop_portal.backup import UnableToRestore, restore


class Command(BaseCommand):
    help = "Brings a backup back into a portal without people, and compares every table with what the backup says."
    # The tables may not be there yet.
    requires_migrations_checks = False
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("file", metavar="FILE", help="what `backup` wrote; - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what came back. Ends with 1 and a sentence when something speaks against it."""
        try:
            if options["file"] == "-":
                contents = restore(sys.stdin.buffer)
            else:
                with Path(options["file"]).open("rb") as file:
                    contents = restore(file)
        except (OSError, UnableToRestore) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored, as of {contents.made_at}: {contents}.")
        self.stdout.write("If this version of the portal is newer than the backup, now: manage.py migrate")
