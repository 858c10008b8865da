from __future__ import annotations

import time

import pytest

from sessions.transcripts.cues import Cue
from sessions.transcripts.problems import NotATranscript, Why
from sessions.transcripts.webvtt import MOST_BYTES, MOST_CUES, read

ONE = "00:00:01.000 --> 00:00:02.500\nWelcome.\n"


def said(text, **known):
    data = text if isinstance(text, bytes) else text.encode()
    return [(cue.starts, cue.ends, cue.speaker, cue.text) for cue in read(data, **known)]


ZOOM = """WEBVTT

1
00:00:04.350 --> 00:00:07.110
Ana Ruiz: Good morning, everybody.

2
00:00:07.300 --> 00:00:09.000
and welcome back.

3
00:00:20.000 --> 00:00:22.000
Somebody: thinks aloud here.

4
01:00:01.000 --> 01:00:02.000
Ana Ruiz: Three things: rest, food, time --> in that order.
"""


def test_zoom_writes_the_speaker_before_a_colon():
    assert said(ZOOM) == [
        (4350, 7110, "Ana Ruiz", "Good morning, everybody."),
        # Over a short pause the same person goes on; not over a long one.
        (7300, 9000, "Ana Ruiz", "and welcome back."),
        (20000, 22000, "", "Somebody: thinks aloud here."),
        (3601000, 3602000, "Ana Ruiz", "Three things: rest, food, time --> in that order."),
    ]


def test_teams_writes_the_speaker_as_a_tag():
    teams = (
        "WEBVTT\n\n5e6f-1/12-0\n00:00:03.000 --> 00:00:05.000\n<v Ruiz, Ana (she/her)>Good\nmorning.</v>\n\n"
        "5e6f-1/13-0\n00:00:05.000 --> 00:00:06.000\n<v.loud Tom>Hi: all</v> <v Ana>Hello</v>\n"
    )
    assert said(teams) == [
        (3000, 5000, "Ruiz, Ana (she/her)", "Good morning."),
        (5000, 6000, "Tom", "Hi: all"),
        (5000, 6000, "Ana", "Hello"),
    ]


def test_youtube_rolls_lines_up_and_each_is_said_once():
    youtube = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "00:00:00.160 --> 00:00:02.350 align:start position:0%\n \ngood<00:00:00.480><c> morning</c>\n\n"
        "00:00:02.350 --> 00:00:02.360 align:start position:0%\ngood morning\n \n\n"
        "00:00:02.360 --> 00:00:04.870 align:start position:0%\ngood morning\nand<00:00:02.960><c> welcome back</c>\n\n"
        "00:00:04.870 --> 00:00:04.880 align:start position:0%\nand welcome back\n \n\n"
        "00:00:09.000 --> 00:00:10.000 align:start position:0%\nand welcome back\nto all\n"
    )
    assert said(youtube) == [
        (160, 2360, "", "good morning"),
        (2360, 4880, "", "and welcome back"),
        # After a pause it is said again.
        (9000, 10000, "", "and welcome back to all"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"WEBVTT\n\n{ONE}",
        f"\ufeffWEBVTT - a talk\n\n{ONE}",
        f"WEBVTT\r\n\r\n1\r\n{ONE}".replace("\n", "\r\n").replace("\r\r", "\r"),
        f"WEBVTT\r\r{ONE}".replace("\n", "\r"),
        f"\n\nWEBVTT\nKind: captions\nLanguage: en\n\n{ONE}",
        f"WEBVTT\n{ONE}",
        f"WEBVTT\n1\n{ONE}",
        f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n{ONE}",
        f"WEBVTT\n\nNOTE a note\nof two lines\n\nSTYLE\n::cue {{ color: red }}\n\nREGION\nid:a\n\n{ONE}",
        "WEBVTT\n\n00:01.000 --> 00:02.500 align:start position:10% line:-1\nWelcome.",
        "WEBVTT\n\n00:00:01,000 --> 00:00:02,500\nWelcome.",
        "WEBVTT\n\n00:00:01-->00:00:02.5\nWelcome.",
        "WEBVTT\n\n  00:00:01.000  -->  00:00:02.500  \n  Welcome.  \n\n\n\n",
        f"WEBVTT\n\n7\n\n{ONE}",
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<c.yellow><b>Wel</b><00:00:01.500>come.</c>",
        f"WEBVTT\n\n00:00:00.500 --> 00:00:00.900\n\n{ONE}",
        f"WEBVTT\n\n1\n00:00:00.500 --> 00:00:00.900\n \n2\n{ONE}",
    ],
)
def test_other_dialects_say_the_same(text):
    assert said(text) == [(1000, 2500, "", "Welcome.")]


