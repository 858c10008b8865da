from __future__ import annotations

import pytest

from tests.architecture.forbidden import RULES
from tests.architecture.source import python_files, shown, templates

FILES = {shown(path): path.read_text() for path in [*python_files(), *templates()]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_file_breaks_the_rule(rule):
    broken = [
        f"{path}:{number}"
        for path, text in FILES.items()
        if rule.holds_in(path) and not is_mail_for(rule, path)
        for number in rule.finds(text)
    ]

    assert broken == [], rule.why


def is_mail_for(rule, path):
    """Mail programs know no stylesheets and run no scripts: there, styles stand in the elements."""
    return rule.name == "inline script, style or handler" and path.startswith("templates/email/")


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule in RULES for line in rule.bad])
def test_the_rule_finds_what_it_is_for(rule, line):
    assert rule.finds(line) != []


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule in RULES for line in rule.good])
def test_the_rule_leaves_the_rest_alone(rule, line):
    assert rule.finds(line) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_holds_somewhere(rule):
    """A pattern of paths with a typo would hold nowhere and never be noticed."""
    assert [path for path in FILES if rule.holds_in(path)] != []


def test_a_rule_says_on_which_line():
    (rule,) = [rule for rule in RULES if rule.name == "print"]

    assert rule.finds("x = 1\n\nprint(x)\n") == [3]
