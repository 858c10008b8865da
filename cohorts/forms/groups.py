"""The forms of affinity groups: a proposal, an answer to it, a date, why somebody is taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import AffinityGroup, Cohort, GroupMeeting
from cohorts.models.group import LONGEST_MEETING
from cohorts.operations.group_meetings import MeetingFacts
from common import times
from common.errors import DomainError
from common.forms import WITHIN_REASON, ClockInput, DayInput, PortalFormMixin
from common.wall_clock import instant


class ProposeGroupForm(PortalFormMixin, forms.ModelForm):
    """A circle somebody would like to have."""

    submit_label = gettext_lazy("Propose the group")

    class Meta:
        model = AffinityGroup
        fields = ["name", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"purpose": gettext_lazy("What you would like to talk about, and with whom.")}


class DeclineGroupForm(PortalFormMixin, forms.Form):
    """The answer to a proposal that doesn't become a group."""

    submit_label = gettext_lazy("Decline and send the answer")
    submit_kind = "danger"

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Goes by mail to who proposed the group, with your cohort's name under it."),
    )


class CloseGroupForm(PortalFormMixin, forms.Form):
    """Asks once more."""

    submit_label = gettext_lazy("Close the group")
    submit_kind = "danger"


class RemoveMemberForm(PortalFormMixin, forms.Form):
    """Why somebody is taken out of a group."""

    submit_label = gettext_lazy("Take out of the group")
    submit_kind = "danger"

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Kept with your name, for coordinators. The person does not get to read it."),
    )


class MeetingForm(PortalFormMixin, forms.Form):
    """A date of the group's own, on the clock of the cohort."""

    # Set where the form is valid.
    starts_at: datetime

    submit_label = gettext_lazy("Save the date")

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, required=False)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput(), validators=WITHIN_REASON)
    wall_time = forms.TimeField(label=gettext_lazy("Start"), widget=ClockInput())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=15, max_value=LONGEST_MEETING, initial=60)
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A room, or a link to a meeting. Only members of the group see it."),
    )

    def __init__(self, *args: Any, cohort: Cohort, meeting: GroupMeeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            local = times.in_zone(meeting.starts_at, cohort.zone)
            kwargs["initial"] = {
                "title": meeting.title,
                "day": local.date(),
                "wall_time": local.time(),
                "minutes": meeting.minutes,
                "place": meeting.place,
            }
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["wall_time"].help_text = _("On the clock in the cohort's time zone: %(zone)s.") % {
            "zone": times.zone_name(cohort.time_zone)
        }

    def form_layout(self) -> Layout:
        """Day, clock and length side by side."""
        return Layout("title", Div("day", "wall_time", "minutes", css_class="row"), "place")

    def clean(self) -> dict[str, Any]:
        written = super().clean() or self.cleaned_data
        if written.get("day") and written.get("wall_time"):
            try:
                self.starts_at = instant(written["day"], written["wall_time"], self.cohort.zone)
            except DomainError as skipped:
                self.add_error("wall_time", str(skipped))
        return written

    @property
    def facts(self) -> MeetingFacts:
        """What was entered, once the form is valid."""
        entered = self.cleaned_data
        return MeetingFacts(self.starts_at, entered["minutes"], entered["title"], entered["place"])
