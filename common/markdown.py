"""User text: Markdown in, harmless HTML out. The only place that calls a text safe.

The source is what is stored and edited; the HTML is made from it once, by `render`, for page, preview and mail alike.
CommonMark with tables, strikethrough, task lists and bare addresses as links. HTML in the source is text; what comes out
goes through a second sanitizer with an allowlist, so that a mistake in one of the two shows nothing.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple, cast

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

logger = logging.getLogger(__name__)

# Characters. A longer text comes out as it is, without markup; the forms refuse it before.
LONGEST = 20_000
# Beyond these a text is no prose, and the parser's work would grow with their square.
MOST_ADDRESSES = 400
MOST_CELLS = 10_000
# Quotes in lists in quotes: the parser would leave out what lies deeper, so such a text stays as it is.
DEEPEST = 20

INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
BLOCK_TAGS = {"blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
TABLE_TAGS = {"div", "table", "tbody", "td", "th", "thead", "tr"}
# A wide table scrolls in a box of its own.
TABLE_BOX = "table-box"
# A word of the text that means somebody (see `Mark`).
MARKED = "mention"

sanitizer = nh3.Cleaner(
    tags=INLINE_TAGS | BLOCK_TAGS | TABLE_TAGS | {"span"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    allowed_classes={"div": {TABLE_BOX}, "a": {MARKED}, "span": {MARKED}},
    set_tag_attribute_values={"div": {"tabindex": "0"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
)
no_tags = nh3.Cleaner(tags=set())


class Mark(NamedTuple):
    """A piece of a line, by its first character and the one behind it, that is set apart; it leads to `href`, if anywhere."""

    start: int
    end: int
    href: str = ""


# Finds the pieces of a line that are set apart, from the first to the last, none over another.
Marker = Callable[[str], Iterable[Mark]]


class NestedTooDeep(Exception):
    """The text has more levels than the parser goes down."""


def render(
    source: str, *, heading_level: int = 3, keep_lines: bool = False, marker: Marker | None = None
) -> SafeString:
    """The HTML of a text. Never fails: what can't be rendered comes out as plain paragraphs.

    The highest heading of the text becomes `heading_level` (2-6), so that the page's outline has no gaps. `keep_lines` is
    for what people type into a form: Enter ends a line, as they expect. Texts from files are wrapped anyhow. `marker` is asked
    about plain words only, not in links, code or quotations; what is set apart is what was typed, and nothing else.
    """
    if len(source) > LONGEST:
        return _plain(source)
    try:
        parser = _parser(keep_lines, _addresses_are_sought(source), _cells_at_most(source) <= MOST_CELLS)
        # The sanitizer's output is the one thing in the portal that is called safe.
        return mark_safe(sanitizer.clean(parser.render(source, {"heading_level": heading_level, "marker": marker})))  # noqa: S308
    except NestedTooDeep:
        return _plain(source)
    except Exception:
        # A parser stumbles over what nobody thought of: people still get to read the words. No text goes into the log.
        logger.exception("A text of %d characters could not be rendered; it is shown as plain text.", len(source))
        return _plain(source)


def stored(body_html: str) -> SafeString:
    """HTML that `render` made and a column has kept since, for a template. Give it nothing else."""
    return mark_safe(body_html)  # noqa: S308


def text_of(body_html: str) -> str:
    """The words of rendered HTML, without markup, a line a block."""
    lines = (line.strip() for line in html.unescape(no_tags.clean(body_html)).splitlines())
    return "\n".join(line for line in lines if line)


def plain_text(source: str) -> str:
    """A text's words as people read them, without markup: for excerpts, feeds and the plain part of mails."""
    return text_of(render(source))


def word_count(source: str) -> int:
    """How many words people read; punctuation that stands alone and addresses behind links don't count."""
    return words_in(plain_text(source))


def words_in(text: str) -> int:
    """How many words there are in plain text."""
    return sum(1 for word in text.split() if re.search(r"\w", word))


def _plain(source: str) -> SafeString:
    return mark_safe(linebreaks(source, autoescape=True))  # noqa: S308


