"""Lengths of time between a reminder and its session, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models.cohort import DAY, HOUR


def said(minutes: int) -> str:
    """One reminder in words, in the largest unit that fits: "7 days", "90 minutes"."""
    if minutes % DAY == 0:
        return ngettext("%(count)d day", "%(count)d days", minutes // DAY) % {"count": minutes // DAY}
    if minutes % HOUR == 0:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // HOUR) % {"count": minutes // HOUR}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def in_words(minutes: Iterable[int]) -> str:
    """Several, the longest first: "7 days, 1 day, 1 hour"; or "none"."""
    return ", ".join(said(length) for length in sorted(minutes, reverse=True)) or _("none")