def test_old_windows_files_keep_their_letters():
    assert said(f"WEBVTT\n\n{ONE}".replace("Welcome.", "Educación – “sí”").encode("cp1252"))[0][3] == "Educación – “sí”"
    assert said(f"WEBVTT\n\n{ONE}".replace("Welcome.", "Educación, sí").encode("mac_roman"))[0][3] == "Educación, sí"
    assert said(f"WEBVTT\n\n{ONE}".encode("utf-16"))[0][3] == "Welcome."


def test_lines_stand_in_the_order_of_time_and_may_overlap():
    text = "WEBVTT\n\n00:05.000 --> 00:09.000\nLater\n\n00:01.000 --> 00:06.000\nSooner\n"
    assert [cue[3] for cue in said(text)] == ["Sooner", "Later"]


def test_a_missing_blank_line_makes_no_line_part_of_the_one_before():
    text = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nOne\n2\n00:02.000 --> 00:03.000\nTwo\n"
    assert said(text) == [(1000, 2000, "", "One"), (2000, 3000, "", "Two")]


def test_live_captions_that_say_a_line_again_say_it_once():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:02.000 --> 00:03.000\nOne\n\n00:09.000 --> 00:10.000\nOne\n"
    assert said(text) == [(1000, 3000, "", "One"), (9000, 10000, "", "One")]


MARKUP = [
    ("<script>alert(1)</script>Hi", "alert(1)Hi"),
    ("<img src=x onerror=alert(1)>Hi", "Hi"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
    ("write to <ana@example.org>", "write to <ana@example.org>"),
    ("I <3 it", "I <3 it"),
    ("a\u202eb\u200bc", "abc"),
]


@pytest.mark.parametrize(("text", "reads"), MARKUP)
def test_markup_is_no_part_of_what_was_said(text, reads):
    assert read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode()) == (Cue(1000, 2000, reads),)


@pytest.mark.parametrize(
    ("text", "why", "line", "found"),
    [
        ("Hello", Why.NO_HEADER, 1, "Hello"),
        ("1\n00:00:01,000 --> 00:00:02,000\nWelcome.", Why.NO_HEADER, 1, "1"),
        ("<!doctype html><title>Sign in</title>", Why.NO_HEADER, 1, "<!doctype html><title>Sign in</title>"),
        ("WEBVTTX\n\n" + ONE, Why.NO_HEADER, 1, "WEBVTTX"),
        ("WEBVTT\n\n00:61:00.000 --> 00:62:00.000\nx", Why.NOT_A_TIME, 3, "00:61:00.000 --> 00:62:00.000"),
        ("WEBVTT\n\n1\n00:01.000 -->\nx", Why.NOT_A_TIME, 4, "00:01.000 -->"),
        ("WEBVTT\n\nsoon --> later\nx", Why.NOT_A_TIME, 3, "soon --> later"),
        ("WEBVTT\n\n00:05.000 --> 00:04.000\nx", Why.ENDS_BEFORE, 3, "00:05.000 --> 00:04.000"),
        (f"WEBVTT\n\n{ONE}\nAnd then nobody\nsaid when", Why.NO_TIME, 6, "And then nobody"),
        ("WEBVTT\n\n" + "x" * 90, Why.NO_TIME, 3, "x" * 60 + " …"),
    ],
)
def test_what_cannot_be_understood_says_the_line_and_what_is_wrong(text, why, line, found):
    with pytest.raises(NotATranscript) as refused:
        read(text.encode())
    assert (refused.value.why, refused.value.facts) == (why, {"line": line, "found": found})
    assert str(refused.value).startswith(f"Line {line}: “{found}” ")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.NOTHING_SAID),
        (b"WEBVTT\n", Why.NOTHING_SAID),
        (b"WEBVTT\n\n1\n\n2\n", Why.NOTHING_SAID),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\n", Why.NOTHING_SAID),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(100), Why.NOT_TEXT),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe9\x81\n\xe9t\xe9 pass\xe9\n", Why.NOT_TEXT),
        (b"x" * 20_000_000, Why.TOO_LARGE),
    ],
)
def test_what_is_no_transcript_at_all(data, why):
    with pytest.raises(NotATranscript) as refused:
        read(data)
    assert refused.value.why == why


def test_too_many_lines():
    blocks = (f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> 99:00:00.000\n{n}" for n in range(MOST_CUES + 1))
    with pytest.raises(NotATranscript) as refused:
        read(("WEBVTT\n\n" + "\n\n".join(blocks)).encode())
    assert refused.value.why == Why.TOO_MANY


@pytest.mark.parametrize("piece", ["<", "<v ", "<a ", "&", "--> ", "00:", " ", "a: "])
def test_no_shape_of_text_takes_long(piece):
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\nx{piece * 200_000}".encode()[:MOST_BYTES]
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 10
