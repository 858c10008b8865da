"""The fixed lists of live sessions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionKind(models.TextChoices):
    OPENING = "opening", _("Opening session")
    MODULE = "module", _("Module session")
    WORKSHOP = "workshop", _("Workshop")
    KICK_OFF = "kick_off", _("Kick-off")
    COACHING_CLINIC = "coaching_clinic", _("Coaching clinic")
    SHARING = "sharing", _("Sharing session")
    CLOSING = "closing", _("Closing session")


class SessionFormat(models.TextChoices):
    VIRTUAL = "virtual", _("virtual")
    IN_PERSON = "in_person", _("in person")
    HYBRID = "hybrid", _("hybrid")


class PlaceKind(models.TextChoices):
    COMMUNITY = "community", _("community-based place")
    HEALTH_SYSTEM = "health_system", _("health-system site")


class SessionStatus(models.TextChoices):
    SCHEDULED = "scheduled", _("scheduled")
    CANCELLED = "cancelled", _("cancelled")


class Stage(models.TextChoices):
    """Where a session stands by the clock; a state of the moment, stored nowhere."""

    AHEAD = "ahead", _("still to come")
    DOORS_OPEN = "doors_open", _("about to begin")
    UNDER_WAY = "under_way", _("going on now")
    OVER = "over", _("over")
    CANCELLED = "cancelled", _("cancelled")


class Rhythm(models.TextChoices):
    MONTHLY = "monthly", _("every month")
    EVERY_OTHER_MONTH = "every_other_month", _("every other month")
    WEEKLY = "weekly", _("every week")
    DATES = "dates", _("on the dates I list")


class AgendaKind(models.TextChoices):
    WELCOME = "welcome", _("Welcome")
    FEATURE = "feature", _("Feature presentation")
    QUESTIONS = "questions", _("Questions and answers")
    PREVIEW = "preview", _("Episode preview")
    REFLECTION = "reflection", _("Individual reflection")
    BREAKOUTS = "breakouts", _("Small-group breakouts")
    LARGE_GROUP = "large_group", _("Large-group reflections")
    TEAM_TIME = "team_time", _("Team time")
    BREAK = "break", _("Break")
    CLOSE = "close", _("Close")
    OTHER = "other", _("Other")


class ReminderState(models.TextChoices):
    PLANNED = "planned", _("handed to the outbox")
    SKIPPED = "skipped", _("not sent, with a reason")


class ZoomState(models.TextChoices):
    """How a session's meeting at Zoom stands against what it should be."""

    WAITING = "waiting", _("waiting its turn")
    AT_WORK = "at_work", _("being brought along")
    STANDING = "standing", _("stands at Zoom as it should")
    DRIFTED = "drifted", _("changed at Zoom")
    GONE = "gone", _("deleted at Zoom")
    FAILED = "failed", _("not brought along")
    TAKEN_AWAY = "taken_away", _("not at Zoom")


class EventState(models.TextChoices):
    """What became of something Zoom told."""

    WAITING = "waiting", _("waiting")
    APPLIED = "applied", _("applied")
    LET_BE = "let_be", _("let be")
    FAILED = "failed", _("failed")


class InquiryState(models.TextChoices):
    """How a question to Zoom about what was recorded, or who was there, stands."""

    ASKING = "asking", _("being asked")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("not answered")


class AccommodationKind(models.TextChoices):
    """What people ask for to take part; words of their own say the rest."""

    CAPTIONING = "captioning", _("Live captioning")
    ASL = "asl", _("ASL interpretation")
    LANGUAGE = "language", _("Interpretation into another language")
    MATERIALS = "materials", _("Materials in another format")
    PLACE = "place", _("Access to the place")
    OTHER = "other", _("Something else")


class AccommodationStatus(models.TextChoices):
    OPEN = "open", _("open")
    ARRANGED = "arranged", _("arranged")
    NOT_MET = "not_met", _("cannot be met")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FileState(models.TextChoices):
    """Where a file of a recording is."""

    WAITING = "waiting", _("waiting to be fetched")
    FETCHING = "fetching", _("being fetched")
    HERE = "here", _("here")
    FAILED = "failed", _("could not be fetched")
    LEFT = "left", _("left at Zoom")


class FileKind(models.TextChoices):
    VIDEO = "video", _("video")
    SOUND = "sound", _("sound")
    TRANSCRIPT = "transcript", _("transcript")


class TranscriptSource(models.TextChoices):
    """Where the lines of a transcript come from; a later one of the list takes the place of an earlier."""

    CAPTIONS = "captions", _("captions of Zoom")
    ZOOM = "zoom", _("transcript of Zoom")
    FILE = "file", _("file of a facilitator")


class LibraryKind(models.TextChoices):
    """What stands in a cohort's library."""

    RECORDING = "recording", _("recording")
    MATERIAL = "material", _("material")
    RESOURCE = "resource", _("resource")


class PresenceSource(models.TextChoices):
    """Who says that somebody was there."""

    JOIN_BUTTON = "join_button", _("the Join button")
    ZOOM = "zoom", _("Zoom, as it happened")
    REPORT = "report", _("Zoom’s report")
    LIST = "list", _("the facilitators’ list")
    QR = "qr", _("check-in at the place")


class Attended(models.TextChoices):
    """The four states of attendance; none is ever counted as another."""

    LIVE = "live", _("there live")
    MAKE_UP = "make_up", _("made up later")
    EXCUSED = "excused", _("excused")
    NONE = "none", _("not there")


class Expected(models.TextChoices):
    """Whom breakouts are planned for."""

    COMING = "coming", _("all who take part, but those who have said that they can’t come")
    ACTIVE = "active", _("all who take part")
    PRESENT = "present", _("those who are there now")


class BreakoutPart(models.TextChoices):
    """What somebody does in the breakouts."""

    GUEST = "guest", _("moves from table to table")
    # The same, for somebody who has no seat unless it is wished: whoever facilitates, coaches or coordinates.
    JOINS = "joins", _("takes a seat, and moves")
    HOST = "host", _("hosts a table")
    ACCESS = "access", _("moves, without steps")
    OUT = "out", _("is left out")


class Mixed(models.TextChoices):
    """What a table should have many kinds of; organizations are always mixed."""

    KIND = "kind", _("types of organization")
    ROLE = "role", _("where people stand at work")
    STATE = "state", _("places")
    EXPERIENCE = "experience", _("experience of their organizations")
