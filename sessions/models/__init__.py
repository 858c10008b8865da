from sessions.models.accommodation import AccommodationMessage, AccommodationRequest, StandingNeed
from sessions.models.live_session import AgendaItem, LiveSession
from sessions.models.material import Material
from sessions.models.prompt import Prompt
from sessions.models.recording import Recording
from sessions.models.reflection import Reflection
from sessions.models.reminder import Reminder

__all__ = [
    "AccommodationMessage",
    "AccommodationRequest",
    "AgendaItem",
    "LiveSession",
    "Material",
    "Prompt",
    "Recording",
    "Reflection",
    "Reminder",
    "StandingNeed",
]
