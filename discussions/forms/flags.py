"""Flagging what another said, and deciding what becomes of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from discussions.enums import FlagAbout
from discussions.operations.checks import LONGEST_REASON

KEEP, HIDE = "keep", "hide"


class FlagForm(PortalFormMixin, forms.Form):
    """What it is about."""

    submit_label = _("Flag it")

    about = forms.ChoiceField(label=_("What is it about?"), choices=FlagAbout.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=LONGEST_REASON,
        help_text=_("If you like; please don’t repeat what should not be read."),
    )  # fmt: skip


class DecideForm(PortalFormMixin, forms.Form):
    """What becomes of what was flagged."""

    submit_label = _("Decide")

    outcome = forms.ChoiceField(
        label=_("What becomes of it?"), widget=forms.RadioSelect,
        choices=[(KEEP, _("It may stay.")), (HIDE, _("It is taken away."))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason or note"), required=False, max_length=LONGEST_REASON,
        help_text=_("If it is taken away, its author reads this; say why. If it stays, it is a note for those who keep order."),
    )  # fmt: skip
