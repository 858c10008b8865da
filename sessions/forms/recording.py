"""The recording of a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from common.media import PLAYED
from common.uploads import kinds_in_words, limit_in_words
from sessions.models import Recording
from sessions.operations.recordings import LONGEST_TRANSCRIPT


class RecordingForm(PortalFormMixin, forms.Form):
    """Link or file, captions and transcript, or why they are missing."""

    submit_label = _("Save")

    title = forms.CharField(label=_("Title"), max_length=200)
    url = forms.URLField(
        label=_("Link to the video"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://…"}),
    )  # fmt: skip
    file = forms.FileField(label=_("or a file"), required=False, max_length=255, allow_empty_file=True)
    captions = forms.FileField(
        label=_("Transcript with times (WebVTT)"), required=False, max_length=255, allow_empty_file=True,
        help_text=_("The file that ends in .vtt: of Zoom, Teams or a captioner. It becomes transcript and captions."),
    )  # fmt: skip
    anew = forms.BooleanField(label=_("Replace what was corrected"), required=False)
    has_captions = forms.BooleanField(
        label=_("The video has captions"), required=False,
        help_text=_("A file that is kept here gets them from the transcript with times."),
    )  # fmt: skip
    transcript = forms.CharField(
        label=_("Transcript"), required=False, max_length=LONGEST_TRANSCRIPT, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("As text, where there is none with times."),
    )  # fmt: skip
    missing_reason = forms.CharField(
        label=_("Why captions or transcript are missing"), max_length=300, required=False,
        help_text=_("Needed only to publish without them. It is shown beside the video."),
    )  # fmt: skip

    def __init__(self, *args: Any, recording: Recording | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Up to %(limit)s: %(kinds)s. It plays in the page.") % {
            "limit": limit_in_words(settings.RECORDING_LIMIT_MB),
            "kinds": kinds_in_words(PLAYED),
        }
        if recording is not None and recording.transcript_from:
            # It is corrected line by line.
            del self.fields["transcript"]
        if recording is None or not recording.cues.corrected().exists():
            del self.fields["anew"]

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        if entered.get("url") and entered.get("file"):
            self.add_error("file", _("Give a link or a file, not both."))
        return entered
