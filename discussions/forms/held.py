"""What becomes of what waits to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from discussions.operations.checks import LONGEST_REASON

RELEASE, REFUSE = "release", "refuse"


class HeldForm(PortalFormMixin, forms.Form):
    """Which of them, and which button. Its page draws the boxes beside the words."""

    act = forms.ChoiceField(choices=[(RELEASE, RELEASE), (REFUSE, REFUSE)], required=False, widget=forms.HiddenInput)
    held = forms.TypedMultipleChoiceField(
        label=_("Which ones"), coerce=int, error_messages={"required": _("Choose at least one.")}
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=LONGEST_REASON,
        help_text=_("For what is not shown: its author reads this, also by mail."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whoever has written a reason doesn't mean to release: the key for a new line would press that button."""
        said = super().clean() or self.cleaned_data
        if said.get("act") == RELEASE and said.get("reason", "").strip():
            self.add_error("reason", _("A reason is for what is not shown. Take it out to release what is chosen."))
        return said

    def __init__(self, *args: Any, keys: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
