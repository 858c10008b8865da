from __future__ import annotations

from sessions.transcripts.cues import Cue
from sessions.transcripts.webvtt import read
from sessions.transcripts.writing import to_webvtt


def test_what_is_written_reads_as_it_was():
    cues = (
        Cue(0, 999, "Good morning"),
        Cue(1000, 3_723_004, "a --> b <script> &amp; c", "Ana <v>"),
        Cue(3_723_004, 3_723_005, "and so on", "Tom"),
    )
    assert read(to_webvtt(cues).encode()) == cues


def test_it_holds_no_markup_but_the_speakers():
    text = to_webvtt([Cue(0, 1, "x\n\n00:00:01.000 --> 00:00:02.000\n<b>y", "A>B\nC")])
    assert text == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.001\n<v A&gt;B C>x 00:00:01.000 --&gt; 00:00:02.000 &lt;b&gt;y</v>\n"
    )
