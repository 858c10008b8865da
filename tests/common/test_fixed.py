from __future__ import annotations

from django.template import Context, Template
from django.utils import translation

PIECE = (
    "{% load fixed i18n %}<p>{% fixed %}{% translate 'Search everything' %} {{ name }}{% if user %}!{% endif %}{% endfixed %}"
    "</p>{{ name }}"
)


def drawn(template: Template, **context: object) -> str:
    return template.render(Context(context))


def test_nothing_of_the_page_gets_into_it():
    template = Template(PIECE)
    assert drawn(template, name="Ana", user="Ana") == "<p>Search everything </p>Ana"
    assert drawn(template, name="Ben") == "<p>Search everything </p>Ben"


def test_it_is_drawn_once_for_each_language():
    template = Template(PIECE)
    (piece,) = [node for node in template.nodelist if hasattr(node, "drawn")]
    with translation.override("es"):
        in_spanish = drawn(template)
    assert (drawn(template) != in_spanish, sorted(piece.drawn)) == (True, ["en", "es"])
    piece.drawn["en"] = "kept"
    assert drawn(template) == "<p>kept</p>"


def test_pieces_of_one_template_are_kept_apart():
    template = Template("{% load fixed %}{% fixed %}a{% endfixed %}{% fixed %}b{% endfixed %}")
    assert (drawn(template), drawn(template)) == ("ab", "ab")
