"""A click returns before the next page is there. What a browser test asserts must wait for it."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import ROOT, shown

AT_ONCE = {
    "all_inner_texts",
    "all_text_contents",
    "count",
    "inner_text",
    "input_value",
    "is_checked",
    "is_enabled",
    "is_visible",
    "text_content",
}
FILES = sorted((ROOT / "tests" / "e2e").glob("test_*.py"))


def asserted_at_once(text: str) -> list[int]:
    """The lines that assert what a page shows this very moment, which may still be the page before the click."""
    return [
        statement.lineno
        for statement in ast.walk(ast.parse(text))
        if isinstance(statement, ast.Assert)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute)
        and ((node.attr in AT_ONCE and "objects" not in ast.unparse(node)) or ast.unparse(node) == "page.url")
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_browser_test_waits_for_what_it_asserts(path):
    assert asserted_at_once(path.read_text()) == [], f"{shown(path)}: expect(…).to_… waits, assert does not"


@pytest.mark.parametrize(
    "line",
    [
        "assert days.count() == 9",
        "assert page.url.endswith('/')",
        "assert 'Saved' in page.locator('main').inner_text()",
    ],
)
def test_what_does_not_wait_is_found(line):
    assert asserted_at_once(line) == [1]


@pytest.mark.parametrize("line", ["expect(days).to_have_count(9)", "assert Post.objects.filter(pk=1).count() == 1"])
def test_what_waits_is_left_alone(line):
    assert asserted_at_once(line) == []
