"""Files that people bring: which are taken, under which name they are kept, how they are sent.

A file is taken by its ending AND by what is in it. It is kept under a random name outside every address of the portal, and
sent only by a view that has asked the rights, as a download that no browser opens inside the portal. Archives aren't
unpacked, pictures aren't decoded. No virus scanner runs: what facilitators bring is theirs to answer for.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

import puremagic
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import archives, pictures
from common.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_NAME = 120
MEGABYTE = 1024 * 1024
# Enough of a file's beginning to tell what it is.
HEAD = 4096
TEXT_CONTROLS = frozenset("\t\n\r\f")


class UploadRefused(DomainError):
    """The file isn't taken; the sentence names it and says why."""

    field = "file"


@dataclass(frozen=True)
class Accepted:
    """A file that was looked at: safe name, our own content type, and the content as it is to be kept."""

    name: str
    extension: str
    content_type: str
    size: int
    content: File


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: what people call it, how it is sent, and whether some bytes are one."""

    words: str | StrPromise
    content_type: str
    looks_right: Callable[[BinaryIO], bool]


def examine(upload: UploadedFile, *, kinds: Mapping[str, Kind] | None = None, limit: int | None = None) -> Accepted:
    """Take a file or raise `UploadRefused`. Photographs come out without place, device and date.

    `kinds` by ending, and the `limit` in megabytes, where others are meant than of every file.
    """
    kinds, limit = kinds or KINDS, limit or settings.UPLOAD_LIMIT_MB
    name = safe_name(upload.name or "")
    extension = PurePosixPath(name).suffix.lower()
    kind = kinds.get(extension)
    if kind is None:
        raise UploadRefused(
            _("“%(name)s” is not a kind of file that can be added. These are: %(kinds)s.")
            % {"name": name, "kinds": kinds_in_words(kinds)}
        )
    if not upload.size:
        raise UploadRefused(_("“%(name)s” is empty.") % {"name": name})
    if upload.size > limit * MEGABYTE:
        raise UploadRefused(
            _("“%(name)s” is larger than %(limit)s, the most a file may have. Make it smaller, or add a link to it.")
            % {"name": name, "limit": limit_in_words(limit)}
        )
    content: File = upload
    stream = cast("BinaryIO", upload)
    try:
        looks_right = kind.looks_right(stream)
        if looks_right and kind.content_type in {"image/png", "image/jpeg"}:
            content = ContentFile(pictures.without_metadata(_from_start(stream)))
    except (archives.BrokenArchive, pictures.BrokenPicture):
        looks_right = False
    except (archives.SwollenArchive, pictures.HugePicture) as error:
        raise UploadRefused(
            _("“%(name)s” is much larger inside than a file of this kind should be.") % {"name": name}
        ) from error
    if not looks_right:
        raise UploadRefused(
            _("“%(name)s” does not hold what its name says (%(kind)s). Save it once more from its program.")
            % {"name": name, "kind": kind.words}
        )
    stream.seek(0)
    return Accepted(name=name, extension=extension, content_type=kind.content_type, size=content.size, content=content)


def safe_name(name: str) -> str:
    """The name as people will download it: no folders, no invisible characters, not hidden, at most LONGEST_NAME long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char)[0] != "C")
    tidy = " ".join(visible.split()).strip(". ")
    path = PurePosixPath(tidy or "file")
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}" if len(path.suffix) <= 10 else "file"


def random_name(accepted: Accepted) -> str:
    """The name it is kept under, which says nothing of its owner or content."""
    return f"{secrets.token_hex(16)}{accepted.extension}"


