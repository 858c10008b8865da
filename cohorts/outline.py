"""A program's outline, read from its blueprint: which phases, which sessions, when, as far as that is known.

For the public page. The document is the file as it was loaded (`docs/blueprints.md`); what can't be read is left out,
because a page that tells a little less is better than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common import times
from common.wall_clock import instant

KINDS = {
    "opening": gettext_lazy("Opening"),
    "module": gettext_lazy("Module"),
    "workshop": gettext_lazy("Workshop"),
    "kick_off": gettext_lazy("Kick-off"),
    "coaching_clinic": gettext_lazy("Coaching clinic"),
    "sharing": gettext_lazy("Sharing"),
    "closing": gettext_lazy("Closing"),
}
FORMATS = {
    "virtual": gettext_lazy("virtual"),
    "in_person": gettext_lazy("in person"),
    "hybrid": gettext_lazy("virtual and in person"),
}


@dataclass(frozen=True)
class PlannedSession:
    """A session as designed: `starts_at` where its day and hour are known, else `when` in words, or neither."""

    label: str
    title: str
    resource: str
    format: str
    length: str
    is_optional: bool
    starts_at: datetime | None
    ends_at: datetime | None
    when: str


@dataclass
class PlannedPhase:
    """A named stretch with its sessions; sessions outside of all phases stand in one without a title."""

    title: str
    when: str
    summary: str
    participation: str
    sessions: list[PlannedSession] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    """What happens in the program. `ran_as` names the cohort that met on these dates, "" where they are only a plan."""

    phases: list[PlannedPhase]
    zone: str
    ran_as: str


def outline_of(document: Mapping[str, Any]) -> Outline | None:
    """The outline of a blueprint's document; None for a program that has none."""
    if not document.get("sessions"):
        return None
    zone = document.get("cohort_defaults", {}).get("time_zone", "UTC")
    phases = {found.get("slug", ""): _phase(found) for found in document.get("phases", [])}
    for found in document["sessions"]:
        slug = found.get("phase", "")
        phase = phases.setdefault(slug if slug in phases else "", PlannedPhase("", "", "", ""))
        phase.sessions.append(_session(found, zone))
    return Outline(list(phases.values()), zone, document.get("as_it_ran", {}).get("title", ""))


def _phase(found: Mapping[str, Any]) -> PlannedPhase:
    edges = [_in_words(found.get(edge, "")) for edge in ("starts", "ends")]
    if all(edges):
        when = edges[0] if edges[0] == edges[1] else f"{edges[0]} – {edges[1]}"
    elif edges[0]:
        when = _("from %(start)s") % {"start": edges[0]}
    else:
        when = _("until %(end)s") % {"end": edges[1]} if edges[1] else ""
    return PlannedPhase(found.get("title", ""), when, found.get("summary", ""), found.get("participation", ""))


def _session(found: Mapping[str, Any], zone: str) -> PlannedSession:
    shortest, longest = _minutes(found.get("minutes"))
    starts_at = _starts_at(found, zone)
    ends_at = starts_at + timedelta(minutes=longest) if starts_at and shortest == longest and longest else None
    length = times.length(shortest) if shortest else ""
    if longest != shortest:
        length = _("%(shortest)s to %(longest)s") % {"shortest": length, "longest": times.length(longest)}
    return PlannedSession(
        label=found.get("label") or str(KINDS.get(found.get("kind", ""), "")),
        title=found.get("title", ""),
        resource=found.get("featured_resource", ""),
        format=str(FORMATS.get(found.get("format", "virtual"), "")),
        length="" if ends_at else length,
        is_optional=bool(found.get("optional")),
        starts_at=starts_at,
        ends_at=ends_at,
        when="" if starts_at else _in_words(found.get("date") or found.get("month") or ""),
    )


def _minutes(written: Any) -> tuple[int, int]:
    """The fewest and the most minutes; 0 where the file says nothing."""
    if isinstance(written, list) and len(written) == 2:
        return written[0], written[1]
    return (written, written) if isinstance(written, int) else (0, 0)


def _starts_at(found: Mapping[str, Any], zone: str) -> datetime | None:
    try:
        return instant(date.fromisoformat(found["date"]), time.fromisoformat(found["start"].zfill(5)), zone)
    except (KeyError, ValueError):
        return None


def _in_words(written: str) -> str:
    """A day ("2022-04-20") or a month ("2022-04") as people say it; "" for anything else."""
    try:
        if len(written) == len("2022-04"):
            month = datetime.strptime(written, "%Y-%m").replace(tzinfo=UTC)
            return dateformat.format(month, pgettext("month with year, in Django's date format", "F Y"))
        day = date.fromisoformat(written)
        return dateformat.format(day, pgettext("short day with year, in Django's date format", "M j, Y"))
    except ValueError:
        return ""
