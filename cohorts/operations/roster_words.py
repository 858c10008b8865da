"""The words a roster may use: the stored ones, those of the pages in every language, and the field's abbreviations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import get_language_info, override

from accounts.addresses import UnreadableAddress, plain_address
from cohorts.enums import OrganizationType, Role, RoleLevel
from cohorts.roster.headers import folded
from cohorts.roster.reading import Words

ROLES = {
    Role.PARTICIPANT: ("member", "teammember", "attendee", "learner", "participante", "miembro", "miembrodelequipo"),
    Role.TEAM_LEAD: ("lead", "teamleader", "leader", "lider", "liderdelequipo", "liderdeequipo"),
    Role.FACILITATOR: ("facilitador", "facilitadora"),
    Role.COACH: ("asesor", "asesora", "mentor", "mentora"),
    Role.COORDINATOR: ("coordinador", "coordinadora"),
    Role.OBSERVER: ("observador", "observadora"),
}
TYPES = {
    OrganizationType.HEALTH_CENTER: ("chc", "fqhc", "healthcenter", "federallyqualifiedhealthcenter", "centrodesalud"),
    OrganizationType.HEALTH_SYSTEM: ("healthsystem", "healthnetwork", "network"),
    OrganizationType.PCA: ("primarycareassociation",),
    OrganizationType.HCCN: ("healthcentercontrollednetwork",),
    OrganizationType.COMMUNITY_BASED: ("cbo",),
    OrganizationType.PUBLIC_HEALTH: ("healthdepartment",),
}
LEVELS = {
    RoleLevel.FRONT_LINE: ("frontline", "staff"),
    RoleLevel.MANAGER: ("supervisor", "management", "middlemanagement"),
    RoleLevel.EXECUTIVE: ("clevel", "executiveleadership"),
    RoleLevel.BOARD: ("boardofdirectors",),
    RoleLevel.COMMUNITY: ("patient", "client", "communitymember", "consumer"),
}
# How people in the United States call their time zones, with and without “time”, “standard”, “daylight”. “EST” is also the
# name of a zone that knows no daylight saving; people mean the one they live in.
ZONES = {
    "America/New_York": ("Eastern", "ET", "EST", "EDT"),
    "America/Chicago": ("Central", "CT", "CST", "CDT"),
    "America/Denver": ("Mountain", "MT", "MST", "MDT"),
    "America/Phoenix": ("Arizona", "US Mountain"),
    "America/Los_Angeles": ("Pacific", "PT", "PST", "PDT"),
    "America/Anchorage": ("Alaska", "Alaskan", "AKT", "AKST", "AKDT"),
    "Pacific/Honolulu": ("Hawaii", "Hawaiian", "Hawaii-Aleutian", "HT", "HST"),
    "America/Puerto_Rico": ("Puerto Rico", "Atlantic", "AST"),
    "Pacific/Guam": ("Guam", "Chamorro", "ChST"),
    "Pacific/Pago_Pago": ("American Samoa", "Samoa", "SST"),
}


def roster_words() -> Words:
    """What may be written in the columns that are chosen from a list."""
    return Words(
        roles=_chosen(Role, ROLES),
        organization_types=_chosen(OrganizationType, TYPES),
        levels=_chosen(RoleLevel, LEVELS),
        languages=_languages(),
        zones=_zones(),
        is_email=_is_email,
    )


def _chosen(choices: type[TextChoices], aliases: Mapping[Any, tuple[str, ...]]) -> dict[str, str]:
    words = {alias: choice.value for choice, known in aliases.items() for alias in known}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words |= {folded(str(choice.label)): choice.value for choice in choices}
    return words | {folded(choice.value): choice.value for choice in choices}


@cache
def _languages() -> dict[str, str]:
    """Each by its code, its name for itself, and its name in every language of the portal."""
    words: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        words |= {folded(word): code for word in (code, info["name"], info["name_local"])}
    return words | {"ingles": "en", "espanol": "es", "castellano": "es"}


@cache
def _zones() -> dict[str, str]:
    names = [name for name in available_timezones() if "/" in name]
    # Etc/GMT+5 and Etc/GMT-5 differ in nothing else than the sign: they are taken as they are only.
    words = {folded(name): name for name in names if not name.startswith("Etc/")} | {name: name for name in names}
    for zone, spoken in ZONES.items():
        for name in spoken:
            ends = ("", " time", " standard time", " daylight time", " time zone")
            words |= {folded(name + end): zone for end in ends}
    return words | {"utc": "UTC"}


def _is_email(text: str) -> bool:
    try:
        plain_address(text)
    except UnreadableAddress:
        return False
    return True
