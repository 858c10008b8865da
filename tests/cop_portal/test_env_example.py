"""`.env.example`, the settings and the compose file speak of the same variables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()
# `env.text("NAME"` in the settings, `os.environ.get("NAME"` where Django isn't there yet.
READ = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*["']([A-Z][A-Z0-9_]+)["']""")
FILES = ["settings.py", "probe.py"]


def listed(text):
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))


def read_by_the_portal():
    return {name for file in FILES for name in READ.findall((ROOT / "cop_portal" / file).read_text())}


def named_in_compose():
    return set(re.findall(r"\$\{([A-Z][A-Z0-9_]+)", COMPOSE))


def test_the_example_lists_what_is_read_and_nothing_else():
    assert listed(EXAMPLE) == read_by_the_portal() | named_in_compose()


def test_the_example_lists_each_variable_once():
    names = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE)

    assert sorted(names) == sorted(set(names))


def test_no_other_file_reads_the_environment():
    files = [
        path
        for app in sorted(ROOT.glob("*/apps.py"))
        for path in sorted(app.parent.rglob("*.py"))
        if READ.search(path.read_text())
    ]

    assert sorted(path.name for path in files) == sorted(FILES)


def test_compose_hands_every_variable_it_names_to_somebody():
    """A name that only stands in a sentence would be a typo."""
    passed_on = set(re.findall(r"^\s+([A-Z][A-Z0-9_]+): ", COMPOSE, re.MULTILINE))

    assert named_in_compose() - passed_on == {"PORT"}  # published by the host; inside it is always 8000


def test_compose_hands_on_what_the_example_tells_people_to_set():
    """What stands in `.env` and is not named in the compose file would be set, and have no effect."""
    inside_the_image = {"BIND", "PORTAL_DATA_DIR", "MEDIA_ROOT", "STATIC_ROOT"}
    never_where_people_work = {"PORTAL_DEMO", "REQUIRE_SECOND_FACTOR", "DEBUG"}
    fixed_by_compose = {"DATABASE_URL", "REDIS_URL"}

    left_out = inside_the_image | never_where_people_work | fixed_by_compose
    assert listed(EXAMPLE) - named_in_compose() == left_out


@pytest.mark.parametrize("line", [line for line in EXAMPLE.splitlines() if not line.startswith("#") and line])
def test_the_example_holds_no_secret(line):
    assert line.endswith("=")
