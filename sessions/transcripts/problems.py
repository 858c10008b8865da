"""What can be wrong with a transcript, as sentences for whoever brought it.

A page translates: `gettext(problem.sentence) % problem.facts`.
"""

from __future__ import annotations

from enum import Enum

from common.marked import gettext_noop

# As much of a wrong line as is said again.
LONGEST_FOUND = 60


class Why(Enum):
    """Why a file is not taken; the value is the sentence."""

    TOO_LARGE = gettext_noop(
        "This transcript is larger than %(limit)s MB. A talk of two hours has less than one: is it the right file?"
    )
    NOT_TEXT = gettext_noop("This file can't be read as text. Export the transcript again, as WebVTT (.vtt).")
    NO_HEADER = gettext_noop(
        "Line %(line)s: “%(found)s” stands where WEBVTT must stand. Export the transcript again, as WebVTT (.vtt)."
    )
    NOT_A_TIME = gettext_noop(
        "Line %(line)s: “%(found)s” is no pair of times such as 00:12:30.000 --> 00:12:34.500. Nothing was changed."
    )
    ENDS_BEFORE = gettext_noop("Line %(line)s: “%(found)s” ends before it begins. Nothing was changed.")
    NO_TIME = gettext_noop(
        "Line %(line)s: “%(found)s” belongs to no time. A line such as 00:12:30.000 --> 00:12:34.500 must stand above it."
    )
    NOTHING_SAID = gettext_noop("Nobody says anything in this transcript. Is it the right file?")
    TOO_MANY = gettext_noop("This transcript has more than %(limit)s lines with times. Is it the right file?")


class NotATranscript(Exception):
    """The file is not taken, and nothing was changed by it."""

    def __init__(self, why: Why, **facts: str | int) -> None:
        super().__init__(why.name)
        self.why = why
        self.facts = facts

    @property
    def sentence(self) -> str:
        """To be translated, then filled with `facts`."""
        return str(self.why.value)

    def __str__(self) -> str:
        return self.sentence % self.facts


def at_line(why: Why, number: int, found: str) -> NotATranscript:
    """A problem with one line, counted from 1 as an editor does."""
    said = " ".join(found.split())
    return NotATranscript(
        why, line=number, found=said if len(said) <= LONGEST_FOUND else f"{said[:LONGEST_FOUND].rstrip()} …"
    )
