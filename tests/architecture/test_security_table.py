"""docs/security.md names tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT

ROWS = re.findall(
    r"^\| ([A-Z]-\d\d(?:, [A-Z]-\d\d)*) \|(.*)\|(.*)\|$", (ROOT / "docs/security.md").read_text(), re.MULTILINE
)


def test_every_case_stands_once():
    cases = [case for names, _, _ in ROWS for case in names.split(", ")]
    assert (len(cases), len(set(cases))) == (59, 59)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_case_names_its_tests_or_what_brings_it(row):
    _, promise, proof = row
    files = re.findall(r"`([^`]+)`", proof)
    assert [name for name in files if not (ROOT / "tests" / name).is_file()] == []
    assert bool(files) == bool(promise.strip())
    assert files or "later, with" in proof
