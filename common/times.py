"""How instants are written for people: in a named time zone, in the reader's language.

Pages and mails say times through these functions, so that they say them alike. Nothing here reads the clock: `now` comes
from the caller and only decides what may be left out (the year) and what is said instead ("2 h ago").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86_400

# The names people in the United States and its territories use for their own time; everybody else's is the city's.
FRIENDLY = {
    "Eastern": gettext_lazy("Eastern"),
    "Central": gettext_lazy("Central"),
    "Mountain": gettext_lazy("Mountain"),
    "Arizona": gettext_lazy("Arizona"),
    "Pacific": gettext_lazy("Pacific"),
    "Alaska": gettext_lazy("Alaska"),
    "Hawaii": gettext_lazy("Hawaii"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Chamorro": gettext_lazy("Chamorro"),
    "Samoa": gettext_lazy("Samoa"),
}
_ZONES_OF = {
    "Eastern": "America/New_York America/Detroit America/Toronto US/Eastern US/Michigan EST5EDT",
    "Central": "America/Chicago America/Menominee US/Central CST6CDT",
    "Mountain": "America/Denver America/Boise US/Mountain MST7MDT",
    "Arizona": "America/Phoenix US/Arizona",
    "Pacific": "America/Los_Angeles US/Pacific PST8PDT",
    "Alaska": "America/Anchorage America/Juneau America/Sitka America/Nome America/Yakutat US/Alaska",
    "Hawaii": "Pacific/Honolulu US/Hawaii",
    "Atlantic": "America/Puerto_Rico America/St_Thomas America/Virgin",
    "Chamorro": "Pacific/Guam Pacific/Saipan",
    "Samoa": "Pacific/Pago_Pago US/Samoa",
}
_NAME_OF_ZONE = {zone: name for name, zones in _ZONES_OF.items() for zone in zones.split()}
# "America/Indiana/Knox" and "America/North_Dakota/Center" lie on Central time, the rest of Indiana on Eastern.
_PREFIXES = {"America/Indiana/": "Eastern", "America/Kentucky/": "Eastern", "America/North_Dakota/": "Central"}
_NAME_OF_ZONE |= {"America/Indiana/Knox": "Central", "America/Indiana/Tell_City": "Central"}


def zone_name(zone: str | ZoneInfo) -> str:
    """What people call this time zone: "Eastern", "Lisbon time", "UTC"."""
    key = zone if isinstance(zone, str) else zone.key
    name = _NAME_OF_ZONE.get(key) or next((name for start, name in _PREFIXES.items() if key.startswith(start)), None)
    if name:
        return str(FRIENDLY[name])
    if "/" not in key or key.startswith("Etc/"):
        return key.removeprefix("Etc/")
    return gettext("%(city)s time") % {"city": key.rpartition("/")[2].replace("_", " ")}


@lru_cache(maxsize=64)
def _loaded(key: str) -> ZoneInfo:
    return ZoneInfo(key)


def in_zone(at: datetime, zone: str | ZoneInfo) -> datetime:
    """The same instant on the clocks of `zone`. Raises `ValueError` for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("An instant needs a time zone; this datetime has none.")
    return at.astimezone(_loaded(zone) if isinstance(zone, str) else zone)


def same_clock(first: str | ZoneInfo, second: str | ZoneInfo, at: datetime) -> bool:
    """Whether clocks in both zones show the same time at this instant."""
    return in_zone(at, first).utcoffset() == in_zone(at, second).utcoffset()


# --- Clock times ----------------------------------------------------------------------------------


def _twelve_hours() -> bool:
    # Translators: "12" where clocks say 3:00 pm, "24" where they say 15:00.
    return pgettext("hours on a clock", "12") == "12"


def _half_of_day(local: datetime) -> str:
    return pgettext("before noon", "am") if local.hour < 12 else pgettext("after noon", "pm")


def _digits(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local.minute:02}" if _twelve_hours() else f"{local.hour:02}:{local.minute:02}"


def clock(at: datetime, zone: str | ZoneInfo) -> str:
    """The clock time: "3:00 pm"."""
    local = in_zone(at, zone)
    return f"{_digits(local)} {_half_of_day(local)}" if _twelve_hours() else _digits(local)


def clock_range(start: datetime, end: datetime, zone: str | ZoneInfo) -> str:
    """From when to when: "3:00 – 4:30 pm", "11:30 am – 1:00 pm"."""
    first, last = in_zone(start, zone), in_zone(end, zone)
    same_half = (first.hour < 12) == (last.hour < 12) and first.date() == last.date()
    opening = _digits(first) if same_half or not _twelve_hours() else clock(start, zone)
    return f"{opening} – {clock(end, zone)}"


# --- Days -----------------------------------------------------------------------------------------


def day(at: datetime, zone: str | ZoneInfo, now: datetime) -> str:
    """The day in full: "Wednesday, September 21", with the year where it isn't this one."""
    local = in_zone(at, zone)
    if local.year == in_zone(now, zone).year:
        return dateformat.format(local, pgettext("day without year, in Django's date format", "l, F j"))
    return dateformat.format(local, pgettext("day with year, in Django's date format", "l, F j, Y"))


def short_day(at: datetime | date, zone: str | ZoneInfo, now: datetime) -> str:
    """The day in short: "Sep 21", "Sep 21, 2022". Takes a plain date too, which lies in no zone."""
    local = in_zone(at, zone) if isinstance(at, datetime) else at
    if local.year == in_zone(now, zone).year:
        return dateformat.format(local, pgettext("short day without year, in Django's date format", "M j"))
    return dateformat.format(local, pgettext("short day with year, in Django's date format", "M j, Y"))


