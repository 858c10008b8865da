"""Cues as WebVTT, for the player's captions: ours, so that no browser meets what somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterable

from sessions.transcripts.cues import Cue


def to_webvtt(cues: Iterable[Cue]) -> str:
    """A whole file. What looks like markup or like a time in a text is text in it."""
    blocks = (f"{_moment(cue.starts)} --> {_moment(cue.ends)}\n{_said(cue)}\n" for cue in cues)
    return "\n".join(["WEBVTT\n", *blocks])


def _said(cue: Cue) -> str:
    text = _escaped(cue.text)
    return f"<v {_escaped(cue.speaker)}>{text}</v>" if cue.speaker else text


def _escaped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _moment(milliseconds: int) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{fraction:03}"
