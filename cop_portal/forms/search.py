"""What somebody looks for, and how they narrow it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from cohorts.search_queries import Wanted
from common.forms import WITHIN_REASON, DayInput, SaysWhatToDo
from common.search.sought import LONGEST, Sought, read
from cop_portal.search import Kind
from discussions.models import Board

NOT_THERE = {"invalid_choice": _("This isn’t in your list. Choose one of it, or none.")}


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", **attrs})


class SearchForm(SaysWhatToDo, forms.Form):
    """Asked with GET: a search has an address to come back to."""

    q = forms.CharField(
        label=_("What are you looking for?"), max_length=LONGEST, required=False, widget=_line(type="search")
    )
    kind = forms.ChoiceField(
        label=_("Where to look"), choices=[("", _("Everywhere")), *Kind.choices], required=False, widget=_select(),
        error_messages=NOT_THERE,
    )  # fmt: skip
    cohort = forms.ChoiceField(label=_("Cohort"), required=False, widget=_select(), error_messages=NOT_THERE)
    board = forms.ChoiceField(label=_("Board"), required=False, widget=_select(), error_messages=NOT_THERE)
    by = forms.CharField(label=_("Said by"), max_length=120, required=False, widget=_line())
    since = forms.DateField(
        label=_("From"), required=False, widget=DayInput({"class": "form-control"}), validators=WITHIN_REASON
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput({"class": "form-control"}), validators=WITHIN_REASON
    )

    def __init__(self, data: Any, *, cohorts: Sequence[Cohort]) -> None:
        super().__init__(data)
        self.cohorts = {cohort.slug: cohort for cohort in cohorts}
        self.boards: dict[str, Board] = {}
        self._offer("cohort", _("All of my cohorts"), {slug: cohort.title for slug, cohort in self.cohorts.items()})
        self._offer("board", _("All boards"), {})

    def _offer(self, name: str, everything: Any, choices: dict[str, str]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", everything), *choices.items()]

    @property
    def chosen_cohort(self) -> Cohort | None:
        """The one that is chosen; whoever has one only needn't choose."""
        if len(self.cohorts) == 1:
            return next(iter(self.cohorts.values()))
        return self.cohorts.get(self.data.get("cohort", ""))

    def offer_boards(self, boards: Sequence[Board]) -> None:
        """The boards of the chosen cohort that the viewer reads."""
        self.boards = {board.slug: board for board in boards}
        self._offer("board", _("All boards"), {slug: board.name for slug, board in self.boards.items()})

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day is before the first."))
        if said.get("q") and not read(said["q"]):
            self.add_error("q", _("There is no word in it to look for. Write at least one."))
        return said

    @property
    def wanted(self) -> Wanted:
        """What they look for; ask for it once the form is valid."""
        said = self.cleaned_data
        board = self.boards.get(said["board"])
        return Wanted(
            words=read(said["q"]),
            cohort=self.chosen_cohort if said["cohort"] or board else None,
            board=board.pk if board else None,
            by=read(said["by"]) if said["by"] else Sought(),
            since=_begin_of(said["since"]),
            until=_begin_of(said["until"] and said["until"] + timedelta(days=1)),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether any of the filters is set."""
        return any(self.data.get(name) for name in ("cohort", "board", "by", "since", "until"))


def _begin_of(day: date | None) -> datetime | None:
    """The day's beginning where the viewer is."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
