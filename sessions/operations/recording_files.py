"""Files of recordings in the storage: kept under random names, gone once their row is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from common.uploads import Accepted, random_name
from sessions.enums import FileKind, FileState
from sessions.models import Recording, RecordingFile


def kind_of(content_type: str) -> FileKind:
    """Video or sound, by the type it is sent as."""
    return FileKind.SOUND if content_type.startswith("audio/") else FileKind.VIDEO


def put_upload(*, recording: Recording, accepted: Accepted, now: datetime) -> RecordingFile:
    """Keep the file that somebody uploaded; it takes the place of one uploaded before. Within the recording's lock."""
    forget_files(recording.files.filter(zoom_key=""))
    file = RecordingFile(recording=recording, kind=kind_of(accepted.content_type), added_at=now)
    keep(file, accepted)
    return file


def keep(file: RecordingFile, accepted: Accepted) -> None:
    """Copy the content into the storage, piece by piece, and save the row; where that fails nothing is left behind."""
    file.file_name, file.content_type, file.size = accepted.name, accepted.content_type, accepted.size
    file.state, file.claimed_at, file.failure = FileState.HERE, None, {}
    accepted.content.seek(0)
    file.file.save(random_name(accepted), accepted.content, save=False)
    try:
        file.save()
    except Exception:
        file.file.storage.delete(str(file.file.name))
        raise


def forget_files(files: Iterable[RecordingFile]) -> None:
    """Delete the rows, and their content once that is certain."""
    for file in files:
        storage, name = file.file.storage, str(file.file.name or "")
        file.delete()
        if name:
            transaction.on_commit(partial(storage.delete, name))
