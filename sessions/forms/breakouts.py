"""What is wished of a session's breakouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import LEARNING_ROLES
from cohorts.models import Enrollment
from common.forms import PortalFormMixin
from sessions.enums import BreakoutPart, Expected, Mixed
from sessions.models.breakout import LONGEST_ETIQUETTE, MOST_ROUNDS, MOST_TABLES
from sessions.operations.breakout_problem import PersonWish, Wishes

# So many empty pairs at the end.
MORE_PAIRS = 2
MOST_PAIRS = 60
# What tables may speak beside the session's own language; each in its own name.
LANGUAGES = {
    "es": "Español",
    "pt": "Português",
    "ht": "Kreyòl ayisyen",
    "vi": "Tiếng Việt",
    "zh": "中文",
    "ar": "العربية",
    "mh": "Kajin M̧ajeļ",
    "ru": "Русский",
    "tl": "Tagalog",
    "ase": "ASL",
}
TOGETHER, APART = "together", "apart"


class BreakoutsForm(PortalFormMixin, forms.Form):
    """Everything a plan is made from. Beside its own fields there is one for each person, and three for each pair."""

    submit_label = gettext_lazy("Plan the tables")

    expected = forms.ChoiceField(
        label=gettext_lazy("Who is expected"), choices=Expected.choices, initial=Expected.COMING,
        widget=forms.RadioSelect,
    )  # fmt: skip
    rounds = forms.IntegerField(label=gettext_lazy("Rounds"), min_value=1, max_value=MOST_ROUNDS, initial=3)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes a round"), min_value=1, max_value=180, initial=20)
    size = forms.IntegerField(
        label=gettext_lazy("People at a table"), min_value=2, max_value=50, initial=5,
        help_text=gettext_lazy("At most; tables differ by one."),
    )  # fmt: skip
    tables = forms.IntegerField(
        label=gettext_lazy("Tables"), min_value=1, max_value=MOST_TABLES, required=False,
        help_text=gettext_lazy("Left empty: as many as the size asks for."),
    )  # fmt: skip
    question = forms.CharField(
        label=gettext_lazy("Key question"), max_length=300, required=False,
        help_text=gettext_lazy("What the tables talk about. Everybody reads it; it may be left empty."),
    )  # fmt: skip
    etiquette = forms.CharField(
        label=gettext_lazy("How we talk at the tables"), max_length=LONGEST_ETIQUETTE, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One rule a line. It stands on the cards of the tables, and with everybody’s tables."),
    )  # fmt: skip
    mixed = forms.MultipleChoiceField(
        label=gettext_lazy("Mix, beside organizations"), choices=Mixed.choices, required=False,
        initial=[Mixed.KIND, Mixed.ROLE], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    fewest_community = forms.IntegerField(
        label=gettext_lazy("Community members at each table, at least"), min_value=0, max_value=10, initial=0
    )
    keep_locked = forms.BooleanField(
        label=gettext_lazy("Keep the locked seats"), required=False, initial=True,
        help_text=gettext_lazy("Each stays in its round at the table of that number; the rest is planned around them."),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=gettext_lazy("Number of the plan"), min_value=1, max_value=9999, initial=1,
        help_text=gettext_lazy("The same wishes with the same number make the same plan; another number may make another."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Enrollment], wishes: Wishes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.locked = wishes.locked if wishes else ()
        if not self.locked:
            del self.fields["keep_locked"]
        parts = wishes.parts if wishes else {}
        learning, others = part_choices(is_learning=True), part_choices(is_learning=False)
        for enrollment in people:
            wish = parts.get(enrollment.person_id, PersonWish())
            name = enrollment.person.display_name
            self.fields[f"part_{enrollment.person_id}"] = forms.ChoiceField(
                label=name,
                choices=learning if enrollment.role in LEARNING_ROLES else others,
                required=False,
                initial=_choice_of(wish),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        named = [("", _("Choose")), *((str(e.person_id), e.person.display_name) for e in people)]
        pairs = list(wishes.pairs) if wishes else []
        self.pair_rows = min(MOST_PAIRS, max(len(pairs), self._pairs_sent()) + MORE_PAIRS)
        for place in range(self.pair_rows):
            one, other, is_together = pairs[place] if place < len(pairs) else ("", "", False)
            said = {"number": place + 1}
            self.fields[f"one_{place}"] = forms.ChoiceField(
                label=_("Pair %(number)s, one") % said,
                choices=named,
                required=False,
                initial=str(one),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"how_{place}"] = forms.ChoiceField(
                label=_("Pair %(number)s, how") % said,
                choices=[(APART, _("never with")), (TOGETHER, _("always with"))],
                initial=TOGETHER if is_together else APART,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"other_{place}"] = forms.ChoiceField(
                label=_("Pair %(number)s, the other") % said,
                choices=named,
                required=False,
                initial=str(other),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def form_layout(self) -> Layout:
        return Layout(
            "expected",
            Fieldset(_("Rounds and tables"), Row("rounds", "minutes"), Row("size", "tables"), "question", "etiquette"),
            Fieldset(
                _("What is mixed"), "mixed", Row("fewest_community", "seed"), *(["keep_locked"] * bool(self.locked))
            ),
        )

    def person_rows(self) -> Iterator[tuple[Enrollment, forms.BoundField]]:
        """Each person with the field that says what is wished for them."""
        for enrollment in self.people:
            yield enrollment, self[f"part_{enrollment.person_id}"]

    def pair_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each pair."""
        for place in range(self.pair_rows):
            yield self[f"one_{place}"], self[f"how_{place}"], self[f"other_{place}"]

    def clean(self) -> dict[str, Any]:
        """A pair is two people, and each pair is said once."""
        entered = super().clean() or self.cleaned_data
        self.pairs: list[tuple[int, int, bool]] = []
        said: set[frozenset[str]] = set()
        for place in range(self.pair_rows):
            one, other = entered.get(f"one_{place}"), entered.get(f"other_{place}")
            if not one and not other:
                continue
            if not one or not other or one == other:
                self.add_error(f"other_{place}", _("Choose two different people, or none."))
            elif frozenset((one, other)) in said:
                self.add_error(f"other_{place}", _("These two stand in a row above already."))
            else:
                said.add(frozenset((one, other)))
                self.pairs.append((int(one), int(other), entered.get(f"how_{place}") == TOGETHER))
        return entered

    @property
    def wishes(self) -> Wishes:
        """What was entered, for the work."""
        entered = self.cleaned_data
        parts = {e.person_id: _wish_of(entered[f"part_{e.person_id}"]) for e in self.people}
        names = ("rounds", "minutes", "size", "tables", "expected", "question", "etiquette", "mixed",
                 "fewest_community", "seed")  # fmt: skip
        return Wishes(
            **{name: entered[name] for name in names},
            parts={person: wish for person, wish in parts.items() if wish != PersonWish()},
            pairs=self.pairs,
            locked=self.locked if entered.get("keep_locked") else (),
        )

    def _pairs_sent(self) -> int:
        """How many pairs the sent form had, so that all of them come back."""
        places = [name.removeprefix("one_") for name in self.data if name.startswith("one_") and self.data[name]]
        return max(
            (int(place) + 1 for place in places if place.isascii() and place.isdigit() and len(place) < 3), default=0
        )


def part_choices(*, is_learning: bool) -> list[tuple[str, Any]]:
    """What can be wished for somebody: a part, or a table of their language; who doesn't learn there has no seat by itself."""
    speaking = [
        (f"lang-{code}", _("sits where %(language)s is spoken") % {"language": name})
        for code, name in LANGUAGES.items()
    ]
    usual: list[tuple[str, Any]] = [("", BreakoutPart.GUEST.label), (BreakoutPart.OUT.value, BreakoutPart.OUT.label)]
    if not is_learning:
        usual = [("", _("has no seat")), (BreakoutPart.JOINS.value, BreakoutPart.JOINS.label)]
    parts = [(part.value, part.label) for part in (BreakoutPart.HOST, BreakoutPart.ACCESS)]
    return [*usual, *parts, *speaking]


def _choice_of(wish: PersonWish) -> str:
    if wish.language:
        return f"lang-{wish.language}"
    return "" if wish.part == BreakoutPart.GUEST else wish.part


def _wish_of(choice: str) -> PersonWish:
    if choice.startswith("lang-"):
        return PersonWish(language=choice.removeprefix("lang-"))
    return PersonWish(part=choice or BreakoutPart.GUEST)
