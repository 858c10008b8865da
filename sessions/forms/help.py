"""Asking for help during a session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin


class HelpForm(PortalFormMixin, forms.Form):
    """A few words, or none."""

    submit_label = _("Ask for help")

    words = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        required=False,
        help_text=_("A few words, or none. Only the facilitators of this session read it."),
    )
