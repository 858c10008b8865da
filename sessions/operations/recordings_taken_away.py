"""What was taken away stays away: remembered, asked about when Zoom tells of it again, wanted again by a button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from sessions.models import LiveSession, Recording, RecordingTakenAway, ZoomMeeting
from sessions.operations.recording_inquiries import have_asked
from sessions.zoom.recordings import RecordingFile


class NoMeetingAnyMore(DomainError):
    """The portal has no meeting of which it could ask."""

    def __str__(self) -> str:
        return _(
            "The portal has no meeting at Zoom for this session any more. Download the recording there and upload it here."
        )


def remember_taken_away(*, recording: Recording, now: datetime) -> None:
    """To be called in the transaction that takes a recording away, its row locked and its files still there."""
    if recording.zoom_uuid:
        keys = recording.files.exclude(zoom_key="").order_by("pk").values_list("zoom_key", flat=True)
        said = {"title": recording.title, "zoom_keys": list(keys), "taken_away_at": now, "wanted_again_at": None}
        RecordingTakenAway.objects.update_or_create(
            live_session=recording.live_session, zoom_uuid=recording.zoom_uuid, begins_at=recording.begins_at,
            defaults=said,
        )  # fmt: skip


@transaction.atomic
def want_again(*, taken_away: RecordingTakenAway, now: datetime) -> None:
    """Let it come from Zoom once more, and have Zoom asked. Wanted already, nothing happens. Raises `NoMeetingAnyMore`."""
    live_session = LiveSession.objects.select_for_update(of=("self",)).get(pk=taken_away.live_session_id)
    taken_away = RecordingTakenAway.objects.select_for_update().get(pk=taken_away.pk)
    meeting = ZoomMeeting.objects.filter(live_session=live_session).exclude(meeting_id=None).first()
    if meeting is None:
        raise NoMeetingAnyMore
    if taken_away.wanted_again_at is None:
        taken_away.wanted_again_at = now
        taken_away.save(update_fields=["wanted_again_at"])
        have_asked(meeting=meeting, live_session=live_session, uuid=taken_away.zoom_uuid, now=now)


class TakenAway:
    """What of one holding was taken away; `standing` are the beginnings of its recordings that are here."""

    def __init__(self, rows: Sequence[RecordingTakenAway], standing: Sequence[datetime | None]) -> None:
        self._away = [row for row in rows if row.wanted_again_at is None]
        self._again = {row.begins_at for row in rows if row.wanted_again_at is not None}
        self._keys = {key for row in self._away for key in row.zoom_keys}
        self._beginnings = {row.begins_at for row in self._away}
        self._first = min((begins for begins in self._beginnings if begins), default=None)
        self._first_here = min((begins for begins in standing if begins), default=None)

    @classmethod
    def of(cls, live_session: LiveSession, zoom_uuid: str) -> TakenAway:
        """Two queries; one where nothing was taken away."""
        rows = list(RecordingTakenAway.objects.filter(live_session=live_session, zoom_uuid=zoom_uuid))
        here = live_session.recordings.filter(zoom_uuid=zoom_uuid).values_list("begins_at", flat=True) if rows else []
        return cls(rows, list(here))

    def holds(self, source: RecordingFile) -> bool:
        """Whether a file is of what was taken away, told of then or only now."""
        if source.key in self._keys:
            return True
        if source.starts_at is not None:
            return source.starts_at in self._beginnings
        # A file that says no beginning is of the earliest (`zoom_recordings`).
        return bool(self._away) and (self._first_here is None or bool(self._first and self._first < self._first_here))

    def was_wanted_again(self, begins_at: datetime | None) -> bool:
        """Whether it comes because somebody asked for it after it was taken away: people publish it then."""
        return begins_at in self._again
