"""What a cohort expects of its people, as its coordinators write it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from common.seen_forms import SeenFormMixin
from progress.models import ParticipationRule

SAID = ("words", "responses_required", "replies_required", "words_required", "reply_outside_organization")


class RuleForm(SeenFormMixin, PortalFormMixin, forms.Form):
    """The words, and the numbers that the portal counts; they must say the same."""

    submit_label = _("Save what is expected")

    words = forms.CharField(
        label=_("In words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As people read it. Below stands what the portal counts; both must say the same."),
    )
    responses_required = forms.IntegerField(
        label=_("Prompts to answer"),
        min_value=0,
        max_value=1,
        help_text=_("Of each session; 0 or 1 of its prompts, whichever they choose."),
    )
    replies_required = forms.IntegerField(
        label=_("Peers to reply to"),
        min_value=0,
        max_value=20,
        help_text=_("Different people; two replies to one person count once."),
    )
    words_required = forms.IntegerField(
        label=_("Words a post needs to count"), min_value=0, max_value=1000, help_text=_("0: every post counts.")
    )
    reply_outside_organization = forms.BooleanField(
        label=_("At least one reply goes to another organization"), required=False
    )

    def __init__(self, *args: Any, rule: ParticipationRule | None, **kwargs: Any) -> None:
        stands = rule or ParticipationRule()
        kwargs["initial"] = {name: getattr(stands, name) for name in SAID}
        super().__init__(*args, **kwargs)
