"""Which of a recording's files is played where there are several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sessions.enums import FileKind

if TYPE_CHECKING:
    from sessions.models import RecordingFile

# Zoom's views of one meeting, the one to be watched first; others after them, sound alone last.
VIEWS = (
    "shared_screen_with_speaker_view(cc)",
    "shared_screen_with_speaker_view",
    "shared_screen_with_gallery_view",
    "active_speaker",
    "gallery_view",
    "shared_screen",
    "host_video",
    "sign_interpretation",
)


def worth(kind: str, zoom_view: str) -> int:
    """The lower, the better. What somebody uploaded (no view of Zoom) is what they mean people to watch."""
    if kind == FileKind.SOUND and zoom_view:
        return len(VIEWS) + 2
    view = zoom_view.lower()
    if not view:
        return -1
    return VIEWS.index(view) if view in VIEWS else len(VIEWS)


def best_of(files: Iterable[RecordingFile]) -> RecordingFile | None:
    """The file that plays; None where none is here."""
    here = [file for file in files if file.is_played]
    return min(here, key=lambda file: (worth(file.kind, file.zoom_view), -file.pk), default=None)
