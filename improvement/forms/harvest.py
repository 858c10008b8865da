"""Opening a vote, and taking on an action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrollment
from common.forms import WITHIN_REASON, DayInput, PortalFormMixin
from improvement.models import Priority
from improvement.models.harvest import MOST_DOTS


class OpenVoteForm(PortalFormMixin, forms.Form):
    """How many dots each person has. What else is wrong with it, the operation says."""

    submit_label = _("Open the vote")

    dots = forms.IntegerField(label=_("Dots for each person"), min_value=1, max_value=MOST_DOTS, initial=3)
    several_on_one = forms.BooleanField(
        label=_("Several dots may go to one priority"), required=False, initial=True,
        help_text=_("Otherwise each priority takes one dot of a person."),
    )  # fmt: skip


class ActionForm(PortalFormMixin, forms.Form):
    """What, who, by when. Those who take part choose no owner: it is theirs."""

    words = forms.CharField(label=_("What will be done"), max_length=300)
    owner = forms.ChoiceField(label=_("Who sees to it"))
    due_on = forms.DateField(label=_("By when"), widget=DayInput(), validators=WITHIN_REASON)
    priority = forms.ChoiceField(
        label=_("Which priority it serves"), required=False, help_text=_("Or none: it stands alone.")
    )

    def __init__(
        self, *args: Any, owners: Sequence[Enrollment] | None, priorities: Sequence[Priority], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(one.person_id): one.person for one in owners or ()}
        self.priorities = {str(one.pk): one for one in priorities}
        if owners is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].choices = [(pk, person.display_name) for pk, person in self.owners.items()]  # type: ignore[attr-defined]
        if priorities:
            named = [(pk, f"{one.title} · {one.harvest.live_session}") for pk, one in self.priorities.items()]
            self.fields["priority"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["priority"]

    def form_layout(self) -> Layout:
        """What and by when stand together."""
        rows = [name for name in ("owner", "due_on") if name in self.fields]
        return Layout("words", Row(*rows), *[name for name in ("priority",) if name in self.fields])
