from __future__ import annotations

from datetime import UTC, datetime, timedelta

import factory
from django.core.files.base import ContentFile

from accounts.sealing import seal
from common.markdown import render, text_of, words_in
from discussions.enums import BoardKind, ThreadKind
from sessions.enums import Attended, FileKind, FileState, PresenceSource, TranscriptSource, ZoomState
from sessions.models import (
    AccommodationMessage,
    AccommodationRequest,
    AgendaItem,
    Alias,
    Apology,
    CalendarFeed,
    Chapter,
    Correction,
    HelpRequest,
    LiveSession,
    Material,
    Presence,
    Presenter,
    Prompt,
    Recording,
    RecordingFile,
    RecordingOpening,
    Reflection,
    Reminder,
    ReportImport,
    Resource,
    ResourceTopic,
    StandingNeed,
    TranscriptCue,
    ZoomEvent,
    ZoomMeeting,
    ZoomRegistrant,
)
from sessions.querysets import hash_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.discussions import BoardFactory, ThreadFactory


class LiveSessionFactory(factory.django.DjangoModelFactory):
    """A virtual module session of 90 minutes, a week from now."""

    class Meta:
        model = LiveSession

    cohort = factory.SubFactory(CohortFactory)
    board = factory.SubFactory(BoardFactory, cohort=factory.SelfAttribute("..cohort"), kind=BoardKind.SESSION)
    slug = factory.Sequence(lambda n: f"session-{n}")
    label = factory.Sequence(lambda n: f"Session {n}")
    title = factory.Sequence(lambda n: f"Theme {n}")
    starts_at = factory.LazyFunction(lambda: datetime.now(UTC).replace(microsecond=0) + timedelta(days=7))
    minutes = 90
    join_url = "https://zoom.example.org/j/81234567890?pwd=raw-link-canary"


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    live_session = factory.SubFactory(LiveSessionFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Block {n}")
    minutes = 15


class PromptFactory(factory.django.DjangoModelFactory):
    """A prompt that opens when its session ends."""

    class Meta:
        model = Prompt

    live_session = factory.SubFactory(LiveSessionFactory)
    thread = factory.SubFactory(
        ThreadFactory,
        kind=ThreadKind.PROMPT,
        board=factory.SelfAttribute("..live_session.board"),
        opens_at=factory.SelfAttribute("..live_session.ends_at"),
    )
    position = factory.Sequence(lambda n: n + 1)


class MaterialFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Material

    live_session = factory.SubFactory(LiveSessionFactory)
    title = factory.Sequence(lambda n: f"Handout {n}")
    url = "https://example.org/handout"
    added_at = factory.LazyFunction(lambda: datetime.now(UTC))


class RecordingFactory(factory.django.DjangoModelFactory):
    """A published recording that says why captions are missing."""

    class Meta:
        model = Recording

    live_session = factory.SubFactory(LiveSessionFactory)
    title = factory.Sequence(lambda n: f"Recording {n}")
    url = "https://video.example.org/watch"
    missing_reason = "Captions are being made."
    published_at = factory.LazyFunction(lambda: datetime.now(UTC))
    added_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ReminderFactory(factory.django.DjangoModelFactory):
    """A day's reminder that was handed to the outbox."""

    class Meta:
        model = Reminder

    person = factory.SubFactory(UserFactory)
    live_session = factory.SubFactory(LiveSessionFactory)
    starts_at = factory.SelfAttribute("live_session.starts_at")
    minutes_before = 1440
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))


class AccommodationRequestFactory(factory.django.DjangoModelFactory):
    """An open request for captioning at one session; its person's enrollment is made by the test."""

    class Meta:
        model = AccommodationRequest

    person = factory.SubFactory(UserFactory)
    live_session = factory.SubFactory(LiveSessionFactory)
    cohort = factory.LazyAttribute(lambda made: made.live_session.cohort)
    kinds = ["captioning"]
    asked_at = factory.LazyFunction(lambda: datetime.now(UTC))


