from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.media import PLAYED, played_type
from common.uploads import UploadRefused, examine

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + bytes(64)


def take(name, content, limit=1):
    return examine(SimpleUploadedFile(name, content, content_type="text/html"), kinds=PLAYED, limit=limit)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.mp4", MP4, "video/mp4"),
        ("A.MP4", b"\x00\x00\x00\x20ftypisom" + bytes(64), "video/mp4"),
        ("a.webm", WEBM, "video/webm"),
        ("a.m4a", b"\x00\x00\x00\x18ftypM4A " + bytes(64), "audio/mp4"),
        ("a.mp3", b"ID3\x03" + bytes(64), "audio/mpeg"),
        ("a.mp3", b"\xff\xfb\x90\x64" + bytes(64), "audio/mpeg"),
        ("a.mp3", b"\xff\xe3\x18\xc4" + bytes(64), "audio/mpeg"),
    ],
)
def test_what_plays_is_taken_under_our_own_type(name, content, content_type):
    assert take(name, content).content_type == content_type == played_type(name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp4", b"<!doctype html><script>alert(1)</script>"),
        ("a.mp4", WEBM),
        ("a.mp4", b"\x00\x00\x00\x18ftypheic" + bytes(64)),
        ("a.mp4", b"\x00\x00\x00\x18ftypavif" + bytes(64)),
        ("a.webm", b"\x1aE\xdf\xa3\x9fB\x82\x88matroska" + bytes(64)),
        ("a.webm", MP4),
        ("a.mp3", b"MZ\x90\x00"),
        ("a.mp3", b"\xff\xff\xff\xff"),
        ("a.mp3", b"\xff"),
        ("a.pdf", b"%PDF-1.7\n%%EOF\n"),
        ("a.html", MP4),
        ("a.mov", MP4),
        ("a.mp4", b""),
        ("a.mp4", MP4 + bytes(1024 * 1024)),
    ],
)
def test_nothing_else_is(name, content):
    with pytest.raises(UploadRefused):
        take(name, content)


def test_the_refusal_names_what_plays():
    with pytest.raises(UploadRefused, match=r"These are: mp4, webm, m4a, mp3\."):
        take("a.mov", MP4)


def test_a_stored_name_of_another_kind_plays_as_nothing():
    assert played_type("recordings/2026/01/a.html") == "application/octet-stream"
