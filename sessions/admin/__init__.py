from sessions.admin import (
    accommodation,
    attendance,
    live_session,
    material,
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
    "live_session",
    "material",
    "prompt",
    "recording",
    "recording_parts",
    "reflection",
    "reminder",
    "resource",
]
