"""Who is meant by an @ in a text. No model and no database.

`@Rosa Delgado` means the one of that name, `@rosa.delgado` the same; where several have the name, `@Rosa Delgado (Harbor
Health)` says which. Capitals and accents don't matter. What is drawn later is what was typed: never a name that wasn't.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from common.markdown import Mark

# So many people one text can mean; a text with more @s than that is no prose, and the others mean nobody.
MOST = 20
MOST_LOOKED_AT = 200
# Not within a word, an address or a path.
_AT = re.compile(r"(?<![\w@.+/-])@(?=\S)")
_HANDLE = re.compile(r"[\w.'-]{2,120}")
_MARKS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans("\u00a0\u2019\u02bc", " ''")


@dataclass(frozen=True)
class Called:
    """Somebody who can be mentioned: a person by their name, or a pseudonym by its own. Nothing leads from one to the other.

    `place` is the organization, by which people of one name are told apart; `is_listed` says whether the directory shows
    them; `shown` is what stands on their posts where it is more than the name.
    """

    name: str
    person: int | None = None
    pseudonym: int | None = None
    place: str = ""
    is_listed: bool = False
    shown: str = ""


def folded(text: str) -> str:
    """Small letters without marks, each where it stood: as long as the text."""
    return "".join(map(_plain, text.translate(_ALIKE)))


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    apart = unicodedata.normalize("NFD", sign)
    return (apart[0] if all(map(unicodedata.combining, apart[1:])) else sign).lower()[0]


def typed_as(name: str) -> str:
    """A name as it is typed: with one space between its words."""
    return folded(" ".join(unicodedata.normalize("NFC", name).split()))


def beginnings(text: str) -> list[str]:
    """The first letters behind the @s of a text, each once: whose name begins otherwise isn't meant."""
    return list(dict.fromkeys(folded(text[found.end()]) for found in _AT.finditer(text)))[:MOST]


class Names:
    """Those who can be mentioned, and how each is written."""

    def __init__(self, everybody: Iterable[Called]) -> None:
        self._meant: dict[str, tuple[Called, ...]] = {}
        alike: dict[str, list[Called]] = {}
        for called in everybody:
            alike.setdefault(typed_as(called.name), []).append(called)
        self._written: dict[Called, str] = {}
        for name, several in alike.items():
            if name:
                self._tell_apart(name, several)
        self._forms = sorted(self._meant, key=len, reverse=True)
        # A handle is the whole name with its words pulled together or joined with points, hyphens, underscores.
        self._handles = {_MARKS.sub("", name): self._meant[name] for name in alike if name in self._meant}

    def _tell_apart(self, name: str, several: Sequence[Called]) -> None:
        """The bare name is a pseudonym's, else the only one's of the name, else theirs of whom no organization is known."""
        bare = [called for called in several if called.pseudonym is not None]
        bare = bare or (list(several) if len(several) == 1 else [called for called in several if not called.place])
        for called in several:
            longer = f"{called.name} ({called.place})" if called.place else ""
            self._written[called] = called.name if called in bare else longer
            if called.place:
                self._meant[typed_as(longer)] = (*self._meant.get(typed_as(longer), ()), called)
        if bare:
            self._meant[name] = tuple(bare)

    def written(self, called: Called) -> str:
        """What somebody types to mention them; nothing where they can't be told from another of the name."""
        return f"@{self._written[called]}" if self._written[called] else ""

    def meant_at(self, text: str, at: int) -> tuple[int, tuple[Called, ...], bool] | None:
        """Whom the folded text means from `at` on: where that ends, who it is, and whether it is a handle."""
        for form in self._forms:
            if text.startswith(form, at) and not _goes_on(text, at + len(form)):
                return at + len(form), self._meant[form], False
        handle = _HANDLE.match(text, at)
        if handle is None:
            return None
        word = handle[0].rstrip(".'-_")
        people = self._handles.get(_MARKS.sub("", word))
        return (at + len(word), people, True) if people else None


def _goes_on(text: str, end: int) -> bool:
    """Whether the word goes on behind a form."""
    return end < len(text) and (text[end].isalnum() or text[end] == "_") and text[end - 1] != ")"


class Mentions:
    """Finds who is meant while a text is drawn (a `common.markdown.Marker`), and remembers it in `found`.

    `directory` is the address of the directory. Who is written by their name leads to their entry, by the words that were
    typed; a pseudonym leads nowhere, nor does a handle, which would have to be made a name.
    """

    def __init__(self, names: Names, *, directory: str) -> None:
        self.names, self.directory = names, directory
        self.found: dict[Called, None] = {}
        self._looked_at = 0

    def __call__(self, line: str) -> Iterator[Mark]:
        text, behind = folded(line), 0
        for at in _AT.finditer(line):
            self._looked_at += 1
            if at.start() < behind or self._looked_at > MOST_LOOKED_AT:
                continue
            meant = self.names.meant_at(text, at.end())
            if meant is None:
                continue
            behind, people, is_handle = meant
            new = [called for called in people if called not in self.found]
            if len(self.found) + len(new) > MOST:
                continue
            self.found |= dict.fromkeys(new)
            yield Mark(at.start(), behind, "" if is_handle else self._entry(line[at.end() : behind], people))

    def _entry(self, typed: str, people: Sequence[Called]) -> str:
        if any(called.person is None or not called.is_listed for called in people):
            return ""
        name = typed[: len(people[0].name)]
        return f"{self.directory}?{urlencode({'q': name})}"
