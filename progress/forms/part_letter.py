"""A letter to those who haven't done their part, each of whom reads what is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.translation import ngettext

from cohorts.forms.letter import LetterForm, box_of
from cohorts.models import Enrollment


class PartLetterForm(LetterForm):
    """As any letter; beside each person stands what they owe (`owed`, by enrollment)."""

    def __init__(
        self, *args: Any, people: Sequence[Enrollment], owed: Mapping[int, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, people=people, **kwargs)
        for enrollment in people:
            self.fields[box_of(enrollment)].help_text = in_short(owed[enrollment.pk])


def in_short(owed: Sequence[str]) -> str:
    """What one person owes, in a line: of more than one session it stands in full where the letter is looked at.

    As HTML, which the help of a field is: it holds the titles of sessions.
    """
    if len(owed) == 1:
        return escape(owed[0])
    return ngettext("Something from %(count)d session", "Something from %(count)d sessions", len(owed)) % {
        "count": len(owed)
    }
