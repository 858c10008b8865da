"""The commands that the guides tell people to type work as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"^\s*((?:\w+=\S+ )?\.venv/bin/python manage\.py load_program \S+)", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("guide", ["README.md", "docs/blueprints.md"])
def test_a_newcomer_loads_a_file_with_the_command_of_the_guide(guide, tmp_path):
    """After `make run`, with nothing in the environment. That the file is missed shows that it was looked for."""
    (command,) = COMMAND.findall((ROOT / guide).read_text())
    outcome = subprocess.run(
        ["env", *shlex.split(command.replace(".venv/bin/python", sys.executable))],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Nothing was loaded." in outcome.stderr
    assert "file.toml: it can't be read: No such file or directory." in outcome.stderr
    assert outcome.returncode == 1


def test_the_guide_says_of_what_type_presenters_are():
    assert "perhaps `presenters` (a text, as in " in (ROOT / "docs" / "blueprints.md").read_text()
