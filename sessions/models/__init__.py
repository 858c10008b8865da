from sessions.models.accommodation import AccommodationMessage, AccommodationRequest, StandingNeed
from sessions.models.attendance import Alias, Presence, ReportImport
from sessions.models.attendance_by_hand import Apology, Correction
from sessions.models.attendance_inquiry import AttendanceInquiry
from sessions.models.breakout import (
    BreakoutPair,
    BreakoutPerson,
    BreakoutPlan,
    BreakoutRound,
    BreakoutSeat,
    BreakoutTable,
)
from sessions.models.calendar_feed import CalendarFeed
from sessions.models.help_request import HelpRequest
from sessions.models.live_session import AgendaItem, LiveSession
from sessions.models.material import Material
from sessions.models.presenter import Presenter
from sessions.models.prompt import Prompt
from sessions.models.recording import Chapter, Recording, RecordingOpening
from sessions.models.recording_file import RecordingFile
from sessions.models.recording_inquiry import RecordingInquiry
from sessions.models.recording_taken_away import RecordingTakenAway
from sessions.models.reflection import Reflection
from sessions.models.reminder import Reminder
from sessions.models.resource import Resource, ResourceTopic
from sessions.models.table_note import TableNote
from sessions.models.transcript import TranscriptCue
from sessions.models.zoom_event import ZoomEvent
from sessions.models.zoom_meeting import ZoomMeeting, ZoomRegistrant

__all__ = [
    "AccommodationMessage",
    "AccommodationRequest",
    "AgendaItem",
    "Alias",
    "Apology",
    "AttendanceInquiry",
    "BreakoutPair",
    "BreakoutPerson",
    "BreakoutPlan",
    "BreakoutRound",
    "BreakoutSeat",
    "BreakoutTable",
    "CalendarFeed",
    "Chapter",
    "Correction",
    "HelpRequest",
    "LiveSession",
    "Material",
    "Presence",
    "Presenter",
    "Prompt",
    "Recording",
    "RecordingFile",
    "RecordingInquiry",
    "RecordingOpening",
    "RecordingTakenAway",
    "Reflection",
    "Reminder",
    "ReportImport",
    "Resource",
    "ResourceTopic",
    "StandingNeed",
    "TableNote",
    "TranscriptCue",
    "ZoomEvent",
    "ZoomMeeting",
    "ZoomRegistrant",
]
