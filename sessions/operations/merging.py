"""Reminders, materials, recordings, reflections and a person's needs, when two accounts of one person become one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.merging import Merger, hand_over
from common.history import sign_change, update_signed
from notifications.enums import MailState
from notifications.models import OutboxMail
from sessions.models import (
    AccommodationMessage,
    AccommodationRequest,
    HelpRequest,
    Material,
    Presenter,
    Recording,
    RecordingOpening,
    Reflection,
    Reminder,
    Resource,
    StandingNeed,
    TranscriptCue,
)
from sessions.operations.calendar_feeds import hand_over_feed
from sessions.operations.merging_attendance import hand_over_attendance
from sessions.operations.merging_breakouts import hand_over_breakouts
from sessions.operations.reflections import put_together


def hand_over_sessions(merger: Merger) -> None:
    """The ledger of reminders stays one row for one promise: what both were promised stays with each of them.

    A mail that waits for the closed account is not sent to it, so the person is reminded once.
    """
    hand_over(Material, "added_by", merger=merger)
    hand_over(Recording, "added_by", merger=merger)
    hand_over(Resource, "added_by", merger=merger)
    hand_over(TranscriptCue, "corrected_by", merger=merger)
    _hand_over_openings(merger)
    hand_over(Presenter, "person", merger=merger)
    _hand_over_calls(merger)
    _hand_over_needs(merger)
    _hand_over_reflections(merger)
    hand_over_attendance(merger)
    hand_over_breakouts(merger)
    hand_over_feed(merger)
    same = {name: OuterRef(name) for name in ("live_session", "starts_at", "minutes_before")}
    both = Exists(Reminder.objects.filter(person=merger.kept, **same))
    theirs = Reminder.objects.filter(person=merger.merged)
    # Every mail that waits went to the kept account a moment ago (notifications.operations.merging).
    waiting = OutboxMail.objects.filter(recipient=merger.kept, state=MailState.WAITING)
    waiting.filter(pk__in=theirs.filter(both).values("mail")).update(recipient=merger.merged)
    theirs.exclude(pk__in=list(theirs.filter(both).values_list("pk", flat=True))).update(person=merger.kept)


def _hand_over_openings(merger: Merger) -> None:
    """One row for a person and a recording: of two the first opening and the last count, and the other stays behind."""
    mine = {opening.recording_id: opening for opening in RecordingOpening.objects.filter(person=merger.kept)}
    theirs = RecordingOpening.objects.filter(person=merger.merged)
    for opening in theirs.filter(recording__in=mine):
        kept = mine[opening.recording_id]
        kept.first_opened_at = min(kept.first_opened_at, opening.first_opened_at)
        kept.last_opened_at = max(kept.last_opened_at, opening.last_opened_at)
        kept.save(update_fields=["first_opened_at", "last_opened_at"])
    theirs.exclude(recording__in=mine).update(person=merger.kept)


def _hand_over_calls(merger: Merger) -> None:
    """Of two open calls for help in one session one stays; those of the past stay with who answered them."""
    hand_over(HelpRequest, "answered_by", merger=merger)
    open_ones = HelpRequest.objects.filter(person=merger.kept, closed_at__isnull=True)
    theirs = HelpRequest.objects.filter(person=merger.merged)
    theirs.filter(closed_at__isnull=True, live_session__in=open_ones.values("live_session")).delete()
    theirs.update(person=merger.kept)


def _hand_over_needs(merger: Merger) -> None:
    """What the kept account says it needs stands; what only the other one said goes to it."""
    if not StandingNeed.objects.filter(person=merger.kept).exists():
        hand_over(StandingNeed, "person", merger=merger)
    hand_over(AccommodationRequest, "answered_by", merger=merger)
    hand_over(AccommodationMessage, "author", merger=merger)
    asked = set(AccommodationRequest.objects.filter(person=merger.kept).values_list("cohort", "live_session"))
    theirs = AccommodationRequest.objects.select_for_update(of=("self",)).filter(person=merger.merged)
    moving = [request for request in theirs if (request.cohort_id, request.live_session_id) not in asked]
    for request in moving:
        request.person = merger.kept
        sign_change(request, by=merger.by, reason=merger.reason)
    update_signed(moving, fields=["person"])


def _hand_over_reflections(merger: Merger) -> None:
    """Words about a session of which the kept account has written too are put together there, for the person alone."""
    hand_over(Reflection, "taken_off_by", merger=merger)
    rows = Reflection.objects.select_for_update(of=("self",)).select_related(
        "live_session__cohort", "person", "pseudonym"
    )
    mine = {row.live_session_id: row for row in rows.filter(person=merger.kept)}
    for row in rows.filter(person=merger.merged):
        if row.live_session_id in mine:
            put_together(mine[row.live_session_id], row, by=merger.by, reason=merger.reason, now=merger.now)
    # Without a name there is no line of history: it would say whose it is.
    Reflection.objects.filter(person=merger.merged).exclude(pseudonym=None).update(person=merger.kept)
    hand_over(Reflection, "person", merger=merger)
