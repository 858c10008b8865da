"""What the timetable rings for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from sessions.operations.accommodation_reminders import remind_of_open_requests
from sessions.operations.attendance_inquiries import ring_for_attendance, take_attendance
from sessions.operations.recording_inquiries import ring_for_unanswered
from sessions.operations.reminders import plan_due_reminders
from sessions.operations.standing_needs import take_up_all
from sessions.operations.telling import tell_whats_new as tell_everybody
from sessions.operations.zoom_checks import check_meeting, ring_for_checks
from sessions.operations.zoom_client import zoom_account
from sessions.operations.zoom_events import apply_waiting_events
from sessions.operations.zoom_fetching import bring_file, ring_for_files, take_recordings
from sessions.operations.zoom_forgetting import forget_bodies
from sessions.operations.zoom_meetings import plan_meetings, ring_for_what_waits
from sessions.operations.zoom_work import bring_meeting_along
from sessions.zoom.errors import ZoomError

logger = logging.getLogger(__name__)


@shared_task(name="live_sessions.send_due_reminders")
def send_due_reminders(**kwargs: Any) -> None:
    """Puts the reminders that have become due into the outbox; `notifications.deliver_mail` sends them."""
    planned = plan_due_reminders(now=timezone.now())
    if planned:
        logger.info("Planned %s reminders.", planned)


@shared_task(name="live_sessions.tell_whats_new")
def tell_whats_new(**kwargs: Any) -> None:
    """Tells cohorts of new sessions, open prompts, recordings and materials."""
    told = tell_everybody(now=timezone.now())
    if told:
        logger.info("Told of %s things.", told)


@shared_task(name="live_sessions.take_up_standing_needs")
def take_up_standing_needs(**kwargs: Any) -> None:
    """Tells coordinators of the standing needs of those who came in since."""
    count = take_up_all(now=timezone.now())
    if count:
        logger.info("Took up %s standing needs.", count)


@shared_task(name="live_sessions.remind_of_accommodations")
def remind_of_accommodations(**kwargs: Any) -> None:
    """Reminds coordinators of accommodations that are still open and nearly due."""
    count = remind_of_open_requests(now=timezone.now())
    if count:
        logger.info("It is time for %s open accommodations.", count)


@shared_task(name="live_sessions.bring_meeting_along")
def bring_one_meeting_along(meeting: int, **kwargs: Any) -> None:
    """Brings a session's meeting at Zoom to what it should be; gone or claimed meanwhile, nothing happens."""
    bring_meeting_along(meeting_pk=meeting, zoom=zoom_account(), clock=timezone.now)


@shared_task(name="live_sessions.check_meeting")
def check_one_meeting(meeting: int, **kwargs: Any) -> None:
    """Looks whether a meeting was changed or deleted at Zoom."""
    check_meeting(meeting_pk=meeting, zoom=zoom_account(), now=timezone.now())


@shared_task(name="live_sessions.apply_zoom_events")
def apply_zoom_events(**kwargs: Any) -> None:
    """Applies what Zoom told and nobody has applied yet."""
    count = apply_waiting_events(now=timezone.now())
    if count:
        logger.info("Applied %s events from Zoom.", count)


@shared_task(bind=True, name="live_sessions.take_recordings", max_retries=6)
def take_recordings_of(self: Any, meeting: int, uuid: str = "", **kwargs: Any) -> None:
    """Notes what was recorded of a meeting at Zoom, and has it fetched."""
    _ask_zoom(self, take_recordings, meeting_pk=meeting, uuid=uuid)


@shared_task(bind=True, name="live_sessions.take_attendance", max_retries=6)
def take_attendance_of(self: Any, meeting: int, **kwargs: Any) -> None:
    """Notes who was in a meeting at Zoom."""
    _ask_zoom(self, take_attendance, meeting_pk=meeting)


def _ask_zoom(task: Any, ask: Callable[..., int], **about: Any) -> None:
    """Where that may help, the task asks again, ever later."""
    now, pause = timezone.now(), 60 * 2**task.request.retries
    again_at = now + timedelta(seconds=pause) if task.request.retries < task.max_retries else None
    try:
        ask(zoom=zoom_account(), now=now, again_at=again_at, **about)
    except ZoomError as error:
        logger.warning("Zoom did not answer %s about meeting %s: %s.", task.name, about["meeting_pk"], error.kind)
        if error.try_again and again_at:
            raise task.retry(exc=error, countdown=pause) from None


@shared_task(name="live_sessions.fetch_file", soft_time_limit=3300, time_limit=3600)
def fetch_one_file(file: int, **kwargs: Any) -> None:
    """Brings one file of a recording from Zoom. A long video takes longer than other tasks may."""
    bring_file(file_pk=file, zoom=zoom_account(), now=timezone.now())


@shared_task(name="live_sessions.sweep_zoom")
def sweep_zoom(**kwargs: Any) -> None:
    """Finds what a lost message, a killed worker or a Zoom that was away left behind."""
    now = timezone.now()
    ring_for_what_waits(now=now)
    ring_for_unanswered(now=now)
    apply_waiting_events(now=now)


@shared_task(name="live_sessions.forget_zoom_bodies")
def forget_zoom_bodies(**kwargs: Any) -> None:
    """Empties what old events of Zoom said: names and addresses."""
    count = forget_bodies(now=timezone.now())
    if count:
        logger.info("Emptied %s events from Zoom.", count)


@shared_task(name="live_sessions.look_at_zoom")
def look_at_zoom(**kwargs: Any) -> None:
    """Sees to it that coming sessions have their meetings and has each looked at; of past ones, has fetched what there is."""
    now = timezone.now()
    plan_meetings(now=now)
    ring_for_checks(now=now)
    ring_for_files(now=now)
    ring_for_attendance(now=now)
