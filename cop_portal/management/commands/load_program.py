"""`manage.py load_program FILE …`: programs from files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cop_portal.blueprints.loading import load_programs
from cop_portal.blueprints.problems import BadBlueprint


class Command(BaseCommand):
    help = "Loads programs from blueprint files (docs/blueprints.md), or brings them to what their files say now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file or more."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a blueprint in TOML")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was done, or everything that is wrong; then nothing was written and the command ends with 1."""
        try:
            loads = load_programs(options["files"], now=timezone.now())
        except BadBlueprint as bad:
            count = len(bad.errors)
            wrong = "This is wrong" if count == 1 else f"These {count} things are wrong"
            raise CommandError(f"Nothing was loaded. {wrong}:\n\n{bad}") from bad
        for loaded in loads:
            self.stdout.write(str(loaded))
