"""The recordings of the demo's sessions: links that lead nowhere, and silence with lines that say what is not heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from cop_portal.demo.content import file_named, unwrapped
from sessions.models import LiveSession
from sessions.operations.chapters import set_chapters
from sessions.operations.recordings import add_recording, publish_recording
from sessions.queries.chapters import chapters_of, in_lines

# A frame of sound (MPEG 2.5, layer III, 8 kbit/s, 8 kHz, mono) in which nothing is heard: 72 bytes for 72 milliseconds.
FRAME, FRAME_SECONDS = b"\xff\xe3\x18\xc4" + bytes(68), 0.072


def silence(seconds: int) -> bytes:
    """An MP3 of about so many seconds."""
    return FRAME * round(seconds / FRAME_SECONDS)


def add_demo_recording(live_session: LiveSession, facts: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """The recording as facilitators would have added it, published where the file says so."""
    brought: dict[str, Any] = {"url": facts.get("url", "")}
    if "seconds_of_silence" in facts:
        sound = silence(facts["seconds_of_silence"])
        brought["upload"] = SimpleUploadedFile("session.mp3", sound, "audio/mpeg")
    if "captions" in facts:
        brought["captions"] = SimpleUploadedFile(facts["captions"], file_named(facts["captions"]), "text/vtt")
    recording = add_recording(
        live_session=live_session,
        title=facts["title"],
        # Only one that is held back lacks captions.
        has_captions=facts["published"],
        transcript=unwrapped(facts.get("transcript", "")),
        missing_reason=facts.get("missing_reason", ""),
        by=by,
        now=now,
        **brought,
    )
    if "chapters" in facts:
        seen = in_lines(chapters_of(recording, live_session).rows)
        set_chapters(recording=recording, chapters=[tuple(c) for c in facts["chapters"]], seen=seen, by=by, now=now)
    if facts["published"]:
        publish_recording(recording=recording, by=by, now=now)
