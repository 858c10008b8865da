"""A catalog is whole, or people read a mixture: `make messages` collects, somebody translates, both files are committed."""

from __future__ import annotations

import gettext
import re

import pytest

from tests.architecture.catalogs import CATALOGS, kept, sentences
from tests.architecture.source import ROOT

SPANISH = ROOT / "locale/es/LC_MESSAGES/django.po"
# A number for each form of the Spanish plural: one, millions, all others.
NUMBERS = [1, 1_000_000, 2]
pytestmark = pytest.mark.parametrize("catalog", CATALOGS, ids=lambda path: path.parts[-3])


def test_spanish_is_among_the_catalogs(catalog):
    assert SPANISH in CATALOGS


def test_every_sentence_is_translated(catalog):
    header, *rest = sentences(catalog)
    forms = int(re.search(r"nplurals=(\d)", header.forms[0])[1])
    missing = [
        entry.source
        for entry in rest
        if sorted(entry.forms) != list(range(forms if entry.plural else 1)) or not all(entry.forms.values())
    ]

    assert len(rest) > 1000
    assert missing == []


def test_no_translation_is_a_guess(catalog):
    assert [entry.source for entry in sentences(catalog) if "fuzzy" in entry.flags] == []


def test_what_is_put_in_and_what_the_browser_reads_stays(catalog):
    _header, *rest = sentences(catalog)
    changed = {
        text: kept(entry.source_of(form))
        for entry in rest
        for form, text in entry.forms.items()
        if kept(text) != kept(entry.source_of(form))
    }

    assert changed == {}


def test_the_compiled_catalog_says_the_same(catalog):
    with catalog.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    _header, *rest = sentences(catalog)

    assert [entry.source for entry in rest if said(compiled, entry) != list(entry.forms.values())] == []


def said(compiled, entry):
    """What the compiled catalog makes of a sentence, in each of its forms."""
    if entry.plural is None:
        return [compiled.pgettext(entry.context, entry.source) if entry.context else compiled.gettext(entry.source)]
    if entry.context:
        return [compiled.npgettext(entry.context, entry.source, entry.plural, number) for number in NUMBERS]
    return [compiled.ngettext(entry.source, entry.plural, number) for number in NUMBERS]
