"""Reminders as people say them: "7 days, 1 day, 1 hour"."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.models.cohort import DAY, HOUR, WEEK

UNITS = {"week": WEEK, "day": DAY, "hour": HOUR, "minute": 1}
ONE = re.compile(r"(?P<number>\d{1,4})\s*(?P<unit>week|day|hour|minute|min|h|d|w)s?", re.IGNORECASE)
SHORT = {"min": "minute", "h": "hour", "d": "day", "w": "week"}
LONGEST = 60 * DAY


def said(minutes: int) -> str:
    """One reminder in words, in the largest unit that fits: "7 days", "90 minutes"."""
    if minutes % DAY == 0:
        return ngettext("%(count)d day", "%(count)d days", minutes // DAY) % {"count": minutes // DAY}
    if minutes % HOUR == 0:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // HOUR) % {"count": minutes // HOUR}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


class RemindersField(forms.CharField):
    """Minutes before a session as words, the longest first; empty for no reminders."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Reminders"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy("How long before a session, such as “7 days, 1 day, 1 hour”. Empty: none are sent."),
        )
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(said(minutes) for minutes in sorted(value, reverse=True))
        return value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        parts = [part.strip() for part in re.split(r"[,;\n]", value or "") if part.strip()]
        return sorted({_minutes(part) for part in parts}, reverse=True)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return sorted(initial or [], reverse=True) != self.to_python(data)
        except ValidationError:
            return True


def _minutes(part: str) -> int:
    found = ONE.fullmatch(part)
    if found is None:
        raise ValidationError(
            _("“%(part)s” is not a length of time. Write a number and days, hours or minutes, such as “1 day”.")
            % {"part": part}
        )
    unit = found["unit"].lower()
    minutes = int(found["number"]) * UNITS[SHORT.get(unit, unit)]
    if not 0 < minutes <= LONGEST:
        raise ValidationError(_("“%(part)s”: a reminder is sent 1 minute to 60 days before.") % {"part": part})
    return minutes
