from __future__ import annotations

import tracemalloc

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile, FileField
from django.test import RequestFactory

from common.ranges import PIECE, entity_tag, send_in_ranges

CONTENT = bytes(range(256)) * 4  # 1024 bytes


@pytest.fixture
def stored(tmp_path):
    def keep(content=CONTENT, name="talk.mp4"):
        storage = FileSystemStorage(location=tmp_path)
        return FieldFile(None, FileField(storage=storage), storage.save(name, ContentFile(content)))

    return keep


def close(response):
    for closer in response._resource_closers:
        closer()


def ask(file, method="get", **headers):
    response = send_in_ranges(getattr(RequestFactory(), method)("/", headers=headers), file)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    close(response)
    return response, content


def test_all_of_it(stored):
    file = stored()
    response, content = ask(file)
    assert (response.status_code, content) == (200, CONTENT)
    assert dict(response.items()) == {
        "Content-Type": "video/mp4",
        "Content-Length": "1024",
        "Accept-Ranges": "bytes",
        "ETag": entity_tag(file),
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert file.name not in str(response.headers)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 1023),
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=1000-9999", 1000, 1023),
        ("bytes=1023-", 1023, 1023),
        ("bytes=-1", 1023, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-9999", 0, 1023),
        ("bytes= 5-6 ", 5, 6),
    ],
)
def test_a_part_of_it(stored, asked, first, last):
    response, content = ask(stored(), range=asked)
    assert (response.status_code, content) == (206, CONTENT[first : last + 1])
    assert (response["Content-Range"], response["Content-Length"]) == (
        f"bytes {first}-{last}/1024", str(last - first + 1),
    )  # fmt: skip
    assert response["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_what_lies_outside(stored, asked):
    response, content = ask(stored(), range=asked)
    assert (response.status_code, response["Content-Range"], content) == (416, "bytes */1024", b"")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=0-1,5-6",
        "items=0-1",
        "bytes=٣-",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_no_range_is_not_heard(stored, asked):
    response, content = ask(stored(), range=asked)
    assert (response.status_code, content) == (200, CONTENT)


def test_a_part_of_what_was_another_file_is_not_sent(stored):
    file, other = stored(), stored(name="other.mp4")
    assert ask(file, range="bytes=0-1", **{"if-range": entity_tag(file)})[0].status_code == 206
    for stale in (entity_tag(other), "W/" + entity_tag(file), "Wed, 21 Oct 2026 07:28:00 GMT", "*"):
        assert ask(file, range="bytes=0-1", **{"if-range": stale})[0].status_code == 200


def test_only_the_head(stored):
    response, content = ask(stored(), method="head", range="bytes=0-1")
    assert (response.status_code, response["Content-Length"], content) == (200, "1024", b"")


def test_a_file_that_is_gone(stored):
    file = stored()
    file.storage.delete(file.name)
    with pytest.raises(FileNotFoundError):
        ask(file)


def test_memory_holds_a_piece_at_a_time(stored):
    file = stored(bytes(8 * 1024 * 1024))
    response = send_in_ranges(RequestFactory().get("/", headers={"range": "bytes=1-"}), file)
    tracemalloc.start()
    sizes = {len(piece) for piece in response.streaming_content}
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    close(response)
    assert max(sizes) == PIECE
    assert most < 8 * PIECE


def test_the_file_is_closed_also_where_nobody_reads_it(stored):
    response = send_in_ranges(RequestFactory().get("/"), stored())
    (pieces,) = [closer.__self__ for closer in response._resource_closers]
    close(response)
    assert pieces.file.closed
