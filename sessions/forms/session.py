"""What is said of a session, and its date."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from crispy_forms.layout import HTML, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from common import times
from common.errors import DomainError
from common.forms import PortalFormMixin
from sessions.enums import PlaceKind
from sessions.forms.preview import FORM_ID, preview_part
from sessions.forms.room_link import RoomLinkField
from sessions.forms.when import (
    SEEN,
    PhaseField,
    as_instant,
    clock_field,
    day_field,
    minutes_field,
    name_zone,
    seen_field,
)
from sessions.models import LiveSession
from sessions.operations.schedule import SessionFacts
from sessions.operations.zoom_client import zoom_is_set_up


class SessionDetailsForm(PortalFormMixin, forms.ModelForm):
    """Everything but the time. It saves nothing: `facts` goes to `sessions.operations.schedule`.

    The Zoom link is written here and never shown: an empty field keeps the one there is.
    """

    new_join_url = RoomLinkField()
    drop_join_url = forms.BooleanField(label=_("Remove the link that is kept"), required=False)

    class Meta:
        model = LiveSession
        fields: ClassVar = [
            "title", "label", "kind", "phase", "summary", "featured_resource",
            "format", "makes_meeting", "zoom_host", "place_name", "place_kind", "place_address", "access_information",
        ]  # fmt: skip
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "place_address": forms.Textarea(attrs={"rows": 3}),
            "access_information": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.kept_link = self.instance.join_url
        nowhere = ("", pgettext_lazy("kind of place", "none"))
        self.fields["place_kind"] = forms.ChoiceField(
            label=_("Kind of place"), choices=[nowhere, *PlaceKind.choices], required=False
        )
        self.fields["phase"] = PhaseField(cohort=cohort, empty_label=pgettext_lazy("phase", "none"))
        if not cohort.phases.exists():
            del self.fields["phase"]
        if zoom_is_set_up():
            self.fields["makes_meeting"].label = _("Let the portal make a meeting at Zoom")
            self.fields["makes_meeting"].help_text = _("A link that is pasted below goes before it.")
        else:
            del self.fields["makes_meeting"], self.fields["zoom_host"]
        if self.kept_link:
            host = urlsplit(self.kept_link).hostname or ""
            self.fields["new_join_url"].help_text = gettext(
                "A link to %(host)s is kept. It is shown to nobody; leave this empty to keep it."
            ) % {"host": host}
        else:
            del self.fields["drop_join_url"]
            self.fields["new_join_url"].help_text = _(
                "It is shown to nobody: people join through the portal, from 15 minutes before the start."
            )

    @property
    def facts(self) -> SessionFacts:
        """What was entered, for the operation; the title apart."""
        entered: Any = {name: self.cleaned_data[name] for name in self._meta.fields or [] if name in self.cleaned_data}
        entered.pop("title", None)
        link = self.cleaned_data["new_join_url"]
        if not link:
            link = "" if self.cleaned_data.get("drop_join_url") else self.kept_link
        return SessionFacts(**entered, join_url=link)

    def refuse(self, error: DomainError) -> None:
        """The link goes by another name here."""
        if error.field == "join_url":
            self.add_error("new_join_url", str(error))
        else:
            super().refuse(error)

    def validate_unique(self) -> None:
        """Addresses are found by the operation, under its lock."""

    def validate_constraints(self) -> None:
        """Held by the operation, which has the whole row."""

    def when_fields(self) -> list[Any]:
        """Where the date stands in the form, if it has one."""
        return []

    def form_layout(self) -> Layout:
        present = self.fields
        zoom = [name for name in ("makes_meeting", "zoom_host") if name in present]
        return Layout(
            Fieldset(_("What"), Row("label", "kind"), "title", "summary", "featured_resource",
                     *(["phase"] if "phase" in present else [])),
            *self.when_fields(),
            Fieldset(_("Where"), "format", *zoom, "new_join_url", *(["drop_join_url"] if "drop_join_url" in present else []),
                     HTML(f'<p class="form-text mb-3">{gettext("The rest is for sessions that have a place.")}</p>'),
                     Row("place_name", "place_kind"), "place_address", "access_information"),
        )  # fmt: skip


class SessionCreateForm(SessionDetailsForm):
    """A single session with its date."""

    submit_label = _("Schedule the session")
    form_attributes: ClassVar = {"id": FORM_ID}

    day = day_field()
    wall_time = clock_field(initial="15:00")
    minutes = minutes_field()
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_zone(self.fields["wall_time"], self.cohort)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["starts_at"] = as_instant(self, self.cohort)
        return self.cleaned_data

    def when_fields(self) -> list[Any]:
        return [Fieldset(_("When"), Row("day", "wall_time", "minutes"), preview_part(), SEEN)]


class SessionMoveForm(PortalFormMixin, forms.Form):
    """Another date or length."""

    submit_label = _("Move the session")
    form_attributes: ClassVar = {"id": FORM_ID}

    day = day_field()
    wall_time = clock_field()
    minutes = minutes_field()
    seen = seen_field()
    reason = forms.CharField(
        label=_("Why"),
        max_length=100,
        required=False,
        help_text=_("Kept in the history of the session; nobody is mailed it."),
    )

    def __init__(self, *args: Any, live_session: LiveSession, **kwargs: Any) -> None:
        local = times.in_zone(live_session.starts_at, live_session.cohort.zone)
        initial = {"day": local.date(), "wall_time": local.time(), "minutes": live_session.minutes}
        super().__init__(*args, **(kwargs | {"initial": initial}))
        self.cohort = live_session.cohort
        name_zone(self.fields["wall_time"], self.cohort)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["starts_at"] = as_instant(self, self.cohort)
        return self.cleaned_data

    def form_layout(self) -> Layout:
        return Layout(Row("day", "wall_time", "minutes"), preview_part(), "reason", SEEN)


class SessionCancelForm(PortalFormMixin, forms.Form):
    """Why it doesn't take place."""

    submit_label = _("Cancel the session")
    submit_kind = "danger"
    cancel_label = _("Keep the session")

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Shown on the session's page and in the mail about it.")
    )


class SessionDuplicateForm(PortalFormMixin, forms.Form):
    """The same once more: its name, its date. The rest comes along."""

    submit_label = _("Schedule the new session")
    form_attributes: ClassVar = {"id": FORM_ID}

    title = forms.CharField(label=_("Title"), max_length=200)
    label = forms.CharField(
        label=_("Label"), max_length=40, required=False, help_text=_("Such as “Session 4” or “Opening”.")
    )
    day = day_field()
    wall_time = clock_field()
    minutes = minutes_field()
    seen = seen_field()

    def __init__(self, *args: Any, live_session: LiveSession, label: str, **kwargs: Any) -> None:
        local = times.in_zone(live_session.starts_at, live_session.cohort.zone)
        initial = {
            "title": live_session.title,
            "label": label,
            "wall_time": local.time(),
            "minutes": live_session.minutes,
        }
        super().__init__(*args, **(kwargs | {"initial": initial}))
        self.cohort = live_session.cohort
        name_zone(self.fields["wall_time"], self.cohort)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["starts_at"] = as_instant(self, self.cohort)
        return self.cleaned_data

    def form_layout(self) -> Layout:
        return Layout(Row("label", "title"), Row("day", "wall_time", "minutes"), preview_part(), SEEN)
