"""A letter to those who haven't done their part, each of whom reads what is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cohorts.forms.letter import LetterForm, box_of
from cohorts.models import Enrollment


class PartLetterForm(LetterForm):
    """As any letter; beside each person stands what they owe (`owed`, by enrollment)."""

    def __init__(
        self, *args: Any, people: Sequence[Enrollment], owed: Mapping[int, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, people=people, **kwargs)
        for enrollment in people:
            self.fields[box_of(enrollment)].help_text = "; ".join(owed[enrollment.pk])
