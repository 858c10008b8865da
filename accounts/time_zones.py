"""The time zones people choose from: their own country's by the names they use, the others by city."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from common.times import zone_name

# In the order people read a map of the United States, then its territories.
AT_HOME = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
]
REGIONS = {
    "America": gettext_lazy("Americas"),
    "Pacific": pgettext_lazy("region of the world", "Pacific"),
    "Europe": gettext_lazy("Europe"),
    "Africa": gettext_lazy("Africa"),
    "Asia": gettext_lazy("Asia"),
    "Australia": gettext_lazy("Australia"),
    "Atlantic": gettext_lazy("Atlantic islands"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
}


# The United States and what belongs to them, by the codes of the time zone database.
COUNTRY = {"US", "PR", "GU", "AS", "VI", "MP", "UM"}


@cache
def _today() -> dict[str, str]:
    """Each zone by the name it has today, with a country it is in: no old spelling, no second name for the same place."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows if row[2] in available_timezones()}


@cache
def _old_names() -> dict[str, str]:
    """What became of the names that are no more, or never were a place's own: `Asia/Calcutta` is `Asia/Kolkata`."""
    rules = files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = [line.split()[1:3] for line in rules if line.startswith("L ")]
    return {old: new for new, old in links if new in _today() and old not in _today()}


def name_of_today(name: str) -> str:
    """The zone under the name that is offered; browsers go on saying the old ones."""
    return _old_names().get(name, name)


@cache
def _cities() -> dict[str, list[tuple[str, str]]]:
    """Per region its zones, `(name, city)`, by city."""
    cities: dict[str, list[tuple[str, str]]] = {region: [] for region in ("", *REGIONS)}
    for name, country in _today().items():
        region, _slash, city = name.partition("/")
        if name not in AT_HOME:
            group = "" if country in COUNTRY else region
            cities[group].append((name, city.replace("_", " ").replace("/", ", ")))
    return {region: sorted(zones, key=lambda zone: zone[1]) for region, zones in cities.items()}


def zone_choices(current: str = "") -> list[tuple[str, list[tuple[str, str]] | str]]:
    """Choices in groups, for a select; `current` is among them whatever it is called."""
    at_home = [
        (
            name,
            pgettext("time zone and its city", "%(zone)s (%(city)s)")
            % {"zone": zone_name(name), "city": name.rpartition("/")[2].replace("_", " ")},
        )
        for name in AT_HOME
    ]
    groups: list[tuple[str, list[tuple[str, str]] | str]] = [("", _("Choose your time zone"))]
    known = {*AT_HOME, *(name for zones in _cities().values() for name, _city in zones)}
    if current and current not in known:
        groups.append((current, zone_name(current)))
    groups.append((_("United States and territories"), at_home))
    groups += [
        (str(REGIONS[region]) if region else _("Other places in the United States"), zones)
        for region, zones in _cities().items()
    ]
    return groups
