"""The portal's own settings, with one page more: the control."""

from __future__ import annotations

from pathlib import Path

from cop_portal.settings import *  # noqa: F403
from cop_portal.settings import TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
