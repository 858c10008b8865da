"""The catalogs of sentences, read without gettext: a test runs where that isn't installed."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from tests.architecture.source import ROOT

CATALOGS = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
LINE = re.compile(r'(?:(?P<part>msg\w+)(?:\[(?P<form>\d+)\])? )?(?P<text>".*")$')
# What a translation must hold as its sentence does: what is put in, and what the browser reads.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[a-z][^>]*>|&[#\w]+;")


@dataclass
class Sentence:
    """One entry; `forms` are its translations, one, or one for each plural form."""

    flags: set[str] = field(default_factory=set)
    parts: dict[str, str] = field(default_factory=dict)
    forms: dict[int, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return self.parts["msgid"]

    @property
    def plural(self) -> str | None:
        return self.parts.get("msgid_plural")

    @property
    def context(self) -> str | None:
        return self.parts.get("msgctxt")

    def source_of(self, form: int) -> str:
        return self.source if self.plural is None or form == 0 else self.plural


def sentences(catalog):
    """The header first, then every sentence of a catalog. Sentences that are no longer used (`#~`) don't count."""
    for block in re.split(r"\n{2,}", catalog.read_text()):
        sentence, part, form = Sentence(), "", None
        for line in block.splitlines():
            if line.startswith("#,"):
                sentence.flags |= {flag.strip() for flag in line[2:].split(",")}
            elif found := LINE.match(line):
                if found["part"]:
                    part, form = found["part"], int(found["form"] or 0)
                text = ast.literal_eval(found["text"])
                if part == "msgstr":
                    sentence.forms[form] = sentence.forms.get(form, "") + text
                else:
                    sentence.parts[part] = sentence.parts.get(part, "") + text
        if sentence.forms:
            yield sentence


def kept(text):
    return sorted(KEPT.findall(text))
