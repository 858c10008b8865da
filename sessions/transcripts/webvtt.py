"""Reading WebVTT as it is found: any line ends, BOM, old encodings, hours or none, notes, styles, settings, tags.

What is only untidy is read; what can't be understood is refused with its line, so that nothing said is lost unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from common.old_text import read_old_text
from sessions.transcripts.cues import Cue
from sessions.transcripts.markup import plain, voices
from sessions.transcripts.problems import NotATranscript, Why, at_line
from sessions.transcripts.speakers import with_speakers

MOST_MEGABYTES = 4
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_CUES = 10_000
ARROW = "-->"
# Milliseconds between captions of which one goes on where the other ends.
TOGETHER = 50
MOMENT = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
TIMES = re.compile(rf"\s*{MOMENT}\s*-->\s*{MOMENT}(?:\s.*)?", re.ASCII)
# Blocks that say nothing.
SILENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")

Line = tuple[int, str]


def read(data: bytes, *, known: Collection[str] = ()) -> tuple[Cue, ...]:
    """The cues of a file in the order of time; `known` are names of people who may speak in it.

    Raises `NotATranscript`.
    """
    if len(data) > MOST_BYTES:
        raise NotATranscript(Why.TOO_LARGE, limit=MOST_MEGABYTES)
    cues: list[Cue] = []
    for starts, ends, payload in _rolled_up(_timed(_after_header(_lines(_decoded(data))))):
        for speaker, text in voices(payload):
            _grow(cues, Cue(starts, ends, text, speaker))
        if len(cues) > MOST_CUES:
            raise NotATranscript(Why.TOO_MANY, limit=MOST_CUES)
    if not cues:
        raise NotATranscript(Why.NOTHING_SAID)
    return with_speakers(sorted(cues, key=lambda cue: cue.starts), known)


def _grow(cues: list[Cue], cue: Cue) -> None:
    """Live captions say a line again while it stays on the screen: then it stands longer, not twice."""
    last = cues[-1] if cues else None
    if last and (last.text, last.speaker) == (cue.text, cue.speaker) and 0 <= cue.starts - last.ends <= TOGETHER:
        cues[-1] = Cue(last.starts, max(last.ends, cue.ends), last.text, last.speaker)
    else:
        cues.append(cue)


def _rolled_up(timed: Iterator[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Captions that roll up, as YouTube's, show the line before once more above the new one: it was said once."""
    shown, until = "", -1
    for starts, ends, payload in timed:
        said = [line for line in payload.split("\n") if line.strip()]
        if len(said) > 1 and plain(said[0]) == shown and 0 <= starts - until <= TOGETHER:
            said = said[1:]
        if said:
            shown, until = plain(said[-1]), ends
        yield starts, ends, "\n".join(said)


def _decoded(data: bytes) -> str:
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0" if wide else read_old_text(data)
        if "\ufffd" in text:
            raise NotATranscript(Why.NOT_TEXT) from None
    if "\0" in text:
        raise NotATranscript(Why.NOT_TEXT)
    return text


def _lines(text: str) -> list[Line]:
    return list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1))


def _after_header(lines: list[Line]) -> list[Line]:
    """The lines below `WEBVTT` and what is said of the file; some writers leave no blank line between."""
    at = next((at for at, (_number, line) in enumerate(lines) if line.strip()), None)
    if at is None:
        raise NotATranscript(Why.NOTHING_SAID)
    number, first = lines[at]
    if not re.match(r"WEBVTT(?:[ \t]|$)", first.strip()):
        raise at_line(Why.NO_HEADER, number, first)
    at += 1
    while at < len(lines) and lines[at][1].strip() and ARROW not in lines[at][1]:
        at += 1
    # A number above the first time belongs to it.
    above = at - 1
    return lines[above:] if at < len(lines) and lines[above][1].strip().isdecimal() else lines[at:]


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if line[1].strip():
            block.append(line)
        elif block and not (line[1] and TIMES.fullmatch(block[-1][1])):
            # A line of spaces right below a time is none yet: what is said comes up from below.
            yield block
            block = []
    if block:
        yield block


def _timed(lines: list[Line]) -> Iterator[tuple[int, int, str]]:
    """(from, to, text) for every time in the file. An arrow inside a text is text, unless the whole line is a time."""
    for block in _blocks(lines):
        if SILENT.match(block[0][1]) and not (len(block) > 1 and TIMES.fullmatch(block[1][1])):
            continue
        start = next((at for at in (0, 1) if at < len(block) and ARROW in block[at][1]), None)
        if start is None:
            said = next((line for line in block if not line[1].strip().isdecimal()), None)
            if said:
                raise at_line(Why.NO_TIME, *said)
            continue
        starts, ends = _span(block[start])
        payload: list[str] = []
        for line in block[start + 1 :]:
            if not TIMES.fullmatch(line[1]):
                payload.append(line[1])
                continue
            # The blank line between two cues is missing; the number of the second stands at the end of the first.
            if payload and payload[-1].strip().isdecimal():
                payload.pop()
            yield starts, ends, "\n".join(payload)
            (starts, ends), payload = _span(line), []
        yield starts, ends, "\n".join(payload)


def _span(line: Line) -> tuple[int, int]:
    number, text = line
    found = TIMES.fullmatch(text)
    parts = found.groups() if found else ()
    if not found or any(int(part) > 59 for part in (parts[1], parts[2], parts[5], parts[6])):
        raise at_line(Why.NOT_A_TIME, number, text)
    starts, ends = _milliseconds(*parts[:4]), _milliseconds(*parts[4:])
    if ends < starts:
        raise at_line(Why.ENDS_BEFORE, number, text)
    return starts, ends


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "").ljust(3, "0") or 0)
