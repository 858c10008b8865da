"""What people say of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.time_zones import name_of_today, zone_choices
from common.forms import PortalFormMixin


class TimeZoneField(forms.ChoiceField):
    """A zone by its name, with what the browser says beside it (portal.js)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        kwargs.setdefault("help_text", _("Times are shown in it, beside the community's own."))
        super().__init__(choices=zone_choices, **kwargs)
        self.widget.attrs["data-time-zone"] = _("Your browser says: %s")

    def valid_value(self, value: Any) -> bool:
        # A zone saved long ago may have a name that isn't offered any more.
        return super().valid_value(value) or (value == self.initial and bool(value))


class PersonFieldsMixin(forms.Form):
    """Name, pronouns, time zone, language: the same when one arrives and ever after."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As others in the community see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    pronouns = forms.CharField(
        label=_("Pronouns"), max_length=40, required=False, help_text=_("If you like, for example: she/her.")
    )
    time_zone = TimeZoneField()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        initial = {
            "name": person.name,
            "pronouns": person.pronouns,
            "time_zone": name_of_today(person.time_zone),
            "language": person.language,
            "title": person.title,
            "interests": person.interests,
            "ask_me_about": person.ask_me_about,
        }
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(data, **kwargs)
        zone = self.fields["time_zone"]
        zone.initial = self.initial["time_zone"]
        zone.choices = zone_choices(zone.initial)  # type: ignore[attr-defined]


class ProfileForm(PortalFormMixin, PersonFieldsMixin):
    title = forms.CharField(
        label=_("Role at work"),
        max_length=120,
        required=False,
        help_text=_("For example: community health worker."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    interests = forms.CharField(
        label=_("Interests"),
        max_length=300,
        required=False,
        help_text=_("What you work on or want to learn, with commas between."),
    )
    ask_me_about = forms.CharField(
        label=_("Ask me about"), max_length=200, required=False, help_text=_("What peers may come to you with.")
    )
    field_order = ["name", "pronouns", "title", "interests", "ask_me_about", "time_zone", "language"]