def send_download(file: FieldFile, *, name: str, shows_pictures: bool = False) -> FileResponse:
    """The file as a download; with `shows_pictures`, a picture to be shown inside a page. Ask the rights first, at each request.

    The content type follows from our own list; what the uploader's browser said was never kept. Raises `FileNotFoundError`.
    """
    kind = KINDS.get(PurePosixPath(file.name or "").suffix.lower())
    is_shown = shows_pictures and kind is not None and kind.content_type.startswith("image/")
    response = FileResponse(
        file.open("rb"),
        as_attachment=not is_shown,
        filename=safe_name(name),
        content_type=kind.content_type if kind else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def limit_in_bytes() -> int:
    """The most a file may have."""
    return settings.UPLOAD_LIMIT_MB * MEGABYTE


def limit_in_words(limit: int | None = None) -> str:
    """The same, or another limit, as people say it: 25 MB. It is set in whole megabytes."""
    return f"{limit or settings.UPLOAD_LIMIT_MB}\N{NO-BREAK SPACE}MB"


def kinds_in_words(kinds: Mapping[str, Kind] | None = None) -> str:
    """The endings that are taken: "pdf, docx, …"."""
    return ", ".join(extension.removeprefix(".") for extension in kinds or KINDS)


def allow_upload_of(request: HttpRequest, megabytes: int) -> None:
    """Let files of so many megabytes through in this request."""
    request.most_upload = megabytes * MEGABYTE  # type: ignore[attr-defined]


class DropBeyondLimit(FileUploadHandler):
    """Lets no more of a file through than one piece beyond the limit, so that a huge one fills neither memory nor disk.

    What is kept of it is still larger than the limit, and `examine` refuses it with a sentence. A view that takes larger
    files says so (`allow_upload_of`) once it knows who asks, and before anybody reads the form.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece, or nothing once the limit has been passed."""
        return raw_data if start <= getattr(self.request, "most_upload", limit_in_bytes()) else None

    def file_complete(self, file_size: int) -> None:
        """The file itself is made by the handlers that follow."""


# --- What is in a file ----------------------------------------------------------------------------


def _from_start(stream: BinaryIO, size: int = -1) -> bytes:
    stream.seek(0)
    return stream.read(size)


def _begins_as(*extensions: str) -> Callable[[BinaryIO], bool]:
    def looks_right(stream: BinaryIO) -> bool:
        try:
            guesses = puremagic.magic_string(_from_start(stream, HEAD))
        except puremagic.PureError:
            return False
        return any(guess.extension in extensions for guess in guesses)

    return looks_right


def _office(main_part: str) -> Callable[[BinaryIO], bool]:
    """A file of Microsoft's programs (or one that writes like them), without macros."""

    def looks_right(stream: BinaryIO) -> bool:
        parts = archives.contents(stream)
        has_macros = any(part.endswith("vbaproject.bin") for part in parts)
        return {"[content_types].xml", main_part} <= parts and not has_macros

    return looks_right


def _open_document(media_type: str) -> Callable[[BinaryIO], bool]:
    """A file of LibreOffice's kind: its first part says what it is, in plain bytes. Without macros."""

    def looks_right(stream: BinaryIO) -> bool:
        begins = _from_start(stream, 30 + len("mimetype") + len(media_type))
        if not begins.startswith(b"PK\x03\x04") or not begins.endswith(f"mimetype{media_type}".encode()):
            return False
        parts = archives.contents(stream)
        return "content.xml" in parts and not any(part.startswith(("basic/", "scripts/")) for part in parts)

    return looks_right


def _is_text(stream: BinaryIO) -> bool:
    """Readable characters from beginning to end, and no markup of a page."""
    data = _from_start(stream)
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # What Excel on Windows writes; every byte but five is a character there.
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            return False
    has_controls = any(char < " " and char not in TEXT_CONTROLS for char in set(text))
    return not has_controls and not text.lstrip().startswith("<")


KINDS: dict[str, Kind] = {
    ".pdf": Kind("PDF", "application/pdf", _begins_as(".pdf")),
    ".docx": Kind(
        gettext_lazy("Word document without macros"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _office("word/document.xml"),
    ),
    ".pptx": Kind(
        gettext_lazy("PowerPoint presentation without macros"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _office("ppt/presentation.xml"),
    ),
    ".xlsx": Kind(
        gettext_lazy("Excel workbook without macros"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _office("xl/workbook.xml"),
    ),
    ".odt": Kind(
        gettext_lazy("LibreOffice text without macros"),
        "application/vnd.oasis.opendocument.text",
        _open_document("application/vnd.oasis.opendocument.text"),
    ),
    ".odp": Kind(
        gettext_lazy("LibreOffice presentation without macros"),
        "application/vnd.oasis.opendocument.presentation",
        _open_document("application/vnd.oasis.opendocument.presentation"),
    ),
    ".ods": Kind(
        gettext_lazy("LibreOffice table without macros"),
        "application/vnd.oasis.opendocument.spreadsheet",
        _open_document("application/vnd.oasis.opendocument.spreadsheet"),
    ),
    ".txt": Kind(gettext_lazy("plain text"), "text/plain; charset=utf-8", _is_text),
    ".csv": Kind(gettext_lazy("table as plain text"), "text/csv; charset=utf-8", _is_text),
    ".vtt": Kind(gettext_lazy("captions as plain text"), "text/vtt; charset=utf-8", _is_text),
    ".png": Kind(gettext_lazy("PNG picture"), "image/png", _begins_as(".png")),
    ".jpg": Kind(gettext_lazy("JPEG picture"), "image/jpeg", _begins_as(".jpg", ".jpeg")),
    ".jpeg": Kind(gettext_lazy("JPEG picture"), "image/jpeg", _begins_as(".jpg", ".jpeg")),
    ".mp3": Kind(gettext_lazy("MP3 sound"), "audio/mpeg", _begins_as(".mp3", ".mpga")),
    ".m4a": Kind(gettext_lazy("MPEG-4 sound"), "audio/mp4", _begins_as(".m4a", ".mp4")),
    ".mp4": Kind(gettext_lazy("MPEG-4 video"), "video/mp4", _begins_as(".mp4", ".m4v")),
}
