from __future__ import annotations

from tests.architecture.source import ROOT, python_files, shown, templates

MOST_LINES = 400
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "misc", "tools", "base_classes", "stuff"}


def test_no_file_is_longer_than_one_can_hold_in_mind():
    lengths = {
        shown(path): len(path.read_text().splitlines()) for path in [*python_files(with_tests=True), *templates()]
    }

    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_module_is_a_drawer_for_everything():
    named = [shown(path) for path in python_files(with_tests=True) if FORBIDDEN_NAMES & {path.stem, path.parent.name}]

    assert named == []


def test_every_folder_of_tests_is_a_package():
    """Without `__init__.py`, `tests/sessions` would stand in for the app `sessions`."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}

    assert sorted(shown(folder) for folder in folders if not (folder / "__init__.py").exists()) == []
