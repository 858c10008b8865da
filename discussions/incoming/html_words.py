"""The words of an HTML mail as plain text: paragraphs, lists, links, and what is quoted behind a “>”.

The HTML is sanitised first, by the library that draws our own texts, so what is walked here is well-formed and of few kinds.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

BLOCKS = {
    "p", "div", "blockquote", "ul", "ol", "li", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "section",
    "article",
}  # fmt: skip
APART = {"p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
TAGS = BLOCKS | {"br", "a", "td", "th", "tbody", "thead", "span", "b", "strong", "i", "em"}
# Who writes the line before a quote, and a signature, in an element of its own.
LEFT_OUT = {
    "gmail_attr",
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-cite-prefix",
    "moz-signature",
    "yahoo_quoted",
}
LEFT_OUT_IDS = {"signature", "ms-outlook-mobile-signature"}
# Where a program begins the mail that is answered, without saying that it quotes.
ENDS = {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"}
LONGEST, DEEPEST = 400_000, 1_000
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# They end by themselves, or hold nothing.
NOT_NESTED = {
    "p",
    "li",
    "br",
    "hr",
    "img",
    "meta",
    "link",
    "col",
    "tr",
    "td",
    "th",
    "tbody",
    "wbr",
    "input",
    "base",
    "area",
}
NEITHER = "\u200b\ufeff\u00ad"


class TooDeep(ValueError):
    """Elements inside one another as no program writes them; taking them apart would cost too much."""


def plain_words(html: str) -> str:
    """The words, sanitised first. Raises `TooDeep`."""
    _refuse_where_too_deep(html[:LONGEST])
    clean = nh3.clean(
        html[:LONGEST],
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "head"},
        attributes={"*": {"class", "id"}, "a": {"href", "class", "id"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    walk = _Walk()
    walk.feed(clean)
    walk.close()
    return walk.text


def _refuse_where_too_deep(html: str) -> None:
    depth = 0
    for match in TAG.finditer(html):
        if match[2].lower() not in NOT_NESTED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > DEEPEST:
                raise TooDeep


class _Walk(HTMLParser):
    """Writes lines; knows how deep in quotes it is, and what it leaves out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._open: list[str] = []
        self._quotes = 0
        # How many elements were open where what is left out began.
        self._left_out_at: int | None = None
        self._has_ended = False
        self._href, self._linked_from = "", 0

    @property
    def text(self) -> str:
        lines = ["" if not line.strip(" >") else line.rstrip() for line in self._lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: (value or "").lower() for name, value in attrs}
        ids = said.get("id", "").removeprefix("x_")
        self._has_ended = self._has_ended or ids in ENDS
        if tag == "br":
            self._break()
        if tag == "hr":
            self._break(apart=True)
        if tag in {"br", "hr"}:
            return
        self._open.append(tag)
        names = {name.removeprefix("x_") for name in said.get("class", "").split()}
        if self._left_out_at is None and (names & LEFT_OUT or ids in LEFT_OUT_IDS):
            self._left_out_at = len(self._open)
        if tag in BLOCKS:
            self._break(apart=tag in APART, only_if_needed=True)
        if tag == "blockquote":
            self._quotes = min(self._quotes + 1, DEEPEST)
            self._start_line()
        elif tag == "li":
            self._say("- ")
        elif tag == "a":
            self._href, self._linked_from = dict(attrs).get("href") or "", len(self._lines[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        if tag == "a":
            self._say_where()
        while self._open.pop() != tag:
            pass
        if self._left_out_at is not None and len(self._open) < self._left_out_at:
            self._left_out_at = None
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag in BLOCKS:
            self._break(apart=tag in APART, only_if_needed=True)
        if tag == "blockquote":
            self._start_line()
        elif tag in {"td", "th"}:
            self._say(" ")

    def handle_data(self, data: str) -> None:
        words = data if "pre" in self._open else re.sub(r"[ \t\r\n\f]+", " ", data)
        words = words.translate(dict.fromkeys(map(ord, NEITHER))).replace("\u00a0", " ")
        for number, line in enumerate(words.split("\n")):
            if number:
                self._break()
            self._say(line)

    def _is_blank(self) -> bool:
        line = self._lines[-1]
        return len(line) <= 2 * DEEPEST and not line.strip(" >")

    def _say(self, words: str) -> None:
        if self._has_ended or self._left_out_at is not None:
            return
        if self._is_blank() and "pre" not in self._open:
            words = words.lstrip()
        self._lines[-1] += words

    def _say_where(self) -> None:
        """Where a link leads, unless its words say that."""
        href, self._href = self._href, ""
        said = self._lines[-1][self._linked_from :].strip()
        if href.startswith(("http://", "https://")) and said and said.rstrip("/") not in href:
            self._say(f" ({href})")

    def _break(self, *, apart: bool = False, only_if_needed: bool = False) -> None:
        if self._has_ended or self._left_out_at is not None:
            return
        if not self._is_blank() or not only_if_needed:
            self._start_line(anew=True)
        if apart and len(self._lines) > 1 and self._lines[-2].strip(" >"):
            self._start_line(anew=True)

    def _start_line(self, *, anew: bool = False) -> None:
        """A line begins with as many “>” as there are quotes around it."""
        begins = f"{'>' * self._quotes} " if self._quotes else ""
        if anew:
            self._lines.append(begins)
        elif self._is_blank():
            self._lines[-1] = begins
