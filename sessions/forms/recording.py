"""The recording of a session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from sessions.operations.recordings import LONGEST_TRANSCRIPT


class RecordingForm(PortalFormMixin, forms.Form):
    """Link, captions and transcript, or why they are missing."""

    submit_label = _("Save")

    title = forms.CharField(label=_("Title"), max_length=200)
    url = forms.URLField(
        label=_("Link to the video"), max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://…"}),
    )  # fmt: skip
    has_captions = forms.BooleanField(label=_("The video has captions"), required=False)
    transcript = forms.CharField(
        label=_("Transcript"), required=False, max_length=LONGEST_TRANSCRIPT, widget=forms.Textarea(attrs={"rows": 8})
    )
    missing_reason = forms.CharField(
        label=_("Why captions or transcript are missing"), max_length=300, required=False,
        help_text=_("Needed only to publish without them. It is shown beside the video."),
    )  # fmt: skip
