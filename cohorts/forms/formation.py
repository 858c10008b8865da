"""The team formation form as its leader fills it in, and the small forms of those who opened it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cohorts.enums import OrganizationType, RoleLevel
from cohorts.models import Cohort, Organization, TeamFormation
from cohorts.operations.formation import Opening, UnableToOpen
from cohorts.operations.formation_answers import Answers, Line, NotReadyYet
from common.forms import WITHIN_REASON, DayInput, PortalFormHelper, PortalFormMixin

# As many organizations as one page asks for; there is always another page.
ROWS = 5
FIELDS = ("name", "email", "level", "availability", "is_lead")


class FormationForm(PortalFormMixin, forms.Form):
    """A few lines of people and a note. A draft may be anything that fits; what is wrong is said when it is handed in."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), min_value=0)
    note = forms.CharField(
        label=gettext_lazy("Anything the coordinators should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, formation: TeamFormation, answers: Answers, lines: int, **kwargs: Any) -> None:
        self.lines = lines
        self.required_lines = formation.cohort.team_size_min
        kwargs["initial"] = _initial(answers) | {"version": formation.version}
        super().__init__(*args, **kwargs)
        for position in range(lines):
            self.fields |= _line_fields(position)

    def form_layout(self) -> Layout:
        """A group for each person."""
        people = [
            Fieldset(
                _("Person %(number)d") % {"number": position + 1}
                if position < self.required_lines
                else _("Person %(number)d, if there is one") % {"number": position + 1},
                Div(f"name_{position}", f"email_{position}", css_class="row"),
                Div(f"level_{position}", f"availability_{position}", css_class="row"),
                f"is_lead_{position}",
            )
            for position in range(self.lines)
        ]
        return Layout("version", *people, Fieldset(_("Note"), "note"))

    @property
    def answers(self) -> Answers:
        """What was written, once its lengths are right."""
        said = self.cleaned_data
        lines = (
            Line(position, **{field: said[f"{field}_{position}"] for field in FIELDS}) for position in range(self.lines)
        )
        return Answers(tuple(lines), said["note"])

    def go_on_from(self, version: int) -> None:
        """Makes this the version the next save begins with; what was typed stays."""
        sent = self.data.dict() if hasattr(self.data, "dict") else self.data
        self.data = {**sent, "version": str(version)}

    def say_problems(self, refusal: NotReadyYet) -> None:
        """Each problem at its field."""
        for problem in refusal.problems:
            self.add_error(f"{problem.field}_{problem.position}", problem.sentence)

    def show_theirs(self, theirs: Answers) -> None:
        """What somebody else has saved: in the lines nobody has typed in here, and under each field that differs.

        An empty line here says nothing about their person in it: pressing “Save” once more must not take them away.
        """
        typed = {line.position for line in self.answers.tidy.lines}
        added = [line for line in theirs.lines if line.position not in typed]
        taken = _initial(Answers(tuple(added), theirs.note if not self.answers.tidy.note else ""))
        self.data = {**self.data.dict(), **{name: _sent(value) for name, value in taken.items()}}  # type: ignore[attr-defined]
        mine, other = _initial(self.answers.tidy) | taken, _initial(theirs)
        for name in self.fields:
            # Help texts are drawn as they are; what people wrote is escaped here.
            if name in taken:
                self[name].help_text = _("Saved by somebody else, and taken over.")
            elif name != "version" and mine.get(name, "") != other.get(name, ""):
                said = _said(name, other.get(name, ""))
                self[name].help_text = format_html("{} {}", _("Saved by somebody else:"), said)


def _initial(answers: Answers) -> dict[str, Any]:
    """The answers by field; what is empty is left out."""
    found = {
        f"{field}_{line.position}": getattr(line, field)
        for line in answers.lines
        for field in FIELDS
        if getattr(line, field)
    }
    return found | ({"note": answers.note} if answers.note else {})


def _sent(value: Any) -> str:
    """As a browser sends it."""
    return "on" if value is True else str(value)


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("ticked")
    if not value:
        return _("not ticked") if name.startswith("is_lead") else _("nothing")
    return f"“{RoleLevel(value).label if name.startswith('level') else value}”"


def _line_fields(position: int) -> dict[str, forms.Field]:
    """The fields of one person; each label says whose it is, for it is read out of its group too."""
    person = {"number": position + 1}
    levels = [("", "—"), *RoleLevel.choices]
    return {
        f"name_{position}": forms.CharField(
            label=_("Name of person %(number)d") % person, max_length=120, required=False
        ),
        f"email_{position}": forms.CharField(
            label=_("E-mail address of person %(number)d") % person,
            max_length=254,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}),
        ),
        f"level_{position}": forms.ChoiceField(
            label=_("Role level of person %(number)d") % person, choices=levels, required=False
        ),
        f"availability_{position}": forms.CharField(
            label=_("When person %(number)d can take part") % person,
            max_length=300,
            required=False,
            help_text=_("For example: Wednesday afternoons, not in May.") if position == 0 else "",
        ),
        f"is_lead_{position}": forms.BooleanField(label=_("Person %(number)d leads the team") % person, required=False),
    }