def _addresses_are_sought(source: str) -> bool:
    """Whether bare addresses become links. Not where a host is spelled in Punycode (`xn--`): two branches of linkify's
    pattern match it, and the search would try every way of dividing the host between them (2.2.0)."""
    return source.count("://") <= MOST_ADDRESSES and "xn--" not in source.lower()


def _cells_at_most(source: str) -> int:
    """A bound for the cells of the text's tables; a short row is filled up to the width of its table's head."""
    lines = source.split("\n")
    return len(lines) * (max(line.count("|") for line in lines) + 1) if "|" in source else 0


@cache
def _parser(keep_lines: bool, with_addresses: bool, with_tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": with_addresses, "breaks": keep_lines})
    parser.options["maxNesting"] = DEEPEST
    parser.core.ruler.before("inline", "nothing_left_out", _nothing_left_out)
    parser.enable("strikethrough")
    if with_addresses:
        parser.enable("linkify")
    if with_tables:
        parser.enable("table")
    parser.core.ruler.push("pictures_as_links", _pictures_as_links)
    parser.core.ruler.push("outline", _outline)
    parser.core.ruler.push("task_lists", _task_lists)
    parser.core.ruler.push("marks", _marks)
    parser.add_render_rule("table_open", lambda *_: f'<div class="{TABLE_BOX}"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _nothing_left_out(state: StateCore) -> None:
    if any(token.nesting == 1 and token.level >= DEEPEST - 1 for token in state.tokens):
        raise NestedTooDeep


def _pictures_as_links(state: StateCore) -> None:
    """Nothing is loaded from elsewhere: a picture is a link to it, or its description where it is inside a link."""
    for token in state.tokens:
        if token.children and any(child.type == "image" for child in token.children):
            token.children = list(_without_pictures(token.children, state))


def _without_pictures(children: list[Token], state: StateCore) -> Iterator[Token]:
    inside_link = 0
    for child in children:
        inside_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "image":
            yield child
            continue
        address = str(child.attrGet("src") or "")
        renderer = cast("RendererHTML", state.md.renderer)
        described = renderer.renderInlineAsText(child.children or [], state.md.options, state.env)
        text = Token("text", "", 0, content=described or address)
        if inside_link:
            yield text
        else:
            yield from (Token("link_open", "a", 1, attrs={"href": address}), text, Token("link_close", "a", -1))


def _marks(state: StateCore) -> None:
    """What the marker sets apart, in plain words; who quotes somebody doesn't say it themselves."""
    marker: Marker | None = state.env.get("marker")
    if marker is None:
        return
    inside_quote = 0
    for token in state.tokens:
        inside_quote += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.children and not inside_quote:
            token.children = list(_marked(token.children, marker))


def _marked(children: list[Token], marker: Marker) -> Iterator[Token]:
    inside_link = 0
    for child in children:
        inside_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text" or inside_link:
            yield child
            continue
        line, behind = child.content, 0
        for start, end, href in marker(line):
            tag, attrs = ("a", {"href": href}) if href else ("span", {})
            yield Token("text", "", 0, content=line[behind:start])
            yield Token("mark_open", tag, 1, attrs={"class": MARKED, **attrs})
            yield Token("text", "", 0, content=line[start:end])
            yield Token("mark_close", tag, -1)
            behind = end
        child.content = line[behind:]
        yield child


def _outline(state: StateCore) -> None:
    """Headings fit under the page's own: none skips a level, whatever the author began with."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(state.env['heading_level'] + len(above) - 1, 6)}"


def _task_lists(state: StateCore) -> None:
    """`- [ ] to do` and `- [x] done` as boxes; they are text, so nothing can be ticked that isn't saved."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if (item.type, paragraph.type, inline.type) == (
            "list_item_open",
            "paragraph_open",
            "inline",
        ) and inline.children:
            first = inline.children[0]
            if first.type == "text":
                first.content = re.sub(r"^\[ \](?= )", "☐", re.sub(r"^\[[xX]\](?= )", "☑", first.content))
