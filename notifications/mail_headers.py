"""What a mail says to the programs that carry and sort it: of which list it is, how to leave that, to what it belongs.

Nothing of it is anybody's name: ids of boards and threads, a board's name, a signed address.
"""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from common.mail import one_line
from notifications.leaving import leaving_url

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.kinds import Letter

LIST_NAME_LENGTH = 60


def list_headers(letter: Letter, person: User) -> dict[str, str]:
    """For a letter that its reader can choose not to be mailed; nothing for the others.

    One click in the mailbox leaves the list (RFC 8058): a POST to the address, which needs no sign-in. In-Reply-To and References
    name the conversation as if it were a mail, the same in each: so mailboxes put together what belongs together.
    """
    if not letter.matter:
        return {}
    host = urlsplit(settings.PORTAL_ORIGIN).hostname or ""
    headers = {
        "List-Unsubscribe": f"<{leaving_url(person=person, matter=letter.matter, place=letter.place)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    talk = letter.conversation
    if talk is not None:
        headers["List-Id"] = formataddr((one_line(talk.list_name, LIST_NAME_LENGTH), f"{talk.list_key}.{host}"))
        headers["In-Reply-To"] = headers["References"] = f"<{talk.key}@{host}>"
    elif letter.place:
        headers["List-Id"] = f"<{letter.matter}.{letter.place}.{host}>"
    return headers
