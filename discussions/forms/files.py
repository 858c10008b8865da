"""What a form says of the files that are to be posted with it."""

from __future__ import annotations

from django.http import QueryDict

from discussions.operations.attachments import MOST_FILES, FileWords


def files_in(data: QueryDict) -> list[FileWords]:
    """By their ids (`files`), each with what is in it, whether it is decoration, and whether it is to be left out."""
    ids = [
        text for text in dict.fromkeys(data.getlist("files")) if text.isascii() and text.isdigit() and len(text) < 19
    ]
    return [
        FileWords(
            int(text),
            alt=data.get(f"alt-{text}", ""),
            is_decorative=f"decorative-{text}" in data,
            is_left_out=f"leave_out-{text}" in data,
        )
        for text in ids[: 2 * MOST_FILES]
    ]
