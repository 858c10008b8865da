from sessions.admin import (
    accommodation,
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
    "live_session",
    "material",
    "prompt",
    "recording",
    "recording_parts",
    "reflection",
    "reminder",
    "resource",
]