class DueMixin(forms.Form):
    """A last day; the form is open until its evening, in the cohort's zone."""

    due_on = forms.DateField(label=gettext_lazy("Open until the evening of"), widget=DayInput, validators=WITHIN_REASON)

    def __init__(self, *args: Any, cohort: Cohort, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.now = cohort, now

    @property
    def due_at(self) -> datetime:
        """The last minute of the day that was chosen."""
        day: date = self.cleaned_data["due_on"]
        return datetime.combine(day, time(23, 59), tzinfo=self.cohort.zone)

    def today_and(self, days: int) -> date:
        """So many days from now on the cohort's calendar."""
        return self.now.astimezone(self.cohort.zone).date() + timedelta(days=days)


class OpenFormationsForm(PortalFormMixin, DueMixin):
    """Several organizations and their leaders; rows left empty don't count."""

    submit_label = gettext_lazy("Open and send the links")

    def __init__(self, *args: Any, cohort: Cohort, viewer: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, cohort=cohort, now=now, **kwargs)
        self.fields["due_on"].initial = self.today_and(14)
        taken = TeamFormation.objects.filter(cohort=cohort).exclude(status="closed").values("organization")
        known = Organization.objects.visible_to(viewer).exclude(pk__in=taken).order_by(Lower("name"))
        # Read once for all rows.
        names = [("", _("None, or a new one")), *known.values_list("pk", "name")]
        self.known = known
        for row in range(ROWS):
            self.fields |= _opening_fields(row, names)
        self.cancel_url = reverse("cohorts:formation_list", args=[cohort.slug])

    def form_layout(self) -> Layout:
        """A group for each organization."""
        groups = [
            Fieldset(
                _("Organization %(number)d") % {"number": row + 1},
                f"organization_{row}",
                Div(f"new_organization_{row}", f"new_organization_type_{row}", css_class="row"),
                Div(f"leader_name_{row}", f"leader_email_{row}", css_class="row"),
            )
            for row in range(ROWS)
        ]
        return Layout("due_on", *groups)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.rows = [row for row in range(ROWS) if any(said.get(f"{field}_{row}") for field in OPENING_FIELDS)]
        if not self.rows and not self.errors:
            self.add_error("organization_0", _("Choose an organization, or name a new one."))
        for row in self.rows:
            self._check(row, said)
        return said

    def _check(self, row: int, said: dict[str, Any]) -> None:
        new, known = said.get(f"new_organization_{row}"), said.get(f"organization_{row}")
        if bool(new) == bool(known):
            self.add_error(f"organization_{row}", _("Choose an organization or name a new one, one of the two."))
        elif new and not said.get(f"new_organization_type_{row}"):
            self.add_error(f"new_organization_type_{row}", _("Say what “%(name)s” is.") % {"name": new})
        for field in ("leader_name", "leader_email"):
            name = f"{field}_{row}"
            if not said.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])

    @property
    def openings(self) -> list[Opening]:
        """What `open_formations` takes, in the order of `rows`."""
        said = self.cleaned_data
        organizations = self.known.in_bulk(
            [said[f"organization_{row}"] for row in self.rows if said[f"organization_{row}"]]
        )
        return [
            Opening(
                leader_name=said[f"leader_name_{row}"],
                leader_email=said[f"leader_email_{row}"],
                organization=organizations.get(said[f"organization_{row}"]),
                new_organization=said[f"new_organization_{row}"],
                new_organization_type=said[f"new_organization_type_{row}"],
            )
            for row in self.rows
        ]

    def refuse_row(self, refusal: UnableToOpen) -> None:
        """The refusal of one of the openings at its row."""
        row = self.rows[refusal.row]
        field = {"email": "leader_email", "name": "leader_name"}.get(refusal.refusal.field or "", "organization")
        self.add_error(f"{field}_{row}", str(refusal))


OPENING_FIELDS = ("organization", "new_organization", "new_organization_type", "leader_name", "leader_email")


def _opening_fields(row: int, names: list[tuple[Any, str]]) -> dict[str, forms.Field]:
    number = {"number": row + 1}
    return {
        f"organization_{row}": forms.TypedChoiceField(
            label=_("Organization %(number)d") % number, choices=names, required=False, coerce=int, empty_value=None
        ),
        f"new_organization_{row}": forms.CharField(
            label=_("Name of new organization %(number)d") % number, max_length=160, required=False
        ),
        f"new_organization_type_{row}": forms.ChoiceField(
            label=_("What new organization %(number)d is") % number,
            choices=[("", "—"), *OrganizationType.choices],
            required=False,
        ),
        f"leader_name_{row}": forms.CharField(
            label=_("Leader of organization %(number)d") % number, max_length=120, required=False
        ),
        f"leader_email_{row}": forms.EmailField(
            label=_("Their e-mail address (%(number)d)") % number, max_length=254, required=False
        ),
    }


class ActFormMixin(PortalFormMixin):
    """One of several forms on a page, each sent to an address of its own."""

    action = ""

    @property
    def helper(self) -> PortalFormHelper:
        """The portal's, with the address."""
        helper = super().helper
        helper.attrs["action"] = self.action
        return helper


class ApproveForm(ActFormMixin, forms.Form):
    """What the team is called."""

    submit_label = gettext_lazy("Approve and invite everybody")

    team_name = forms.CharField(label=gettext_lazy("Name of the team"), max_length=160)


class SendBackForm(ActFormMixin, DueMixin):
    """A question to the leader, and time to answer it."""

    submit_label = gettext_lazy("Send back with this question")
    submit_kind = "secondary"
    field_order = ("question", "due_on")

    question = forms.CharField(
        label=gettext_lazy("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExtendForm(ActFormMixin, DueMixin):
    """Another last day."""

    submit_label = gettext_lazy("Change the day and tell the leader")
    submit_kind = "secondary"


class NewLinkForm(ActFormMixin, forms.Form):
    """To whom a new link goes."""

    submit_label = gettext_lazy("Send a new link")
    submit_kind = "secondary"

    leader_name = forms.CharField(label=gettext_lazy("Leader"), max_length=120)
    leader_email = forms.EmailField(label=gettext_lazy("Leader’s e-mail address"), max_length=254)
