"""The words that a blueprint may choose from. Those that a model stores too are the model's own (a test holds it)."""

from __future__ import annotations

ACCENTS = ("forum", "sni", "upstream", "cafe")

UNITS = ("individual", "team")

ORGANIZATION_TYPES = (
    "health_center",
    "health_system",
    "pca",
    "hccn",
    "community_based",
    "social_service",
    "public_health",
    "other",
)

# Where people stand in their organization or community; not the roles of a cohort, which say what they may do in it.
ROLES_WANTED = (
    "front_line_staff",
    "manager",
    "executive",
    "board_member",
    "patient_or_client",
    "community_member",
)

SESSION_KINDS = ("opening", "module", "workshop", "kick_off", "coaching_clinic", "sharing", "closing")

SESSION_FORMATS = ("virtual", "in_person", "hybrid")

AGENDA_KINDS = (
    "welcome",
    "feature",
    "questions",
    "preview",
    "reflection",
    "breakouts",
    "large_group",
    "team_time",
    "break",
    "close",
    "other",
)

NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
