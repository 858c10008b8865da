from __future__ import annotations

import io
import struct

import pytest

from common.archives import BrokenArchive, SwollenArchive, contents
from tests.common.files import archive, docx


def test_the_names_of_the_parts():
    assert contents(io.BytesIO(docx())) == {"[content_types].xml", "word/document.xml"}


def test_a_bomb_is_refused_by_its_declared_sizes():
    bomb = docx({"word/media/zeros": bytes(60_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(SwollenArchive):
        contents(io.BytesIO(bomb))


def test_an_archive_of_very_many_parts_is_refused_before_they_are_read():
    with pytest.raises(SwollenArchive):
        contents(io.BytesIO(archive({f"part-{number}": b"" for number in range(20_000)})))


def test_a_list_of_contents_that_lies_about_its_number_of_parts_is_refused_by_its_length():
    many = bytearray(archive({f"a-part-with-a-long-name-{number:0200}": b"" for number in range(5_000)}))
    end = many.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", many, end + 8, 1, 1)
    with pytest.raises(SwollenArchive):
        contents(io.BytesIO(bytes(many)))


@pytest.mark.parametrize("broken", [b"", b"PK", b"no archive at all", docx()[:-10], b"PK\x05\x06" + bytes(18)[:10]])
def test_what_is_no_archive_is_refused(broken):
    with pytest.raises(BrokenArchive):
        contents(io.BytesIO(broken))


def test_the_large_format_is_refused():
    data = docx()
    end = data.rindex(b"PK\x05\x06")
    with pytest.raises(BrokenArchive):
        contents(io.BytesIO(data[:end] + b"PK\x06\x07" + bytes(16) + data[end:]))
