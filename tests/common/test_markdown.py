from __future__ import annotations

import re
import sys
from itertools import product

import html5lib
import pytest
from django.utils.safestring import SafeString

from common import markdown
from common.markdown import LONGEST, Mark, plain_text, render, stored, text_of, word_count
from tests.common.hostile import PAYLOADS

ELEMENTS = {
    *("a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}, "div": {"class", "tabindex"}}
REL = "nofollow noopener ugc"


def elements_of(html: str):
    """Every element of a piece of HTML, as a browser would build it."""
    return [
        element
        for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter()
        if element.tag != "DOCUMENT_FRAGMENT"
    ]


def assert_harmless(html: str) -> None:
    for element in elements_of(html):
        assert element.tag in ELEMENTS, html
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), html
        if element.tag == "a":
            assert element.get("rel") == REL
        # As a browser reads an address: without spaces and control characters, in whatever case.
        address = re.sub(r"[\x00-\x20\x7f]", "", element.get("href", "")).lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
        assert scheme is None or scheme[0] in {"http:", "https:", "mailto:"}, html
        assert element.get("class") in {None, "table-box"}


PLACES = ["%s", "before %s after", "> %s", "- %s", "| a |\n|---|\n| %s |", "[%s](http://a)", "**%s**"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_comes_through(payload):
    for place in PLACES:
        assert_harmless(render(place.replace("%s", payload), keep_lines=True))


def test_neither_half_of_the_defense_is_needed_for_the_other(monkeypatch):
    """The sanitizer holds where the parser lets HTML through, the parser where the sanitizer is away."""
    for payload in PAYLOADS:
        assert_harmless(markdown.sanitizer.clean(payload))

    class Trusting:
        def clean(self, html: str) -> str:
            return html

    monkeypatch.setattr(markdown, "sanitizer", Trusting())
    for payload in PAYLOADS:
        tags = {element.tag for element in elements_of(render(payload))}
        assert tags <= ELEMENTS, payload


def test_a_text_of_every_kind_of_markup():
    html = render(
        "Go *on* and **on**, ~~off~~, `x < y`\nsame line.\n\n> said\n\n1. one\n2. two\n\n***\n\n```py\na & b\n```\n"
    )
    assert html == (
        "<p>Go <em>on</em> and <strong>on</strong>, <s>off</s>, <code>x &lt; y</code>\nsame line.</p>\n"
        "<blockquote>\n<p>said</p>\n</blockquote>\n"
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<hr>\n<pre><code>a &amp; b\n</code></pre>\n"
    )
    assert isinstance(html, SafeString)


def test_enter_ends_a_line_where_people_type():
    assert render("one\ntwo", keep_lines=True) == "<p>one<br>\ntwo</p>\n"


def test_a_table_scrolls_in_its_own_box():
    assert render("| a | b |\n|---|---|\n| 1 | 2 |") == (
        '<div class="table-box" tabindex="0"><table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table></div>\n"
    )


def test_addresses_become_links_without_help():
    html = render("See https://example.org/a_b?c=d&e, www.example.org or ask amina@example.org.")
    assert [link.get("href") for link in elements_of(html) if link.tag == "a"] == [
        "https://example.org/a_b?c=d&e",
        "http://www.example.org",
        "mailto:amina@example.org",
    ]


@pytest.mark.parametrize("host", ["xn--a.com", "XN--a.com", "xn--a." * 18 + "com_", "me@" + "xn--a." * 18 + "com"])
def test_a_host_in_punycode_is_left_as_text(host):
    """Linkify's pattern tries every way of dividing such a host: 40 labels take longer than anybody lives."""
    assert render(f"See {host} and http://b.example.org") == f"<p>See {host} and http://b.example.org</p>\n"
    assert "<a href=" in render("[here](http://xn--mnchen-3ya.example)")


def test_a_picture_is_a_link_to_it():
    assert render('![Our *clinic*](https://example.org/a.jpg "x") and ![](b.png)') == (
        f'<p><a href="https://example.org/a.jpg" rel="{REL}">Our clinic</a> and <a href="b.png" rel="{REL}">b.png</a></p>\n'
    )


def test_a_picture_inside_a_link_is_its_words():
    assert render("[![Our clinic](a.jpg)](https://example.org)") == (
        f'<p><a href="https://example.org" rel="{REL}">Our clinic</a></p>\n'
    )


def test_headings_follow_the_pages_without_a_gap():
    html = render("### a\n\n# b\n\n#### c\n\n## d\n\n###### e", heading_level=4)
    assert re.findall(r"<(h\d)>(.)</h\d>", html) == [("h4", "a"), ("h4", "b"), ("h5", "c"), ("h5", "d"), ("h6", "e")]


def test_headings_end_at_the_sixth_level():
    assert re.findall(r"<(h\d)>", render("# a\n\n## b\n\n### c", heading_level=5)) == ["h5", "h6", "h6"]


def test_task_lists_show_boxes():
    assert render("- [ ] call *them*\n- [x] write\n- [link]\n- plain [x] here") == (
        "<ul>\n<li>☐ call <em>them</em></li>\n<li>☑ write</li>\n<li>[link]</li>\n<li>plain [x] here</li>\n</ul>\n"
    )


def test_templates_and_formats_are_text():
    text = "{{ 7 + 7 }} {% debug %} ${7 + 7} %s {0.class}"
    assert text_of(render(text)) == text


def test_nothing_is_rendered_twice():
    assert plain_text("&lt;b&gt; and \\*stars\\*") == "<b> and *stars*"


def test_a_text_over_the_limit_comes_out_as_it_is():
    html = render("*a* <b> " * (LONGEST // 8 + 1))
    assert html.startswith("<p>*a* &lt;b&gt; *a*")
    assert isinstance(html, SafeString)


@pytest.mark.parametrize("mark", [">", "> ", "- ", "1. ", "* ", "> - ", "[", "![", "*a ", "**", "\t"])
def test_nesting_bombs_come_out_as_text(mark):
    assert "the end" in render(mark * 1000 + "the end")


def test_a_failure_shows_the_words(monkeypatch, caplog):
    def stumble(*_):
        raise RecursionError

    monkeypatch.setattr(markdown, "_parser", stumble)
    assert render("one <b>\n\ntwo canary") == "<p>one &lt;b&gt;</p>\n\n<p>two canary</p>"
    assert len(caplog.records) == 1
    assert "canary" not in caplog.text


def test_a_table_that_would_explode_stays_text():
    html = render("a|" * 300 + "\n" + "-|" * 300 + "\n" + "a\n" * 5000)
    assert len(html) < 2 * LONGEST


def test_plain_text_is_a_line_a_block():
    assert plain_text("# Title\n\nOne **two**\n[three](http://a).\n\n- a\n- b\n\n| c |\n|---|\n| d & <e> |") == (
        "Title\nOne two\nthree.\na\nb\nc\nd & <e>"
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", 0),
        ("one", 1),
        ("**One** two -- three…", 3),
        ("[two words](https://example.org/a/b/c)", 2),
        ("it's a well-known `x = 1`", 5),
        ("¿Qué oímos? — nada", 3),
    ],
)
def test_words_are_those_people_read(source, words):
    assert word_count(source) == words


def test_what_was_stored_is_safe_for_a_template():
    assert isinstance(stored("<p>a</p>"), SafeString)


# --- Growth ---------------------------------------------------------------------------------------

SHAPES = {
    "brackets": "[",
    "closed brackets": "[]",
    "calls": "[a](",
    "pictures": "![[",
    "picture calls": "![a](b",
    "escaped brackets": "[\\",
    "quotes": ">",
    "spaced quotes": "> ",
    "stars": "*",
    "emphasis": "*a ",
    "emphasis pairs": "*a**b",
    "mixed emphasis": "*a_ ",
    "emphasis of threes": "**a *b ",
    "underscores": "_a",
    "strikes": "~~a",
    "tildes": "~",
    "backticks": "`",
    "broken code": "`a``b```c",
    "less-than": "<",
    "open tags": "<a ",
    "autolinks": "<http://",
    "schemes": "a://",
    "slashes": "://",
    "addresses": "http://a.b ",
    "addresses with paths": "http://a.b/(",
    "addresses in brackets": "http://a.b/[",
    "addresses with users": "http://a:b@c",
    "addresses with stars": "http://a.b/*",
    "dotted": "a.",
    "www": "www.a.com",
    "mails": "a@b.co ",
    "mail chains": "x@",
    "mailto": "mailto:a@b",
    "titles": '[a](b "',
    "pointed targets": "[a](<b",
    "lists": "- ",
    "ordered lists": "1. ",
    "quoted lists": "> - ",
    "lines of lists": "- a\n",
    "tables": "a|b\n",
    "table heads": "|a|b\n|-|-\n",
    "pipes": "|",
    "ampersands": "&",
    "entities": "&#",
    "backslashes": "\\",
    "new lines": "\n",
    "short lines": "a\n",
    "lazy quotes": ">a\nb\n",
    "headings": "# a\n",
    "underlined headings": "a\n=\n",
    "fences": "```\n",
    "indented": "    a\n",
    "rules": "***\n",
    "definitions": "[a]: /u\n",
    "uses of a definition": "[a] ",
    "spaces": " ",
    "tabs": "\t",
    "letters": "a",
    "ideographs": "漢",
    "zeros": "\0",
    "quotation marks": "\"'",
    "bangs": "!",
    "boxes": "- [ ] ",
}


def cost_of(text: str) -> int:
    """How many functions are called to draw the text: the work, counted rather than timed, so that it is the same each time."""
    calls = 0

    def on_event(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(on_event)
    try:
        render(text, keep_lines=True)
    finally:
        sys.setprofile(None)
    return calls


@pytest.fixture(scope="module")
def made_parsers():
    """The parsers are made once and kept: that isn't the work of a text."""
    for with_addresses, with_tables in product([True, False], repeat=2):
        markdown._parser(True, with_addresses, with_tables).render("www.example.org, amina@example.org")


@pytest.mark.usefixtures("made_parsers")
@pytest.mark.parametrize("unit", SHAPES.values(), ids=SHAPES.keys())
def test_work_grows_with_the_length_and_no_faster(unit):
    """Twice the text costs about twice the work (four times would be a square), or next to nothing."""
    text = (unit * LONGEST)[:LONGEST]
    half, whole = cost_of(text[: LONGEST // 2]), cost_of(text)
    assert whole < max(3 * half, 20_000)


# --- Pieces that are set apart --------------------------------------------------------------------


def every_x(line):
    return [Mark(at.start(), at.end(), "/people/?q=x&amp" if at[0] == "X" else "") for at in re.finditer("[xX]+", line)]


def test_what_is_set_apart_is_what_was_typed():
    assert render("a x b **X** c", marker=every_x) == (
        '<p>a <span class="mention">x</span> b <strong><a class="mention" href="/people/?q=x&amp;amp" '
        f'rel="{REL}">X</a></strong> c</p>\n'
    )
    assert render("a x", marker=None) == "<p>a x</p>\n"


@pytest.mark.parametrize(
    "source", ["`x`", "    x", "[a x](/y)", "> x", "- > x\n", "![x](/y)", "<https://x.example.org>"]
)
def test_nothing_is_set_apart_in_code_links_and_quotations(source):
    assert "mention" not in render(source, marker=every_x)
    assert "mention" in render(f"{source}\n\nx", marker=every_x)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_set_apart_holds_nothing_that_runs(payload):
    html = render(payload, marker=lambda line: [Mark(0, len(line), "/people/")] if line else [])
    for element in elements_of(html):
        assert element.tag in ELEMENTS | {"span"}, html
        allowed = ATTRIBUTES.get(element.tag, set()) | ({"class"} if element.tag in {"a", "span"} else set())
        assert set(element.attrib) <= allowed, html
        assert element.get("class") in {None, "mention", "table-box"}


def test_nobody_can_write_it_themselves():
    html = render('<span class="mention">x</span> <a class="mention" href="/y">y</a>')
    assert [element.tag for element in elements_of(html)] == ["p"]
