"""The link to a session's room, as it is pasted: alone, or with the whole invitation around it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# What a meeting's address at Zoom begins with; /u/ is a list of telephone numbers.
MEETING = re.compile(r"/(j|s|w|my|wc)/")
LONGEST_TEXT = 10_000


class RoomLinkField(forms.URLField):
    """Takes the one link to a meeting out of what was pasted; asks for the link alone where that isn't clear.

    A field of several lines: in one of a single line the browser would glue the link to the words of the next.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "placeholder": "https://…"})
        invalid = gettext_lazy("Paste the whole link, beginning with https://.")
        facts: dict[str, Any] = {"label": gettext_lazy("Zoom link"), "required": False, "assume_scheme": "https"}
        super().__init__(widget=widget, error_messages={"invalid": invalid}, **(facts | kwargs))

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if re.search(r"\s", text):
            text = _link_in(text)
        found = super().to_python(text)
        if found and len(found) > 500:
            raise ValidationError(_("This link is too long."))
        return found or ""


def _link_in(text: str) -> str:
    """The link among other words. Raises `ValidationError` where none or more than one may be meant."""
    found = [
        (match.group().rstrip(".,;)"), text[match.end() :].lstrip()) for match in LINK.finditer(text[:LONGEST_TEXT])
    ]
    meetings = [(link, rest) for link, rest in found if _is_meeting(link)] or found
    if len({link for link, _rest in meetings}) != 1 or meetings[0][1][:1] in {"?", "&", "=", "/", "#"}:
        raise ValidationError(_("Paste only the link, without other words and without spaces."))
    return meetings[0][0]


def _is_meeting(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = parts.hostname or ""
    return host.endswith(("zoom.us", "zoomgov.com")) and bool(MEETING.match(parts.path))
