"""The coordinators' settings of a cohort: what is said of it, its phases, its holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.reminders import RemindersAfterField, RemindersField
from cohorts.models import Cohort
from cohorts.operations.closing import PhaseWritten
from common.fields import LinesFormField
from common.forms import DayInput, PortalFormMixin, SaysWhatToDo, name_by_row
from common.seen_forms import SEEN, SeenFormMixin

FACTS = (
    "title", "welcome", "agreements", "starts_on", "ends_on", "team_size_min", "team_size_max",
    "staff_see_team_boards", "pseudonyms_allowed", "titles_hidden", "answer_first", "holds_first_posts",
    "first_posts_held", "smallest_group", "reminder_minutes", "reminder_minutes_after", "accommodation_days",
    "attendance_minutes", "makeup_words", "makeup_days", "zoom_registration", "recordings_publish_themselves",
)  # fmt: skip
MOST_PHASES, MOST_HOLIDAYS, MORE_ROWS = 12, 60, 2


class SettingsForm(SeenFormMixin, PortalFormMixin, forms.Form):
    """What is said of a cohort while it goes on."""

    submit_label = gettext_lazy("Save the settings")

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    welcome = forms.CharField(
        label=gettext_lazy("Welcome"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The first words on the cohort's page."),
    )
    agreements = LinesFormField(
        label=gettext_lazy("Community agreements"),
        required=False,
        max_length=6000,
        help_text=gettext_lazy(
            "One a line. Whoever comes in agrees to these; when you change them, everybody is asked once more."
        ),
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput)
    team_size_min = forms.IntegerField(label=gettext_lazy("Smallest team"), min_value=1, max_value=50)
    team_size_max = forms.IntegerField(
        label=gettext_lazy("Largest team"),
        min_value=1,
        max_value=50,
        help_text=gettext_lazy("People who are invited count as well."),
    )
    staff_see_team_boards = forms.BooleanField(
        label=gettext_lazy("Facilitators and coordinators read the teams’ boards"),
        required=False,
        help_text=gettext_lazy("Members read so on their team’s page. It holds for what they wrote before, too."),
    )
    pseudonyms_allowed = forms.BooleanField(
        label=gettext_lazy("People may speak without their name"),
        required=False,
        help_text=gettext_lazy(
            "On the boards others then read a pseudonym. Facilitators and coordinators can look up who it is: with a reason, "
            "which is kept and which the person can read. What was posted without a name stays so when this is switched off."
        ),
    )
    titles_hidden = forms.BooleanField(
        label=gettext_lazy("Roles at work stay hidden on the boards"),
        required=False,
        help_text=gettext_lazy("Posts show name and organization, so that no title weighs more than another."),
    )
    answer_first = forms.BooleanField(
        label=gettext_lazy("People answer a prompt before they read the others’ answers"),
        required=False,
        help_text=gettext_lazy(
            "Participants and team leads see how many have answered, and read the answers once their own stands there. It holds "
            "on every page, in mails and in search, until the thread is locked or the cohort is over."
        ),
    )
    holds_first_posts = forms.BooleanField(
        label=gettext_lazy("First posts wait until somebody has looked at them"),
        required=False,
        help_text=gettext_lazy(
            "On the boards of the cohort, its sessions and its groups. What a participant or team lead writes first is read by "
            "themselves, facilitators and coordinators, who release it or say why not. What waits when this is switched off "
            "still waits for them."
        ),
    )
    first_posts_held = forms.IntegerField(
        label=gettext_lazy("How many first posts"),
        min_value=1,
        max_value=20,
        required=False,
        help_text=gettext_lazy("Until so many posts and topics of a person stand on these boards, theirs wait."),
    )
    smallest_group = forms.IntegerField(
        label=gettext_lazy("Smallest group that is told of"),
        min_value=2,
        max_value=50,
        required=False,
        help_text=gettext_lazy("Counts of fewer people than this are shown nowhere: they would nearly name somebody."),
    )
    reminder_minutes = RemindersField()
    reminder_minutes_after = RemindersAfterField()
    accommodation_days = forms.IntegerField(
        label=gettext_lazy("Business days for accommodations"),
        min_value=0,
        max_value=60,
        help_text=gettext_lazy(
            "What people need to take part is to be arranged this many business days before a session."
        ),
    )
    attendance_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to have attended"),
        min_value=1,
        max_value=720,
        help_text=gettext_lazy(
            "Who is in a session for this many minutes has attended it live. In a session that is not longer, half of it."
        ),
    )

    makeup_words = forms.IntegerField(
        label=gettext_lazy("Words of a reflection"),
        min_value=1,
        max_value=2000,
        help_text=gettext_lazy(
            "Who missed a session makes up for it by opening its recording and writing a reflection of at least so many "
            "words. Nobody reads the words unless they are shared."
        ),
    )
    makeup_days = forms.IntegerField(
        label=gettext_lazy("Days to make up for it"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy("Counted from the session; afterwards it stays missed."),
    )

    zoom_registration = forms.BooleanField(
        label=gettext_lazy("Register people at Zoom"),
        required=False,
        help_text=gettext_lazy(
            "Where the portal makes the Zoom meetings: everybody who takes part gets a link of their own, by which Zoom's lists "
            "know them. Zoom learns their names and addresses."
        ),
    )

    recordings_publish_themselves = forms.BooleanField(
        label=gettext_lazy("Publish recordings by themselves once captions and transcript are there"),
        required=False,
        help_text=gettext_lazy(
            "Recordings that come from Zoom. Without this, facilitators publish each one. What somebody has held back or taken "
            "away stays so, and a recording without captions or transcript always waits for somebody."
        ),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(cohort, name) for name in FACTS}
        super().__init__(*args, **kwargs)

    def clean_smallest_group(self) -> int:
        """Left empty, it stays as it is."""
        return self.cleaned_data["smallest_group"] or self.initial["smallest_group"]

    def clean_first_posts_held(self) -> int:
        """Left empty, it stays as it is."""
        return self.cleaned_data["first_posts_held"] or self.initial["first_posts_held"]

    def form_layout(self) -> Layout:
        """What belongs together stands together."""
        return Layout(
            SEEN,
            Fieldset(_("The cohort"), "title", "welcome", "agreements", Div("starts_on", "ends_on", css_class="row")),
            Fieldset(_("Teams"), Div("team_size_min", "team_size_max", css_class="row"), "staff_see_team_boards"),
            Fieldset(_("Safe voice"), "pseudonyms_allowed", "titles_hidden", "answer_first", "smallest_group"),
            Fieldset(_("New on the boards"), "holds_first_posts", "first_posts_held"),
            Fieldset(
                _("Before and after each session"),
                "reminder_minutes",
                "reminder_minutes_after",
                "accommodation_days",
                "zoom_registration",
            ),
            Fieldset(_("Attendance"), "attendance_minutes", Div("makeup_words", "makeup_days", css_class="row")),
            Fieldset(_("Recordings"), "recordings_publish_themselves"),
        )


class PhaseRowForm(SaysWhatToDo, forms.Form):
    """One phase; a row without a title is none."""

    slug = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Phase"), max_length=120)
    starts_on = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput)
    expected_participation = forms.CharField(
        label=gettext_lazy("What is expected"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    summary = forms.CharField(
        label=gettext_lazy("What it is about"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return said


class HolidayRowForm(SaysWhatToDo, forms.Form):
    """One day on which the cohort doesn't meet."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)


