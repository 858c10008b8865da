"""Files of posts: added to what somebody is writing, attached when it is posted, dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import pictures
from common.one_line import one_line
from common.uploads import KINDS, Accepted, Kind, examine, random_name
from discussions.models import Attachment, HeldPost, Post, Thread
from discussions.operations.checks import UnableToWrite
from discussions.operations.drafts import begun_draft
from discussions.operations.drafts_elsewhere import WritingPlace, begun_draft_of
from discussions.operations.dropping import drop_files

if TYPE_CHECKING:
    from discussions.querysets import DraftQuerySet

MOST_FILES = 10
LONGEST_ALT = 500
# What was added and never posted.
KEPT_FOR = timedelta(days=1)
TAKEN: Mapping[str, Kind] = {
    extension: kind for extension, kind in KINDS.items() if not kind.content_type.startswith(("audio/", "video/"))
}
# Nothing in them says who made them: pictures lose it, plain text has no place for it.
NAMELESS = ("image/", "text/")


class UnableToAttach(UnableToWrite):
    """Base of the refusals of a file that is there."""

    field = "file"


class TooManyFiles(UnableToAttach):
    """As many as a post may have."""

    def __str__(self) -> str:
        return _("A post has at most %(most)d files.") % {"most": MOST_FILES}


class PictureIsNotDescribed(UnableToAttach):
    """Those who don't see it would have nothing."""

    def __init__(self, file: int) -> None:
        super().__init__()
        self.file = file
        self.field = f"alt-{file}"

    def __str__(self) -> str:
        return _("Say what is in the picture, for those who don’t see it; or tick that it is only decoration.")


class FileIsGone(UnableToAttach):
    """It was added too long ago, or posted from another tab."""

    def __str__(self) -> str:
        return _("A file that you added isn’t there any more: it waits for a day. Add it again, or post without it.")


class FileMayHoldAName(UnableToAttach):
    """Word, PDF and the like write their author's name into the file."""

    def __str__(self) -> str:
        return _(
            "Files like this can hold your name inside. Without your name you can add pictures and plain text. "
            "Nothing was posted; your text is still here."
        )


@dataclass(frozen=True)
class FileWords:
    """What a form says of a file that was added before."""

    pk: int
    alt: str = ""
    is_decorative: bool = False
    is_left_out: bool = False


def add_file(
    *,
    by: User,
    upload: UploadedFile,
    now: datetime,
    thread: Thread | None = None,
    parent: int | None = None,
    place: WritingPlace | None = None,
    alt: str = "",
    is_decorative: bool = False,
) -> Attachment:
    """A file to what `by` is writing in a thread, or at another place; the same file twice is one.

    Photographs come without place, device and date. Raises `common.uploads.UploadRefused`, `TooManyFiles`, and what keeping a
    draft raises.
    """
    accepted = examine(upload, kinds=TAKEN)
    digest, (width, height) = _digest(accepted), _size(accepted)
    with transaction.atomic():
        if place is not None:
            draft = begun_draft_of(place=place, by=by, now=now)
        else:
            draft = begun_draft(thread=cast("Thread", thread), by=by, parent=parent, now=now)
        known = list(Attachment.objects.filter(Q(draft=draft) | _standing(place)))
        if double := next((file for file in known if file.digest == digest), None):
            return double
        if len(known) >= MOST_FILES:
            raise TooManyFiles
        added = Attachment(
            draft=draft, file_name=accepted.name, content_type=accepted.content_type, size=accepted.size, digest=digest,
            width=width, height=height, alt=one_line(alt)[:LONGEST_ALT] if width else "",
            is_decorative=is_decorative and width > 0, added_at=now,
        )  # fmt: skip
        added.file.save(random_name(accepted), accepted.content, save=False)
        try:
            added.save()
        except Exception:
            added.file.storage.delete(str(added.file.name))
            raise
    return added


@transaction.atomic
def describe_files(*, drafts: DraftQuerySet, words: Sequence[FileWords]) -> list[Attachment]:
    """What the form says of its files is kept with them; those that are to be left out go. The ones there are then."""
    said = {word.pk: word for word in words}
    # By their ids: other files of the same draft belong to the form of another tab.
    waiting = Attachment.objects.filter(draft__in=drafts, pk__in=said).order_by("pk")
    drop_files(waiting.filter(pk__in=[word.pk for word in words if word.is_left_out]))
    kept = list(waiting)
    for file in kept:
        if _describe(file, said[file.pk]):
            file.save(update_fields=["alt", "is_decorative"])
    return kept


