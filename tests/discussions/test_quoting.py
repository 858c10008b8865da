from __future__ import annotations

import pytest

from common.markdown import render
from discussions.quoting import LONGEST_QUOTE, quoted


def test_words_under_their_authors_name():
    assert quoted("Amina Reyes", "We do.\n\n> Did you?\n") == "> **Amina Reyes:**\n>\n> We do.\n>\n> > Did you?\n\n"


@pytest.mark.parametrize(
    "name", ["*Ana*", "[Ana](https://evil.example)", "Ana\n# Loud", "<b>Ana</b>", "Cedar, community member"]
)
def test_a_name_is_no_markup(name):
    html = render(quoted(name, "Words"))
    assert html.count("<strong>") == 1
    assert not [tag for tag in ("<a ", "<em>", "<h", "<b>") if tag in html]


def test_of_a_long_text_the_beginning():
    assert len(quoted("Ana", "a " * 9_000)) < LONGEST_QUOTE + 100
