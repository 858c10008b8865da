"""The project's own files, as the tests of its architecture read them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# From the ground up: whoever stands left may not look right.
FLOORS = [
    "common",
    "accounts",
    "notifications",
    "cohorts",
    "discussions",
    "sessions",
    "improvement",
    "progress",
    "cop_portal",
]


def python_files(*, with_tests=False, with_migrations=False):
    """Every Python file that is ours."""
    folders = [*FLOORS, "tests"] if with_tests else FLOORS
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in files if with_migrations or "migrations" not in path.parts]


def templates():
    """Every template that is ours, pages and mails."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def shown(path):
    """A path as a person would say it, from the top of the project."""
    return str(path.relative_to(ROOT))
