"""A yes before something is gone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin


class ConfirmForm(PortalFormMixin, forms.Form):
    """Nothing to fill in."""

    submit_label = _("Take it away")
    submit_kind = "danger"
    cancel_label = _("Keep it")
