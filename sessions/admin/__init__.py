"""Sessions in the administration."""

from sessions.admin import accommodation, live_session, material, prompt, recording, reflection, reminder

__all__ = ["accommodation", "live_session", "material", "prompt", "recording", "reflection", "reminder"]
