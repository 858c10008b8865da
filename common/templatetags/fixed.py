"""`{% fixed %} … {% endfixed %}`: a piece that is the same on every page of a language, drawn once.

Words for the buttons of a toolbar, how to format a text, addresses without a person or a place in them. It is drawn with
nothing known of the page or its reader, so that nothing of theirs can be kept here.
"""

from __future__ import annotations

from django.template import Context, Library, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = Library()


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """What stands inside, kept by language."""
    inside = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(inside)


class FixedNode(Node):
    """Its HTML by language."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.drawn:
            nothing_known = Context()
            with nothing_known.bind_template(context.template):  # type: ignore[arg-type]
                self.drawn[language] = self.nodelist.render(nothing_known)
        return self.drawn[language]
