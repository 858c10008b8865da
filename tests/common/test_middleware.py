from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from common.middleware import KeyedAddressesMiddleware, SmallPagesMiddleware


@pytest.mark.parametrize("address", ["/?from=%00", "/programs/?x=a%00b&y=1"])
def test_a_zero_byte_in_an_address_is_not_understood(client, db, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "The portal could not read that request" in answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_nor_is_one_in_a_cookie(client, db):
    assert client.get("/", headers={"cookie": 'session="\\000aaaaaaaaaa"'}).status_code == 400
    assert client.get("/", headers={"cookie": 'session="aaaaaaaaaa"'}).status_code == 200


def test_a_page_goes_small_over_the_line(client, db):
    plain = client.get("/programs/")
    small = client.get("/programs/", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.content) < len(plain.content) / 2
    assert "<h1" in gzip.decompress(small.content).decode()


@pytest.mark.parametrize("kind", ["video/mp4", "text/vtt", "text/csv"])
@pytest.mark.parametrize("answer_of", [StreamingHttpResponse, HttpResponse])
def test_files_go_as_they_are(rf, kind, answer_of):
    answer = answer_of([b"a" * 10_000], content_type=kind)
    sent = SmallPagesMiddleware(lambda _request: answer)(rf.get("/", headers={"accept-encoding": "gzip"}))
    assert "Content-Encoding" not in sent.headers
    assert b"".join(sent) == b"a" * 10_000


@pytest.mark.parametrize(
    ("path", "is_keyed"), [("/calendar/abc.ics", True), ("/calendars/", False), ("/me/calendar/", False)]
)
def test_an_address_that_is_its_own_key_is_answered_without_cookies(rf, path, is_keyed):
    heard = []

    def answer(request):
        heard.append(dict(request.COOKIES))
        response = HttpResponse("x", headers={"Vary": "Cookie, Accept-Language"})
        response.set_cookie("session", "new")
        return response

    sent = KeyedAddressesMiddleware(answer)(rf.get(path, headers={"cookie": "session=theirs"}))
    assert heard == [{} if is_keyed else {"session": "theirs"}]
    assert ("session" in sent.cookies, "Vary" in sent.headers) == (not is_keyed, not is_keyed)
