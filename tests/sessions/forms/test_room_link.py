from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sessions.forms.room_link import RoomLinkField

LINK = "https://us02web.zoom.us/j/81234567890?pwd=aBc.1"
INVITATION = f"""Marcus is inviting you to a scheduled Zoom meeting.

Topic: Place Matters
Join Zoom Meeting
{LINK}

Meeting ID: 812 3456 7890
Find your local number: https://us02web.zoom.us/u/kdXyZ
More: https://example.org/.
"""


@pytest.mark.parametrize("pasted", [LINK, f"  {LINK}\n", INVITATION, f"Here it is: {LINK}.", f"{LINK} {LINK}"])
def test_the_one_link_is_taken_out_of_what_was_pasted(pasted):
    assert RoomLinkField().clean(pasted) == LINK


def test_a_room_elsewhere_is_taken_too():
    assert RoomLinkField().clean("Our room: https://meet.example.org/forum") == "https://meet.example.org/forum"
    assert RoomLinkField().clean("") == ""


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("https://zoom.us/j/812 ?pwd=abc", "Paste only the link, without other words and without spaces."),
        ("https://zoom.us/j/1 https://zoom.us/j/2", "Paste only the link, without other words and without spaces."),
        ("the usual room", "Paste only the link, without other words and without spaces."),
        ("nonsense", "Paste the whole link, beginning with https://."),
        ("javascript:alert(1)", "Paste the whole link, beginning with https://."),
        ("https://zoom.us/j/" + "1" * 500, "This link is too long."),
    ],
)
def test_what_is_not_clear_is_refused_with_what_to_do(pasted, sentence):
    with pytest.raises(ValidationError) as refusal:
        RoomLinkField().clean(pasted)
    assert refusal.value.messages == [sentence]
