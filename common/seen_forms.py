"""Forms that two people may have open at once: an old page takes nobody's change back."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    # Of whichever form it is mixed into.
    Base = forms.Form
else:
    Base = object

SEEN = "seen"


class SeenFormMixin(Base):
    """A form over what is stored, which its `initial` holds; it carries along what its writer saw of it.

    `changes` is what the writer changed; everything else stays as it is by now. Where somebody else has changed the same
    field meanwhile, the field says to what, and only a second save puts the writer's in its place. The layout holds "seen".
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {name: value for name, value in self.initial.items() if name in self.fields}
        self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
        self.initial[SEEN] = _written(_marks(self.stored))
        self.untouched: set[str] = set()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        seen, now = _read(said.pop(SEEN, "")), _marks(self.stored)
        clashes = []
        for name in seen.keys() & now.keys() & said.keys():
            mine = _mark(said[name])
            if mine == seen[name]:
                self.untouched.add(name)
            elif now[name] not in (seen[name], mine):
                clashes.append(name)
        for name in clashes:
            facts = {"theirs": self._in_words(name)}
            text = _("Meanwhile somebody else has written here: %(theirs)s. Save once more to put yours in its place.")
            self.add_error(name, text % facts)
        if clashes:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix(SEEN)] = _written(seen | {name: now[name] for name in clashes})  # type: ignore[index]
        return said

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed here, and what isn't stored."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.untouched}

    def _in_words(self, name: str) -> str:
        """What stands there now. A box never clashes: two who changed it did the same."""
        field, value = self.fields[name], self.stored[name]
        for key, label in getattr(field, "choices", []):
            if str(key) == str(value):
                return f"“{label}”"
        shown = field.prepare_value(value)
        return _("nothing") if shown in (None, "") else f"“{shown}”"


def _marks(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: _mark(value) for name, value in values.items()}


def _mark(value: Any) -> str:
    """The same for values that are stored alike, whatever the line ends a browser sends."""
    plain = value.pk if isinstance(value, models.Model) else value
    text = "" if plain is None else "\n".join(str(plain).strip().splitlines())
    return sha256(text.encode()).hexdigest()[:12]


def _written(marks: Mapping[str, str]) -> str:
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())


def _read(text: str) -> dict[str, str]:
    return {name: mark for name, _colon, mark in (word.partition(":") for word in text.split())}
