"""`manage.py plan_breakouts PROBLEM.json`: a plan for breakouts or a World Café, from a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions.breakouts.clashes import Clash
from sessions.breakouts.explain import figures
from sessions.breakouts.planner import plan
from sessions.breakouts.problem import Problem
from sessions.breakouts.reading import BadProblem, read_text

UNREADABLE = 2


def some_seconds(text: str) -> float:
    """A number of seconds above 0."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"{text} is not a number of seconds above 0, up to a day.")
    return seconds


class Command(BaseCommand):
    help = "Plans groups from a problem in JSON (docs/breakouts.md) and prints the plan as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file, a seed, and what the search may take."""
        parser.add_argument("file", metavar="PROBLEM.json", help="the problem; - reads it from standard input")
        parser.add_argument("--seed", type=int, default=0, help="the same problem, seed and seconds give the same plan")
        parser.add_argument(
            "--seconds",
            type=some_seconds,
            default=2.0,
            help="what the search may take at most; its steps are counted from it, so that the clock decides nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the plan. Ends with 1 where hard rules clash, with 2 where the problem can't be read."""
        problem = self.problem(options["file"])
        try:
            found = plan(problem, seed=options["seed"], seconds=options["seconds"])
        except Clash as clash:
            raise CommandError(clash.sentence) from clash
        self.stdout.write(json.dumps({"rounds": found.rounds, "score": figures(found)}, ensure_ascii=False))

    def problem(self, name: str) -> Problem:
        """The problem in a file."""
        try:
            text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name} can't be read: {error.strerror}.", returncode=UNREADABLE) from error
        try:
            return read_text(text)
        except BadProblem as bad:
            raise CommandError(f"{name} can't be read. {bad}", returncode=UNREADABLE) from bad
