"""Attendance at the desk: a correction, a report to import, whom a name means; and a participant's “I can't come”."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.time_zones import zone_choices
from common.forms import PortalFormMixin
from sessions.attendance.report import LARGEST_FILE_MB
from sessions.enums import Attended
from sessions.models.attendance_by_hand import LONGEST_REASON, LONGEST_WORD

ENDINGS = (".csv", ".xlsx", ".txt")


class CorrectionForm(PortalFormMixin, forms.Form):
    """What a person's state is, whatever is known."""

    submit_label = gettext_lazy("Save the correction")

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=Attended.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Facilitators and coordinators read it, with your name beside it."),
    )


class ReportForm(PortalFormMixin, forms.Form):
    """Zoom's participants report, and the zone its times are written in: the file names none."""

    submit_label = gettext_lazy("Look at it first")

    file = forms.FileField(
        label=gettext_lazy("The report"),
        max_length=255,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of its times"),
        help_text=gettext_lazy("That of the Zoom account it was downloaded from; the file does not say."),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices(zone)  # type: ignore[attr-defined]
        self.fields["zone"].initial = zone
        self.fields["file"].help_text = _("CSV or XLSX, up to %(limit)s MB.") % {"limit": LARGEST_FILE_MB}

    def clean_file(self) -> UploadedFile:
        """A table, and not larger than a report is; what is in it is looked at when it is read."""
        file = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(ENDINGS):
            raise forms.ValidationError(
                _("“%(name)s” is no CSV or XLSX file. In Zoom, open the report of the meeting and export it as CSV.")
                % {"name": file.name}
            )
        if file.size > LARGEST_FILE_MB * 1_000_000:
            raise forms.ValidationError(
                _("This file is larger than %(limit)s MB. A report of one meeting is smaller: is it the right file?")
                % {"limit": LARGEST_FILE_MB}
            )
        return file

    def clean_zone(self) -> ZoneInfo:
        return ZoneInfo(self.cleaned_data["zone"])


class NameForm(PortalFormMixin, forms.Form):
    """Who is meant by a name in the queue."""

    submit_label = gettext_lazy("Save")

    NOBODY = "nobody"

    person = forms.ChoiceField(label=gettext_lazy("Who it is"))
    once = forms.BooleanField(
        label=gettext_lazy("Only at this session"),
        required=False,
        help_text=gettext_lazy("For a name that others may use another time, such as that of a shared telephone."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = (self.NOBODY, _("Nobody of this cohort"))
        self.fields["person"].choices = [("", _("Choose")), nobody, *people]  # type: ignore[attr-defined]

    @property
    def person_id(self) -> int | None:
        """Whom it means; None for nobody of the cohort."""
        chosen = self.cleaned_data["person"]
        return None if chosen == self.NOBODY else int(chosen)


class ApologyForm(PortalFormMixin, forms.Form):
    """That one can't come, perhaps with a word."""

    submit_label = gettext_lazy("I can’t come")

    word = forms.CharField(
        label=gettext_lazy("A word to the facilitators"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("If you like. Those who run the sessions read it, and nobody else."),
    )