def moment(at: datetime, zone: str | ZoneInfo, now: datetime) -> str:
    """Day and clock time in short, the zone not named: "Aug 24, 4:30 pm"."""
    return f"{short_day(at, zone, now)}, {clock(at, zone)}"


def named_moment(at: datetime, zone: str | ZoneInfo, now: datetime) -> str:
    """Day, clock time and zone: "Aug 24, 4:30 pm Eastern"."""
    return f"{moment(at, zone, now)} {zone_name(zone)}"


# --- Lengths and distances ------------------------------------------------------------------------


def length(minutes: int) -> str:
    """How long something takes: "45 min", "1 h 30 min", "2 h"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def ago(at: datetime, zone: str | ZoneInfo, now: datetime) -> str:
    """How long since: "just now", "12 min ago", "5 h ago", "yesterday, 4:30 pm", then the moment."""
    seconds = (now - at).total_seconds()
    if seconds < MINUTE:
        return gettext("just now")
    if seconds < HOUR:
        return gettext("%(minutes)d min ago") % {"minutes": seconds // MINUTE}
    local, today = in_zone(at, zone).date(), in_zone(now, zone).date()
    if local == today:
        return gettext("%(hours)d h ago") % {"hours": seconds // HOUR}
    if local == today - timedelta(days=1):
        return gettext("yesterday, %(time)s") % {"time": clock(at, zone)}
    return moment(at, zone, now)


def until(at: datetime, now: datetime) -> str:
    """How long still: "in 3 days", "in 5 hours", "in 12 minutes", "now". In the words browsers use, who keep it up to date."""
    seconds = (at - now).total_seconds()
    if seconds < MINUTE:
        return gettext("now")
    if seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("in %(minutes)d minute", "in %(minutes)d minutes", minutes) % {"minutes": minutes}
    if seconds < 2 * DAY:
        hours = int(seconds // HOUR)
        return ngettext("in %(hours)d hour", "in %(hours)d hours", hours) % {"hours": hours}
    days = int(seconds // DAY)
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def since_visit(at: datetime | None, zone: str | ZoneInfo, now: datetime) -> str:
    """A visit as people remember it, to stand after "New since": "Tuesday" within a week, "Aug 24", "your first visit"."""
    if at is None:
        return gettext("your first visit")
    local, today = in_zone(at, zone).date(), in_zone(now, zone).date()
    if local == today:
        return pgettext("after “New since”", "%(clock)s") % {"clock": clock(at, zone)}
    if local == today - timedelta(days=1):
        return gettext("yesterday")
    if today - local < timedelta(days=7):
        return dateformat.format(local, pgettext("weekday after “New since”, in Django's date format", "l"))
    return pgettext("after “New since”", "%(day)s") % {"day": short_day(at, zone, now)}


# --- The viewer's zone and the cohort's -----------------------------------------------------------


@dataclass(frozen=True)
class When:
    """One time as it is said in one zone. `day` is in full; `is_yours` where it is the reader's own zone."""

    day: str
    clock: str
    zone: str
    iso: str
    is_yours: bool

    @property
    def words(self) -> str:
        """ "12:00 – 1:30 pm your time (Pacific)", or without "your time" for somebody else's zone."""
        if self.is_yours:
            return gettext("%(clock)s your time (%(zone)s)") % {"clock": self.clock, "zone": self.zone}
        return f"{self.clock} {self.zone}"


def _said(start: datetime, end: datetime | None, zone: str, now: datetime, *, yours: bool) -> When:
    return When(
        day=day(start, zone, now),
        clock=clock_range(start, end, zone) if end else clock(start, zone),
        zone=zone_name(zone),
        iso=in_zone(start, zone).isoformat(),
        is_yours=yours,
    )


def both_zones(start: datetime, end: datetime | None, *, viewer_zone: str, home_zone: str, now: datetime) -> list[When]:
    """The time in the viewer's zone, then in the cohort's, both named.

    One alone where the viewer's isn't known, or where the clocks agree and both zones go by one name.
    """
    home = _said(start, end, home_zone, now, yours=False)
    if not viewer_zone or (
        same_clock(viewer_zone, home_zone, start) and zone_name(viewer_zone) == zone_name(home_zone)
    ):
        return [home]
    return [_said(start, end, viewer_zone, now, yours=True), home]


def when_line(start: datetime, end: datetime | None, *, viewer_zone: str, home_zone: str, now: datetime) -> str:
    """Day and times in one line, for mails.

    "Wednesday, September 21, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern"; the second day is said
    where it is another one.
    """
    first, *rest = both_zones(start, end, viewer_zone=viewer_zone, home_zone=home_zone, now=now)
    said = [f"{first.day}, {first.words}"]
    said += [other.words if other.day == first.day else f"{other.day}, {other.words}" for other in rest]
    return " · ".join(said)


def moment_writer(zone: str | ZoneInfo, now: datetime) -> Callable[[datetime], tuple[str, str]]:
    """For long lists: a function from an instant to its ISO form and its short words, `("2026-08-24T…", "Aug 24, 4:30 pm")`.

    What doesn't change from row to row is looked up once.
    """
    loaded = _loaded(zone) if isinstance(zone, str) else zone

    @lru_cache(maxsize=256)
    def day_of(local_day: date) -> str:
        return short_day(local_day, loaded, now)

    twelve, am, pm = _twelve_hours(), pgettext("before noon", "am"), pgettext("after noon", "pm")

    def write(at: datetime) -> tuple[str, str]:
        local = at.astimezone(loaded)
        if twelve:
            said = f"{local.hour % 12 or 12}:{local.minute:02} {am if local.hour < 12 else pm}"
        else:
            said = f"{local.hour:02}:{local.minute:02}"
        return local.isoformat(timespec="minutes"), f"{day_of(local.date())}, {said}"

    return write
