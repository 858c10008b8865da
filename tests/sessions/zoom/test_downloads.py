from __future__ import annotations

import io

import pytest

from sessions.zoom.errors import FileNotWhole, FileTooLarge, KeysRefused
from sessions.zoom.fields import Fields
from sessions.zoom.recordings import recording_of
from tests.sessions.zoom.standin.faults import Fault

VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40
SUBTITLES = b"WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nAna: Hola\r\n"
MOST = 1_000_000


def the_file(extension="MP4", size=0, url="https://us02web.zoom.us/rec/download/a"):
    row = {"file_type": extension, "file_extension": extension, "file_size": size, "download_url": url}
    return recording_of(Fields({"id": 1, "uuid": "u", "recording_files": [row]})).files[0]


def keep(standin, content=VIDEO, kind="video/mp4", elsewhere=""):
    standin.files["/rec/download/a"] = (content, kind, elsewhere)


def download(zoom, file, most=MOST):
    into = io.BytesIO(b"what was there before, and longer than any file of these" * 400)
    size = zoom.recordings.download(file, into, most=most)
    assert len(into.getvalue()) == size
    return into.getvalue()


@pytest.mark.parametrize(
    ("extension", "content", "kind"),
    [("MP4", VIDEO, "video/mp4"), ("VTT", SUBTITLES, "text/vtt"), ("TXT", b"x", "text/plain")],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_file_comes_whole(zoom, standin, extension, content, kind, known):
    keep(standin, content, kind)
    assert download(zoom, the_file(extension, len(content) if known else 0)) == content


def test_from_another_host_of_zooms_which_learns_no_token(zoom, standin):
    keep(standin, elsewhere="https://ssrweb.zoom.us/elsewhere/b?sig=1")
    standin.files["/elsewhere/b"] = (VIDEO, "video/mp4", "")
    assert download(zoom, the_file()) == VIDEO


def test_a_redirection_to_the_same_host_may_be_relative(zoom, standin):
    keep(standin, elsewhere="../play/b")
    standin.files["/rec/play/b"] = (VIDEO, "video/mp4", "")
    assert download(zoom, the_file()) == VIDEO


@pytest.mark.parametrize(
    "elsewhere",
    [
        *(
            "https://evil.example/x",
            "http://us02web.zoom.us/x",
            "https://zoom.us.evil.example/",
            "https://evilzoom.us/",
            "file:///etc/passwd",
        ),
        *(
            "http://127.0.0.1/x",
            "https://me@us02web.zoom.us/x",
            "https://us02web.zoom.us:8443/x",
            "https://[",
            "//169.254.169.254/latest",
        ),
        "/rec/download/a",
    ],
)
def test_nothing_is_fetched_from_anywhere_else(zoom, standin, elsewhere):
    hosts = []
    zoom.meetings.calls.wire.http.event_hooks = {
        "request": [lambda request: hosts.append((request.url.scheme, request.url.host))]
    }
    keep(standin, elsewhere=elsewhere)
    with pytest.raises(FileNotWhole):
        download(zoom, the_file())
    assert set(hosts) == {("https", "zoom.us"), ("https", "us02web.zoom.us")}


@pytest.mark.parametrize("url", ["", "https://evil.example/a", "/rec/download/a", "ftp://zoom.us/a"])
def test_an_address_that_an_answer_made_up_is_not_asked(zoom, standin, url):
    with pytest.raises(FileNotWhole):
        download(zoom, the_file(url=url))
    assert [path for _method, path, _status in standin.seen] == ["/oauth/token"]


@pytest.mark.parametrize("said", [len(VIDEO), 0])
def test_a_file_that_is_too_large_is_left(zoom, standin, said):
    keep(standin)
    with pytest.raises(FileTooLarge):
        download(zoom, the_file(size=said), most=len(VIDEO) - 1)
    assert download(zoom, the_file(size=said), most=len(VIDEO)) == VIDEO


@pytest.mark.parametrize(
    ("extension", "content", "kind", "size"),
    [
        ("MP4", b"<!doctype html>sign in", "text/html", 0),
        ("TXT", b"\n <!DOCTYPE html>sign in", "text/plain", 0),
        ("VTT", b"<html>", "text/vtt", 0),
        ("MP4", SUBTITLES, "video/mp4", 0),
        ("MP4", VIDEO[:-1], "video/mp4", len(VIDEO)),
        ("MP4", VIDEO + b"x", "video/mp4", len(VIDEO)),
        ("TXT", b"", "text/plain", 0),
    ],
)
def test_what_is_not_the_file_is_refused(zoom, standin, extension, content, kind, size):
    keep(standin, content, kind)
    with pytest.raises(FileNotWhole, match="upload it to the session"):
        download(zoom, the_file(extension, size))


@pytest.mark.parametrize(
    "fault", [Fault.DROP_BEFORE, Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.EXPIRED], ids=lambda fault: fault.name
)
def test_after_trouble_it_begins_anew(zoom, standin, fault):
    keep(standin)
    standin.faults.append(fault)
    assert download(zoom, the_file(size=len(VIDEO))) == VIDEO


def test_a_token_that_stays_refused(zoom, standin):
    keep(standin)
    standin.faults.extend([Fault.EXPIRED] * 9)
    with pytest.raises(KeysRefused):
        download(zoom, the_file())
