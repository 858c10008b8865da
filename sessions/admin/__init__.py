from sessions.admin import (
    accommodation,
    attendance,
    help_request,
    live_session,
    material,
    presenter,
    prompt,
    recording,
    recording_parts,
    reflection,
    reminder,
    resource,
)

__all__ = [
    "accommodation",
    "attendance",
    "help_request",
    "live_session",
    "material",
    "presenter",
    "prompt",
    "recording",
    "recording_parts",
    "reflection",
    "reminder",
    "resource",
]
