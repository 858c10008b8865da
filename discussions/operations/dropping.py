"""Taking away files, and drafts with theirs: the row and what is in the storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from discussions.models import Attachment

if TYPE_CHECKING:
    from discussions.querysets import AttachmentQuerySet, DraftQuerySet


def drop_files(files: AttachmentQuerySet) -> int:
    """How many there were. The rows go, and what is in the storage once that is certain."""
    stored = [(file.file.storage, str(file.file.name)) for file in files]
    if stored:
        files.delete()

    def delete() -> None:
        for storage, name in stored:
            storage.delete(name)

    transaction.on_commit(delete)
    return len(stored)


def drop_drafts(drafts: DraftQuerySet) -> int:
    """How many there were; the files that were to be posted with them go, too."""
    keys = list(drafts.values_list("pk", flat=True))
    if keys:
        drop_files(Attachment.objects.filter(draft__in=keys))
        drafts.model.objects.filter(pk__in=keys).delete()
    return len(keys)
