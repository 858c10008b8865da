"""What was found, as HTML: twenty rows are drawn here in the time a template takes for three. All of it is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.templatetags.components import moments

if TYPE_CHECKING:
    from common.search.excerpts import Pieces
    from cop_portal.search import Row

register = Library()

ROW = '<li><h3><a href="{}"{}>{}</a></h3>\n{}<p class="meta">{}</p></li>'
ELSEWHERE = format_html(' rel="{}"', "noopener noreferrer")
BETWEEN = format_html("{}· ", "\N{NO-BREAK SPACE}")


@register.simple_tag(takes_context=True)
def found_rows(context: Context, rows: Sequence[Row]) -> SafeString:
    """The rows of a section, the words that were looked for marked."""
    say_moment = moments(context)
    return format_html_join(
        "", "{}", ((_drawn(row, say_moment(row.found.at) if row.found.at else ""),) for row in rows)
    )


def _drawn(row: Row, at: str) -> SafeString:
    found = row.found
    facts = [fact for fact in (row.label, _marked(row.by), found.detail, *found.place, at) if fact]
    text = format_html("<p>{}</p>\n", _marked(row.text)) if row.text else ""
    meta = format_html_join(BETWEEN, "{}", ((fact,) for fact in facts))
    return format_html(ROW, found.url, ELSEWHERE if row.is_elsewhere else "", _marked(row.title), text, meta)


def _marked(pieces: Pieces) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", words) if is_hit else words,) for words, is_hit in pieces)
    )
