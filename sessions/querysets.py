"""Which sessions, and what belongs to them, a person may see."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import DurationField, Exists, ExpressionWrapper, F, Func, OuterRef, Q

from cohorts.enums import GOING_ON, INSIDE, TALKING_ROLES
from cohorts.models import Cohort, Enrollment
from sessions.enums import AccommodationStatus, EventState, FileKind, FileState, SessionStatus, ZoomState

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models import (
        AccommodationRequest,
        Alias,
        Apology,
        BreakoutPlan,
        BreakoutSeat,
        CalendarFeed,
        Correction,
        HelpRequest,
        LiveSession,
        Material,
        Presence,
        Prompt,
        Recording,
        RecordingFile,
        RecordingOpening,
        Reflection,
        ReportImport,
        Resource,
        StandingNeed,
        TableNote,
        TranscriptCue,
        ZoomEvent,
        ZoomMeeting,
    )

# A worker that holds a meeting for longer is dead: longer than any task may run (cop_portal/celery.py).
LEASE = timedelta(minutes=6)


class Minutes(Func):
    """A number of minutes as a length of time, in each database's own terms (SQLite keeps microseconds)."""

    template = "(%(expressions)s * 60000000)"
    arity = 1
    output_field = DurationField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="make_interval(mins => %(expressions)s)", **context)


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    def visible_to(self, viewer: User | AnonymousUser) -> LiveSessionQuerySet:
        """Sessions of cohorts the viewer is inside of; cancelled ones too, they say so."""
        return self.filter(cohort__in=Cohort.objects.visible_to(viewer))

    def scheduled(self) -> LiveSessionQuerySet:
        """Not cancelled."""
        return self.filter(status=SessionStatus.SCHEDULED)

    def with_end(self) -> LiveSessionQuerySet:
        """Each row with `ended_at`, start plus minutes, to be asked in SQL."""
        end = ExpressionWrapper(F("starts_at") + Minutes("minutes"), output_field=models.DateTimeField())
        return self.annotate(ended_at=end)

    def not_over(self, now: datetime) -> LiveSessionQuerySet:
        """Under way or still to come."""
        return self.with_end().filter(ended_at__gt=now)  # type: ignore[misc]  # as with_end() calls it

    def over(self, now: datetime) -> LiveSessionQuerySet:
        """Ended."""
        return self.with_end().filter(ended_at__lte=now)  # type: ignore[misc]  # the same


class PromptQuerySet(models.QuerySet["Prompt"]):
    def open_at(self, now: datetime) -> PromptQuerySet:
        """Prompts people can answer now."""
        return self.filter(Q(thread__opens_at__isnull=True) | Q(thread__opens_at__lte=now))


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, viewer: User | AnonymousUser) -> MaterialQuerySet:
        """Materials of sessions of cohorts the viewer is inside of."""
        return self.filter(live_session__cohort__in=Cohort.objects.visible_to(viewer))


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, viewer: User | AnonymousUser) -> RecordingQuerySet:
        """Published recordings of the viewer's cohorts; unpublished ones to those who run the cohort."""
        return self.filter(live_session__cohort__in=Cohort.objects.visible_to(viewer)).filter(
            Q(published_at__isnull=False) | Q(live_session__cohort__in=Cohort.objects.run_by(viewer))
        )


class RecordingFileQuerySet(models.QuerySet["RecordingFile"]):
    def visible_to(self, viewer: User | AnonymousUser) -> RecordingFileQuerySet:
        """Files of recordings the viewer may see."""
        return self.filter(_of_visible_recordings(viewer))

    def playing(self) -> RecordingFileQuerySet:
        """Here, and to be played: no transcript."""
        return self.filter(state=FileState.HERE).exclude(kind=FileKind.TRANSCRIPT)


