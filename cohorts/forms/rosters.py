"""Choosing a file of people to import, and confirming what the preview showed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm

from cohorts.models import Cohort
from cohorts.roster.files import is_xlsx

LARGEST_FILE = 5 * 1024 * 1024
# The places of the formats in `cohorts.admin.roster_formats.FORMATS`.
CSV_PLACE, XLSX_PLACE = "0", "1"


def _cohorts() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.order_by("-starts_on", "title"),
        required=False,
        help_text=gettext_lazy("For everybody in the file, but those whose row names another in a column “cohort”."),
    )


class RosterForm(ImportForm):
    """The file and the cohort it is for. What kind of file it is, is seen from the file."""

    cohort = _cohorts()
    field_order = ["cohort", "import_file", "resource", "format"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].label = _("CSV or XLSX file")
        self.fields["import_file"].widget.attrs = {"accept": ".csv,.xlsx,.txt"}

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def clean_import_file(self) -> Any:
        """Not larger than a list of people is."""
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file has %(size)s; a list of people has at most %(most)s.")
                % {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_FILE)}
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("import_file"):
            cleaned["format"] = XLSX_PLACE if is_xlsx(file.read(4)) else CSV_PLACE
            file.seek(0)
        return cleaned


class ConfirmRosterForm(ConfirmImportForm):
    """What is carried from the preview to the import."""

    format = forms.ChoiceField(choices=[(CSV_PLACE, "CSV"), (XLSX_PLACE, "XLSX")], widget=forms.HiddenInput())

    cohort = forms.ModelChoiceField(queryset=Cohort.objects.all(), required=False, widget=forms.HiddenInput())


class RosterExportForm(ExportForm):
    """Which kind of file to write, and of whom."""

    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.order_by("-starts_on", "title"),
        required=False,
        empty_label=gettext_lazy("everybody in the list, as it was filtered"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].label = _("Kind of file")
        self.initial.setdefault("format", XLSX_PLACE)