def files_to_post(drafts: DraftQuerySet, words: Sequence[FileWords], *, nameless: bool) -> list[Attachment]:
    """The files that a form posts, held and looked at. Raises the kinds of `UnableToAttach`."""
    wanted = {word.pk: word for word in words if not word.is_left_out}
    if len(wanted) > MOST_FILES:
        raise TooManyFiles
    waiting = Attachment.objects.filter(draft__in=drafts, pk__in=wanted)
    files = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    if len(files) < len(wanted):
        raise FileIsGone
    for file in files:
        _describe(file, wanted[file.pk])
        if not file.is_described:
            raise PictureIsNotDescribed(file.pk)
        if nameless and not file.content_type.startswith(NAMELESS):
            raise FileMayHoldAName
    return files


def revise_files(said: Post | Thread, drafts: DraftQuerySet, words: Sequence[FileWords]) -> None:
    """What a form that changes a post or a topic says of its files: described anew, left out, new ones added.

    What it doesn't name stays. `has_files` is set; the caller saves it. Raises the kinds of `UnableToAttach`.
    """
    if not words:
        return
    named = {word.pk: word for word in words}
    owned = {"post": said} if isinstance(said, Post) else {"topic": said}
    standing = list(Attachment.objects.select_for_update(of=("self",)).filter(**owned).order_by("pk"))
    kept = [file for file in standing if not (file.pk in named and named[file.pk].is_left_out)]
    mine = {file.pk for file in standing}
    new = files_to_post(drafts, [word for word in words if word.pk not in mine], nameless=said.pseudonym_id is not None)
    if len(kept) + len(new) > MOST_FILES:
        raise TooManyFiles
    for file in kept:
        if file.pk in named and _describe(file, named[file.pk]):
            if not file.is_described:
                raise PictureIsNotDescribed(file.pk)
            file.save(update_fields=["alt", "is_decorative"])
    drop_files(Attachment.objects.filter(pk__in=mine - {file.pk for file in kept}))
    attach_files(said, new, after=len(standing))
    said.has_files = bool(kept or new)


def attach_files(said: Post | Thread | HeldPost, files: Sequence[Attachment], *, after: int = 0) -> None:
    """The files are the post's, the topic's, or of what waits to be one; `after` so many that stand there.

    Posted without a name, they don't have the names they had on the person's device.
    """
    for number, file in enumerate(files, start=after + 1):
        if said.pseudonym_id is not None:
            # One language for all: theirs would tell something of whose it is.
            with translation.override(settings.LANGUAGE_CODE):
                kind = _("picture") if file.is_picture else _("file")
            file.file_name = f"{kind}-{number}{PurePosixPath(file.file_name).suffix.lower()}"
        file.draft = None
        if isinstance(said, Post):
            file.post = said
        elif isinstance(said, Thread):
            file.topic = said
        else:
            file.held = said
    Attachment.objects.bulk_update(files, ["post", "topic", "held", "draft", "file_name", "alt", "is_decorative"])


@transaction.atomic
def forget_waiting_files(*, now: datetime) -> int:
    """How many were added and not posted within a day, and are gone now."""
    return drop_files(Attachment.objects.filter(draft__isnull=False, added_at__lt=now - KEPT_FOR))


def _standing(place: WritingPlace | None) -> Q:
    """The files that what is changed there has already."""
    if place is None or place.board is not None:
        return Q(pk__in=())
    return Q(post=place.post) if place.post is not None else Q(topic=place.topic)


def _describe(file: Attachment, words: FileWords) -> bool:
    """Whether that says something new of it."""
    alt, is_decorative = one_line(words.alt)[:LONGEST_ALT], words.is_decorative
    if not file.is_picture or (file.alt, file.is_decorative) == (alt, is_decorative):
        return False
    file.alt, file.is_decorative = alt, is_decorative
    return True


def _digest(accepted: Accepted) -> str:
    digest = hashlib.sha256()
    for part in accepted.content.chunks():
        digest.update(part)
    accepted.content.seek(0)
    return digest.hexdigest()


def _size(accepted: Accepted) -> tuple[int, int]:
    """Width and height of a picture, as it is shown; nothing of other files."""
    if not accepted.content_type.startswith("image/"):
        return 0, 0
    size = pictures.size_of(accepted.content.read())
    accepted.content.seek(0)
    return size