class TranscriptCueQuerySet(models.QuerySet["TranscriptCue"]):
    def visible_to(self, viewer: User | AnonymousUser) -> TranscriptCueQuerySet:
        """Lines of recordings the viewer may see."""
        return self.filter(_of_visible_recordings(viewer))

    def corrected(self) -> TranscriptCueQuerySet:
        """Lines that a facilitator has corrected."""
        return self.filter(corrected_at__isnull=False)


class RecordingOpeningQuerySet(models.QuerySet["RecordingOpening"]):
    def of_session(self, live_session: LiveSession) -> RecordingOpeningQuerySet:
        """Openings of any recording of one session: for make-up attendance the first of a person's counts."""
        return self.filter(recording__live_session=live_session)


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ResourceQuerySet:
        """Resources of the viewer's cohorts, and those for all cohorts of their programs."""
        cohorts = Cohort.objects.visible_to(viewer)
        return self.filter(Q(cohort__in=cohorts) | Q(cohort__isnull=True, program__in=cohorts.values("program")))

    def of_cohort(self, cohort: Cohort | int) -> ResourceQuerySet:
        """What stands in the library of this cohort, or of the one with this key."""
        key = cohort if isinstance(cohort, int) else cohort.pk
        program = Cohort.objects.filter(pk=key).values("program")
        return self.filter(Q(cohort=key) | Q(cohort__isnull=True, program__in=program))


def _of_visible_recordings(viewer: User | AnonymousUser) -> Q:
    recording = "recording__live_session__cohort__in"
    return Q(**{recording: Cohort.objects.visible_to(viewer)}) & (
        Q(recording__published_at__isnull=False) | Q(**{recording: Cohort.objects.run_by(viewer)})
    )


class StandingNeedQuerySet(models.QuerySet["StandingNeed"]):
    def visible_to(self, viewer: User | AnonymousUser) -> StandingNeedQuerySet:
        """One's own. Coordinators get at it as a request to their cohort."""
        if not viewer.is_authenticated:
            return self.none()
        return self if viewer.is_site_admin else self.filter(person=viewer)


class AccommodationRequestQuerySet(models.QuerySet["AccommodationRequest"]):
    def visible_to(self, viewer: User | AnonymousUser) -> AccommodationRequestQuerySet:
        """One's own while one is inside the cohort, and all of the cohorts one coordinates. Nobody else's.

        Facilitators get the need without the person: `queries.accommodations.needs_of`.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_site_admin:
            return self
        return self.filter(
            Q(person=viewer, cohort__in=Cohort.objects.visible_to(viewer))
            | Q(cohort__in=viewer.enrollments.coordinating().values("cohort"))
        )

    def counting(self, now: datetime) -> AccommodationRequestQuerySet:
        """Neither withdrawn nor past: of people who take part now, for sessions to come or for all sessions."""
        takes_part = Enrollment.objects.active().filter(cohort=OuterRef("cohort"), person=OuterRef("person"))
        end = ExpressionWrapper(
            F("live_session__starts_at") + Minutes("live_session__minutes"), output_field=models.DateTimeField()
        )
        to_come = Q(live_session__isnull=True) | Q(live_session__status=SessionStatus.SCHEDULED, ended_at__gt=now)
        return (
            self.alias(ended_at=end)
            .filter(to_come, Exists(takes_part), person__is_active=True, cohort__status__in=GOING_ON)
            .exclude(status=AccommodationStatus.WITHDRAWN)
        )

    def waiting(self, now: datetime) -> AccommodationRequestQuerySet:
        """Those that count and that nobody has answered: with one of them a session isn't ready."""
        return self.counting(now).filter(status=AccommodationStatus.OPEN)


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ReflectionQuerySet:
        """One's own, while one is inside the cohort. Nobody else's, whoever asks: administrators neither."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(person=viewer, live_session__cohort__in=Cohort.objects.visible_to(viewer))

    def shared_with(self, viewer: User | AnonymousUser) -> ReflectionQuerySet:
        """On a wall that the viewer reads: that of a cohort whose posts they read. Only the copy on it is theirs to read."""
        if not viewer.is_authenticated:
            return self.none()
        shared = self.filter(shared_at__isnull=False)
        if viewer.is_site_admin:
            return shared
        mine = viewer.enrollments.filter(status__in=INSIDE, role__in=TALKING_ROLES)
        return shared.filter(live_session__cohort__in=mine.values("cohort"))


class PresenceQuerySet(models.QuerySet["Presence"]):
    def visible_to(self, viewer: User | AnonymousUser) -> PresenceQuerySet:
        """All of the cohorts whose desk is the viewer's. What others may know is told as states (`queries.attendance`)."""
        return self.filter(live_session__cohort__in=Cohort.objects.run_by(viewer))

    def waiting(self) -> PresenceQuerySet:
        """The queue: nobody has said yet who is meant."""
        return self.filter(person__isnull=True, alias__isnull=True)

    def set_aside(self) -> PresenceQuerySet:
        """Somebody has said that nobody of the cohort is meant."""
        return self.filter(person__isnull=True, alias__isnull=False)


