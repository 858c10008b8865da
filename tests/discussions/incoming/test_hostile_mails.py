"""Mails that are broken, lie, or are built to cost: each is read or refused, in no time, and none stops the portal."""

from __future__ import annotations

import time

import pytest

from discussions.incoming.body import decoded, read_body
from discussions.incoming.head import LONGEST_HEAD, Unreadable, read_head

HEAD = b"From: Ana <ana@example.org>\r\nTo: reply+p1@portal.example.org\r\nMessage-ID: <1@example.org>\r\n"
MULTIPART = HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
# On a machine that does other things too; what they guard against takes minutes.
QUICK = 20


def nested(levels: int) -> bytes:
    body = b"Content-Type: text/plain\r\n\r\nhello\r\n"
    for level in range(levels):
        mark = f"b{level}".encode()
        body = (
            b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n" + body
            + b"\r\n--" + mark + b"--\r\n"
        )  # fmt: skip
    return HEAD + b"MIME-Version: 1.0\r\n" + body


CORPUS = {
    "nothing": b"",
    "zero bytes": b"\x00" * 5000,
    "a head that never ends": b"From: a@example.org\r\n" + b"X-A: b\r\n" * 50_000,
    "one endless field": b"From: a@example.org\r\nX: " + b"a" * 400_000,
    "an endless address list": b"From: " + b"a@example.org, " * 20_000 + b"\r\n\r\nhello",
    "folded for ever": b"From: a@example.org\r\nSubject: x" + b"\r\n x" * 20_000 + b"\r\n\r\nhello",
    "comments in comments": b"From: " + b"(" * 50_000 + b"\r\n\r\nhello",
    "quotes in an address": b'From: "' + b'\\"' * 50_000 + b"\r\n\r\nhello",
    "encoded words": b"From: a@example.org\r\nSubject: " + b"=?utf-8?q?=41?= " * 10_000 + b"\r\n\r\nhello",
    "an unknown encoded charset": HEAD + b"Subject: =?x-evil?q?a?= =?utf-8?b?!!!?=\r\n\r\nhello",
    "a multipart without a boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nhello",
    "a multipart that never begins": MULTIPART + b"hello",
    "a multipart that never ends": MULTIPART + b"--b\r\n\r\nhello",
    "a boundary that is a quote": HEAD + b'Content-Type: multipart/mixed; boundary="\r\n\r\nhello',
    "a thousand parts": MULTIPART + b"--b\r\n\r\nx\r\n" * 1000,
    "thirty levels": nested(30),
    "a hundred levels": nested(100),
    "two thousand levels": nested(2000),
    "mails in mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 500,
    "base64 that is none": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!! ~~~~ =",
    "quoted-printable that is none": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ =\r\n=",
    "an unknown encoding": HEAD + b"Content-Transfer-Encoding: x-uue\r\n\r\nhello",
    "a lying charset": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nni\xf1o \xe9",
    "a charset that unpacks": HEAD + b"Content-Type: text/plain; charset=zlib\r\n\r\nhello",
    "a charset that is no word": HEAD + b'Content-Type: text/plain; charset="\x00\xff"\r\n\r\nhello',
    "parameters that contradict": HEAD + b"Content-Type: text/plain; charset*0*=utf-8''a; charset*=%%%\r\n\r\nhello",
    "a type that is none": HEAD + b"Content-Type: ////;;;==\r\n\r\nhello",
    "a name with folders": MULTIPART + b'--b\r\nContent-Disposition: attachment; filename="../../\x00e"\r\n\r\nx\r\n--b--',
    "deep html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 300_000,
    "unclosed html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<" * 300_000,
    "a million quotes": HEAD + b"\r\n" + b"> a\r\nb\r\n" * 100_000,
    "14 MB of lines": HEAD + b"\r\n" + b"a\r\n" * 4_600_000,
    "14 MB in one line": HEAD + b"\r\n" + b"a" * 14_000_000,
    "14 MB in a part": MULTIPART + b'--b\r\nContent-Disposition: attachment; filename="a.zip"\r\n'
    + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUFB" * 19 + (b"\r\n" + b"QUFB" * 19) * 180_000 + b"\r\n--b--\r\n",
}  # fmt: skip


@pytest.mark.parametrize("data", CORPUS.values(), ids=CORPUS)
def test_each_is_read_or_refused_in_no_time(data):
    began = time.process_time()
    for read in (read_head, read_body):
        try:
            read(data)
        except Unreadable:
            continue
    assert time.process_time() - began < QUICK


@pytest.mark.parametrize(
    "name",
    [
        "a head that never ends",
        "14 MB of lines",
        "two thousand levels",
        "a hundred levels",
        "mails in mails",
        "a thousand parts",
    ],
)
def test_what_is_built_to_cost_is_refused(name):
    read = read_head if name.startswith("a head") else read_body
    with pytest.raises(Unreadable):
        read(CORPUS[name])


def test_ordinary_nesting_is_read():
    assert read_body(nested(5)).text.strip() == "hello"


def test_no_field_of_a_head_becomes_two_lines():
    head = read_head(
        b"From: a@example.org\r\nSubject: =?utf-8?q?a=0D=0ABcc:_x@example.org?=\r\nMessage-ID: <a\r\n b>\r\n\r\n"
    )
    assert (head.subject, head.message_id) == ("a Bcc: x@example.org", "<a b>")


def test_a_head_is_read_where_the_rest_is_cut_off():
    head = read_head(HEAD + b"\r\n" + b"x" * LONGEST_HEAD * 3)
    assert (head.sender, head.recipients) == ("ana@example.org", ("reply+p1@portal.example.org",))
    assert read_head(b"From ana@example.org Wed Sep 16 09:00:00 2026\r\n" + HEAD).sender == "ana@example.org"
    assert read_head(b"From MAILER-DAEMON Wed Sep 16 09:00:00 2026\r\n" + HEAD).is_automatic


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("niño".encode(), "iso-8859-1", "niño"),
        ("niño".encode("latin-1"), "utf-8", "niño"),
        ("niño".encode("latin-1"), "", "niño"),
        ("Größe".encode("cp1252"), "windows-1252", "Größe"),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本"),
        ("añb".encode("utf-16"), "utf-16", "añb"),
        (b"hello", "zlib", "hello"),
        (b"hello", "unicode_escape", "hello"),
        (b"hello", "idna", "hello"),
        (b"hello", "no such charset", "hello"),
        (b"\x81\xff", "ascii", "\ufffd\xff"),
    ],
)
def test_charsets_are_believed_as_far_as_they_go(content, charset, text):
    assert decoded(content, charset) in {text, text.replace("\xff", "\ufffd")}