class BasePhaseFormSet(forms.BaseFormSet):
    ordering_widget = forms.NumberInput
    default_error_messages = {"too_many_forms": gettext_lazy("A cohort has at most %(num)d phases. Take some away.")}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Order")
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take away")
        name_by_row(form, _("Phase %(number)s, %(field)s"), index)

    @property
    def phases(self) -> list[PhaseWritten]:
        """The written rows in their order."""
        fields = ("slug", "title", "starts_on", "ends_on", "expected_participation", "summary")
        rows = [form.cleaned_data for form in self.ordered_forms if form.cleaned_data]
        return [PhaseWritten(**{name: row[name] for name in fields}) for row in rows]


class BaseHolidayFormSet(forms.BaseFormSet):
    default_error_messages = {
        "too_many_forms": gettext_lazy("The list has room for %(num)d holidays. Take away those that are past.")
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take away")
        name_by_row(form, _("Holiday %(number)s, %(field)s"), index)

    def clean(self) -> None:
        """Each day once, said at the second row that has it."""
        seen: set[date] = set()
        for form in self.forms:
            day = form.cleaned_data.get("day") if hasattr(form, "cleaned_data") else None
            if day is None or form.cleaned_data.get("DELETE"):
                continue
            if day in seen:
                form.add_error("day", _("This day is in the list already."))
            seen.add(day)

    @property
    def holidays(self) -> dict[date, str]:
        """The written rows."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return {row["day"]: row["name"] for row in rows if not row.get("DELETE")}


PhaseFormSet = forms.formset_factory(
    PhaseRowForm, formset=BasePhaseFormSet, extra=MORE_ROWS, can_delete=True, can_delete_extra=False, can_order=True,
    max_num=MOST_PHASES, absolute_max=MOST_PHASES + 10, validate_max=True,
)  # fmt: skip
HolidayFormSet = forms.formset_factory(
    HolidayRowForm, formset=BaseHolidayFormSet, extra=MORE_ROWS + 2, can_delete=True, can_delete_extra=False,
    max_num=MOST_HOLIDAYS, absolute_max=MOST_HOLIDAYS + 10, validate_max=True,
)  # fmt: skip