class AliasQuerySet(models.QuerySet["Alias"]):
    def visible_to(self, viewer: User | AnonymousUser) -> AliasQuerySet:
        """Of the cohorts whose desk is the viewer's."""
        return self.filter(cohort__in=Cohort.objects.run_by(viewer))


class ReportImportQuerySet(models.QuerySet["ReportImport"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ReportImportQuerySet:
        """Of the cohorts whose desk is the viewer's."""
        return self.filter(live_session__cohort__in=Cohort.objects.run_by(viewer))


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, viewer: User | AnonymousUser) -> CorrectionQuerySet:
        """Of the cohorts whose desk is the viewer's; reasons are read there."""
        return self.filter(live_session__cohort__in=Cohort.objects.run_by(viewer))

    def standing(self) -> CorrectionQuerySet:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)


class ApologyQuerySet(models.QuerySet["Apology"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ApologyQuerySet:
        """One's own while one is inside the cohort, and those to the cohorts whose desk is the viewer's."""
        if not viewer.is_authenticated:
            return self.none()
        own = Q(person=viewer, live_session__cohort__in=Cohort.objects.visible_to(viewer))
        return self.filter(own | Q(live_session__cohort__in=Cohort.objects.run_by(viewer)))

    def standing(self) -> ApologyQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def excusing(self) -> ApologyQuerySet:
        """Those that excuse: accepted at the desk, or said before the start that still is the session's."""
        in_time = Q(said_at__lt=F("live_session__starts_at"), for_start=F("live_session__starts_at"))
        return self.standing().filter(Q(accepted_at__isnull=False) | in_time)


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, viewer: User | AnonymousUser) -> HelpRequestQuerySet:
        """One's own while one is inside the cohort, and those of the cohorts whose sessions one runs."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            Q(person=viewer, live_session__cohort__in=Cohort.objects.visible_to(viewer))
            | Q(live_session__cohort__in=Cohort.objects.run_by(viewer))
        )

    def open_at(self, now: datetime) -> HelpRequestQuerySet:
        """Nobody has said that they are done, the session goes on and the person still takes part."""
        takes_part = Enrollment.objects.active().filter(
            cohort=OuterRef("live_session__cohort"), person=OuterRef("person")
        )
        end = ExpressionWrapper(
            F("live_session__starts_at") + Minutes("live_session__minutes"), output_field=models.DateTimeField()
        )
        return self.alias(ended_at=end).filter(
            Exists(takes_part), closed_at__isnull=True, ended_at__gt=now, live_session__status=SessionStatus.SCHEDULED
        )


class ZoomMeetingQuerySet(models.QuerySet["ZoomMeeting"]):
    def joinable(self) -> ZoomMeetingQuerySet:
        """Those people can be sent to: wanted, made, and not known to be gone."""
        return self.filter(is_wanted=True).exclude(join_url="").exclude(state=ZoomState.GONE)

    def needing_a_look(self) -> ZoomMeetingQuerySet:
        """Those with which somebody has to do something, or may have to."""
        return self.filter(state__in=[ZoomState.FAILED, ZoomState.GONE, ZoomState.DRIFTED])

    def to_work_on(self, now: datetime) -> ZoomMeetingQuerySet:
        """Whose turn it is: waiting, to be tried again by now, or left behind by a worker that was killed."""
        return self.filter(
            Q(state=ZoomState.WAITING)
            | Q(state=ZoomState.FAILED, retry_at__lte=now)
            | Q(state=ZoomState.AT_WORK, claimed_at__lte=now - LEASE)
        )


class ZoomEventQuerySet(models.QuerySet["ZoomEvent"]):
    def waiting(self) -> ZoomEventQuerySet:
        """Not applied yet."""
        return self.filter(state=EventState.WAITING)


class BreakoutPlanQuerySet(models.QuerySet["BreakoutPlan"]):
    def visible_to(self, viewer: User | AnonymousUser) -> BreakoutPlanQuerySet:
        """All versions at the desk of the viewer's cohorts. Of a published one, others see their own seats (`BreakoutSeat`)."""
        return self.filter(live_session__cohort__in=Cohort.objects.run_by(viewer))

    def published(self) -> BreakoutPlanQuerySet:
        """The version that people go by, of sessions that are not cancelled."""
        return self.filter(published_at__isnull=False, live_session__status=SessionStatus.SCHEDULED)


class BreakoutSeatQuerySet(models.QuerySet["BreakoutSeat"]):
    def visible_to(self, viewer: User | AnonymousUser) -> BreakoutSeatQuerySet:
        """One's own seats of published plans of the cohorts one is inside of, and all where one stands at the desk."""
        if not viewer.is_authenticated:
            return self.none()
        own = Q(
            person=viewer,
            plan__published_at__isnull=False,
            plan__live_session__cohort__in=Cohort.objects.visible_to(viewer),
        )
        return self.filter(own | Q(plan__live_session__cohort__in=Cohort.objects.run_by(viewer)))


class TableNoteQuerySet(models.QuerySet["TableNote"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> TableNoteQuerySet:
        """All where one stands at the desk. For others who read the cohort's posts: one's own; what was written at one's table
        up to one's own round there; once the session is over, what all tables wrote. What was hidden is its author's alone."""
        if not viewer.is_authenticated:
            return self.none()
        at_desk = Q(live_session__cohort__in=Cohort.objects.run_by(viewer))
        reading = viewer.enrollments.filter(status__in=INSIDE, role__in=TALKING_ROLES).values("cohort")
        seats = viewer.breakout_seats.filter(
            plan__live_session=OuterRef("live_session"), plan__published_at__isnull=False,
            table__position=OuterRef("table"), round__gte=OuterRef("round"),
        )  # fmt: skip
        end = ExpressionWrapper(
            F("live_session__starts_at") + Minutes("live_session__minutes"), output_field=models.DateTimeField()
        )
        standing = Q(hidden_at__isnull=True) & (Q(Exists(seats)) | Q(ended_at__lte=now))
        own = Q(author=viewer)
        return self.alias(ended_at=end).filter(at_desk | (Q(live_session__cohort__in=reading) & (own | standing)))

    def written(self) -> TableNoteQuerySet:
        """Those that say something."""
        return self.exclude(body_html="")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, viewer: User | AnonymousUser) -> CalendarFeedQuerySet:
        """One's own, whoever one is: its address opens what this person alone may see."""
        return self.filter(person=viewer) if viewer.is_authenticated else self.none()

    def with_secret(self, secret: str) -> CalendarFeedQuerySet:
        """The feed (0 or 1 rows) that this secret opens, of a person whose account is open. Found by the hash's index."""
        return self.filter(digest=hash_of(secret), person__is_active=True)


def hash_of(secret: str) -> str:
    """What is kept of a feed's secret to know it by: of so many random bits, nobody finds the secret to a hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