class AccommodationMessageFactory(factory.django.DjangoModelFactory):
    """A line by the person of the request."""

    class Meta:
        model = AccommodationMessage

    request = factory.SubFactory(AccommodationRequestFactory)
    author = factory.SelfAttribute("request.person")
    body = factory.Sequence(lambda n: f"Line {n}")
    sent_at = factory.LazyFunction(lambda: datetime.now(UTC))


class StandingNeedFactory(factory.django.DjangoModelFactory):
    """Captioning, at every session."""

    class Meta:
        model = StandingNeed

    person = factory.SubFactory(UserFactory)
    kinds = ["captioning"]
    written_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ReflectionFactory(factory.django.DjangoModelFactory):
    """Words of its person alone, saved once; with `shared=True` they are on the wall. The enrollment is made by the test."""

    class Meta:
        model = Reflection

    class Params:
        shared = factory.Trait(
            shared_at=factory.SelfAttribute("updated_at"),
            shared_html=factory.SelfAttribute("body_html"),
            shared_version=factory.SelfAttribute("version"),
        )

    person = factory.SubFactory(UserFactory)
    live_session = factory.SubFactory(LiveSessionFactory)
    body = factory.Sequence(lambda n: f"What I take with me, {n}")
    body_html = factory.LazyAttribute(lambda made: render(made.body))
    word_count = factory.LazyAttribute(lambda made: words_in(text_of(made.body_html)))
    version = 1
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))
    updated_at = factory.SelfAttribute("created_at")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """As `save_reflection` does: beginning is no line of the history."""
        made = model_class(*args, **kwargs)
        made.skip_history_when_saving = True
        made.save()
        del made.skip_history_when_saving
        return made


class RecordingFileFactory(factory.django.DjangoModelFactory):
    """A video that is here: not one that plays, but with bytes to ask for."""

    class Meta:
        model = RecordingFile

    recording = factory.SubFactory(RecordingFactory)
    kind = FileKind.VIDEO
    state = FileState.HERE
    file = factory.LazyFunction(lambda: ContentFile(b"\x00\x00\x00\x18ftypmp42 and so on", name="a.mp4"))
    file_name = "talk.mp4"
    content_type = "video/mp4"
    added_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ChapterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Chapter

    recording = factory.SubFactory(RecordingFactory)
    seconds = factory.Sequence(lambda n: n * 60)
    title = factory.Sequence(lambda n: f"Chapter {n}")


class TranscriptCueFactory(factory.django.DjangoModelFactory):
    """A line of four seconds, each after the one before."""

    class Meta:
        model = TranscriptCue

    recording = factory.SubFactory(RecordingFactory, transcript_from=TranscriptSource.FILE)
    position = factory.Sequence(lambda n: n + 1)
    starts = factory.LazyAttribute(lambda made: made.position * 5000)
    ends = factory.LazyAttribute(lambda made: made.starts + 4000)
    text = factory.Sequence(lambda n: f"Line {n}")


class RecordingOpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecordingOpening

    recording = factory.SubFactory(RecordingFactory)
    person = factory.SubFactory(UserFactory)
    first_opened_at = factory.LazyFunction(lambda: datetime.now(UTC))
    last_opened_at = factory.SelfAttribute("first_opened_at")


class ResourceFactory(factory.django.DjangoModelFactory):
    """A link in the library of one cohort."""

    class Meta:
        model = Resource

    cohort = factory.SubFactory(CohortFactory)
    program = factory.SelfAttribute("cohort.program")
    title = factory.Sequence(lambda n: f"Resource {n}")
    url = "https://example.org/resource"
    added_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ResourceTopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResourceTopic

    resource = factory.SubFactory(ResourceFactory)
    name = factory.Sequence(lambda n: f"Topic {n}")
    key = factory.LazyAttribute(lambda made: made.name.lower())


