"""The forms of people in the administration. There is no password in them: people choose their own, or use codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import UnreadableAddress, plain_address
from accounts.forms.profile import TimeZoneField
from accounts.models import User
from accounts.time_zones import zone_choices


class PersonForm(forms.ModelForm):
    """A person as administrators change them."""

    # Who is signed in; set by the admin. Nobody closes the door behind themselves.
    by: User | None = None

    class Meta:
        model = User
        fields = [
            "email", "name", "pronouns", "title", "time_zone", "language", "is_active", "is_staff", "is_superuser",
        ]  # fmt: skip
        labels = {"is_superuser": gettext_lazy("administrator of the whole portal")}
        help_texts = {"is_superuser": gettext_lazy("Sees and may do everything, in every community.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            current = self.instance.time_zone
            self.fields["time_zone"] = TimeZoneField(required=False, initial=current)
            self.fields["time_zone"].choices = zone_choices(current)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        try:
            return plain_address(self.cleaned_data["email"])
        except UnreadableAddress as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.by is not None and self.by.pk == self.instance.pk:
            for right in ("is_active", "is_staff", "is_superuser"):
                if right in self.fields and not cleaned.get(right):
                    self.add_error(right, _("This is your own account; another administrator has to do that."))
        if cleaned.get("is_superuser") and not cleaned.get("is_staff"):
            self.add_error("is_staff", _("An administrator of the whole portal opens the administration too."))
        return cleaned


class ReasonForm(forms.Form):
    """Why somebody's second factors are taken away; kept in the history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=70,
        help_text=gettext_lazy("How you know that it is them. Kept in the history with your name."),
        widget=forms.TextInput(attrs={"size": 60}),
    )
