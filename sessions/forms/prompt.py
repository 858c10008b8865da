"""A prompt: the question, and when it opens."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from common import times
from common.forms import PortalFormMixin
from sessions.forms.when import as_instant, clock_field, day_field, name_zone
from sessions.models import LiveSession, Prompt
from sessions.operations.prompts import LONGEST_QUESTION, LONGEST_TEXT


class PromptForm(PortalFormMixin, forms.Form):
    """Words, and an opening of its own if it needs one."""

    submit_label = _("Save the prompt")

    title = forms.CharField(label=_("Question"), max_length=LONGEST_QUESTION)
    body = forms.CharField(
        label=_("More about it"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: *emphasis*, lists with -, links as [words](https://…)."),
    )  # fmt: skip
    opens_on = day_field(label=_("Opens on"), required=False)
    opens_clock = clock_field(label=_("At"), required=False)

    def __init__(self, *args: Any, live_session: LiveSession, prompt: Prompt | None = None, **kwargs: Any) -> None:
        self.cohort = live_session.cohort
        initial: dict[str, Any] = {}
        if prompt is not None:
            initial = {"title": prompt.thread.title, "body": prompt.thread.body}
            if prompt.opens_at:
                local = times.in_zone(prompt.opens_at, self.cohort.zone)
                initial |= {"opens_on": local.date(), "opens_clock": local.time()}
        super().__init__(*args, **(kwargs | {"initial": initial}))
        name_zone(self.fields["opens_clock"], self.cohort)

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        entered["opens_at"] = None
        if bool(entered.get("opens_on")) != bool(entered.get("opens_clock")) and not (
            {"opens_on", "opens_clock"} & set(self.errors)
        ):
            missing = "opens_clock" if entered.get("opens_on") else "opens_on"
            self.add_error(missing, _("Give both, a day and a time, or neither."))
        else:
            entered["opens_at"] = as_instant(self, self.cohort, day_name="opens_on", clock_name="opens_clock")
        return entered

    def form_layout(self) -> Layout:
        return Layout(
            "title",
            "body",
            Fieldset(_("Only if it doesn't open at the end of the session"), Row("opens_on", "opens_clock")),
        )
