"""`manage.py backup [FILE]`: the database and the uploads in one file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cop_portal.backup import Contents, UnableToBackUp, back_up


class Command(BaseCommand):
    help = "Writes the database and the uploads into one file, while the portal runs. Keep SECRET_KEY beside it, not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument(
            "file",
            nargs="?",
            metavar="FILE",
            help="a new file, by default named after the moment; - for standard output",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what the file holds. Ends with 1 and a sentence, and leaves no half file, when it can't be written."""
        now = timezone.now()
        if options["file"] == "-":
            self.say(self.write(sys.stdout.buffer, now), "standard output")
            return
        path = Path(options["file"] or f"portal-{now:%Y-%m-%d-%H%M%S}.tar.gz")
        try:
            with path.open("xb") as file:
                path.chmod(0o600)
                try:
                    self.say(self.write(file, now), str(path))
                except BaseException:  # also Ctrl-C: half a backup is none
                    path.unlink()
                    raise
        except FileExistsError as error:
            raise CommandError(f"{path} is there already; a backup overwrites nothing.") from error
        except OSError as error:
            raise CommandError(str(error)) from error

    def write(self, file: Any, now: Any) -> Contents:
        """Raises `CommandError`."""
        try:
            return back_up(file, now=now)
        except UnableToBackUp as error:
            raise CommandError(str(error)) from error

    def say(self, contents: Contents, where: str) -> None:
        """On standard error, for standard output may be the backup itself."""
        self.stderr.write(f"{where}: {contents}.", self.style.SUCCESS)
