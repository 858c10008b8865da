"""Reminders as people say them: "7 days, 1 day, 1 hour", in either language."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models.cohort import DAY, HOUR, WEEK
from cohorts.reminder_words import in_words

UNITS = {
    "week": WEEK, "w": WEEK, "semana": WEEK, "day": DAY, "d": DAY, "día": DAY, "dia": DAY,
    "hour": HOUR, "h": HOUR, "hora": HOUR, "minute": 1, "min": 1, "minuto": 1,
}  # fmt: skip
ONE = re.compile(
    rf"(?P<number>\d{{1,4}})\s*(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})s?", re.IGNORECASE
)
NONE = {"none", "ninguno", "ninguna"}
LONGEST = 60 * DAY


class RemindersField(forms.CharField):
    """Minutes before a session as words, the longest first; empty for no reminders."""

    too_far = gettext_lazy("“%(part)s”: a reminder is sent 1 minute to 60 days before.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Reminders"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy("How long before a session, such as “7 days, 1 day, 1 hour”. Empty: none are sent."),
        )
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return in_words(value) if value else ""
        return value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        parts = [part.strip() for part in re.split(r"[,;\n]", value or "") if part.strip()]
        return sorted({self._minutes(part) for part in parts}, reverse=True)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return sorted(initial or [], reverse=True) != self.to_python(data)
        except ValidationError:
            return True

    def _minutes(self, part: str) -> int:
        found = ONE.fullmatch(part)
        if found is None:
            raise ValidationError(
                _("“%(part)s” is not a length of time. Write a number and days, hours or minutes, such as “1 day”.")
                % {"part": part}
            )
        minutes = int(found["number"]) * UNITS[found["unit"].lower()]
        if not 0 < minutes <= LONGEST:
            raise ValidationError(self.too_far % {"part": part})
        return minutes


class RemindersAfterField(RemindersField):
    """Minutes after the end of a session, for what is owed then."""

    too_far = gettext_lazy("“%(part)s”: a reminder is sent 1 minute to 60 days after the end.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Reminders of what is owed"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "How long after the end of a session, such as “1 day”, for those who then still owe something of it: its prompts "
                "are open, and this is yours to do. Empty: none are sent."
            ),
        )
        super().__init__(**kwargs)


class OwnRemindersMixin(RemindersField):
    """Of one kind of session: empty for those of all sessions, a word for none at all."""

    def prepare_value(self, value: Any) -> Any:
        return _("none") if value == [] else super().prepare_value(value)

    def to_python(self, value: Any) -> list[int] | None:  # type: ignore[override]
        if value is None or isinstance(value, list):
            return value
        written = value.strip().lower()
        if not written:
            return None
        return [] if written in NONE | {_("none").lower()} else super().to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class OwnRemindersField(OwnRemindersMixin):
    """Before the start of sessions of one kind."""


class OwnRemindersAfterField(OwnRemindersMixin, RemindersAfterField):
    """After the end of sessions of one kind."""