class PresenceFactory(factory.django.DjangoModelFactory):
    """A stay of a whole session, as Zoom's report tells it."""

    class Meta:
        model = Presence

    live_session = factory.SubFactory(LiveSessionFactory)
    person = factory.SubFactory(UserFactory)
    source = PresenceSource.REPORT
    key = factory.Sequence(lambda n: f"stay-{n}")
    joined_at = factory.SelfAttribute("live_session.starts_at")
    left_at = factory.SelfAttribute("live_session.ends_at")
    noted_at = factory.LazyFunction(lambda: datetime.now(UTC))


class AliasFactory(factory.django.DjangoModelFactory):
    """A name that means a person at every session of the cohort."""

    class Meta:
        model = Alias

    cohort = factory.SubFactory(CohortFactory)
    key = factory.Sequence(lambda n: f"some name {n}")
    told_as = factory.SelfAttribute("key")
    person = factory.SubFactory(UserFactory)
    said_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ReportImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportImport

    live_session = factory.SubFactory(LiveSessionFactory)
    file_name = "participants.csv"
    time_zone = "America/New_York"
    imported_at = factory.LazyFunction(lambda: datetime.now(UTC))


class CorrectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Correction

    live_session = factory.SubFactory(LiveSessionFactory)
    person = factory.SubFactory(UserFactory)
    by = factory.SubFactory(UserFactory)
    state = Attended.LIVE
    reason = "Was there by telephone."
    at = factory.LazyFunction(lambda: datetime.now(UTC))


class ApologyFactory(factory.django.DjangoModelFactory):
    """Said a day before the start."""

    class Meta:
        model = Apology

    live_session = factory.SubFactory(LiveSessionFactory)
    person = factory.SubFactory(UserFactory)
    for_start = factory.SelfAttribute("live_session.starts_at")
    said_at = factory.LazyAttribute(lambda made: made.live_session.starts_at - timedelta(days=1))


class CalendarFeedFactory(factory.django.DjangoModelFactory):
    """An address whose secret the test knows: `CalendarFeedFactory(secret="…")`."""

    class Meta:
        model = CalendarFeed

    class Params:
        secret = factory.Sequence(lambda n: f"secret-of-a-feed-{n}")

    person = factory.SubFactory(UserFactory)
    digest = factory.LazyAttribute(lambda made: hash_of(made.secret))
    sealed = factory.LazyAttribute(lambda made: seal(made.secret))
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))


class PresenterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Presenter

    live_session = factory.SubFactory(LiveSessionFactory)
    position = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Presenter {n}")


class HelpRequestFactory(factory.django.DjangoModelFactory):
    """A call that waits."""

    class Meta:
        model = HelpRequest

    live_session = factory.SubFactory(LiveSessionFactory)
    person = factory.SubFactory(UserFactory)
    words = "No sound"
    asked_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ZoomMeetingFactory(factory.django.DjangoModelFactory):
    """A meeting that stands at Zoom."""

    class Meta:
        model = ZoomMeeting

    live_session = factory.SubFactory(LiveSessionFactory, join_url="")
    meeting_id = factory.Sequence(lambda n: 85_212_345_678 + n)
    uuid = "/u//1=="
    join_url = "https://zoom.example.org/j/85212345678?pwd=raw-link-canary"
    state = ZoomState.STANDING


class ZoomRegistrantFactory(factory.django.DjangoModelFactory):
    """Somebody with a link of their own."""

    class Meta:
        model = ZoomRegistrant

    meeting = factory.SubFactory(ZoomMeetingFactory)
    enrollment = factory.SubFactory(EnrollmentFactory)
    email = factory.SelfAttribute("enrollment.person.email")
    registrant_id = factory.Sequence(lambda n: f"registrant-{n}")
    join_url = "https://zoom.example.org/w/85212345678?tk=raw-link-canary"
    registered_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ZoomEventFactory(factory.django.DjangoModelFactory):
    """A meeting began, and nobody has applied that yet."""

    class Meta:
        model = ZoomEvent

    key = factory.Sequence(lambda n: f"key-{n}")
    kind = "meeting.started"
    meeting_id = 85_212_345_678
    uuid = "/u//1=="
    at = factory.LazyFunction(lambda: datetime.now(UTC))
    received_at = factory.LazyFunction(lambda: datetime.now(UTC))
