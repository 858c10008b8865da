"""The address to which somebody answers one post or topic by mail, made for them alone.

    reply+p1a-3f-ev2-5q…@portal.example.org

It says what is answered, by whom, until when, and is signed; whoever doesn't have the mail can't make one. It holds no name, and
of the post no author: under which name somebody speaks there is asked when the answer comes. It ends by itself, and earlier
where the person's own address changes, with which it is signed; whether they may still write there is asked of the rights.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from accounts.models import User
from discussions.models import Post

if TYPE_CHECKING:
    from discussions.models import Thread

GOOD_FOR = timedelta(days=30)
# 120 bits, in letters that survive a change of case.
SIGNATURE = 24
POST, TOPIC = "p", "t"
FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Answering:
    """What an address says: who answers which post, or which topic."""

    person: User
    post: int | None
    thread: int | None
    until: date

    def is_over(self, now: datetime) -> bool:
        return now.date() > self.until


def is_open() -> bool:
    """Whether this portal takes answers by mail."""
    return bool(settings.REPLY_MAIL_ADDRESS)


def reply_address(*, person: User, said: Post | Thread, now: datetime) -> str:
    """The address under which `person` answers; the same all day."""
    days = (now.date() + GOOD_FOR - FIRST_DAY).days
    kind = POST if isinstance(said, Post) else TOPIC
    facts = f"{kind}{int_to_base36(said.pk)}-{int_to_base36(person.pk)}-{int_to_base36(days)}"
    local, _, host = settings.REPLY_MAIL_ADDRESS.rpartition("@")
    return f"{local}+{facts}-{_signature(facts, person)}@{host}"


def is_ours(address: str) -> bool:
    """Whether an address looks like one of these, whoever made it."""
    local, _, host = settings.REPLY_MAIL_ADDRESS.lower().rpartition("@")
    return is_open() and address.startswith(f"{local}+") and address.endswith(f"@{host}")


def read_reply_address(address: str) -> Answering | None:
    """What an address says; None where it isn't one of ours, or isn't signed. One query."""
    address = address.strip().lower()
    if not is_ours(address) or len(address) > 320:
        return None
    token = address.rpartition("@")[0].partition("+")[2]
    facts, _, signature = token.rpartition("-")
    try:
        what, who, until = facts.split("-")
        number, pk, days = base36_to_int(what[1:]), base36_to_int(who), base36_to_int(until)
        until_day = FIRST_DAY + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    if what[0] not in {POST, TOPIC} or max(number, pk) >= 2**63:
        return None
    person = User.objects.filter(pk=pk).first()
    # Signed for nobody, where there is nobody: an answer takes as long.
    if not constant_time_compare(signature, _signature(facts, person or User(email=""))) or person is None:
        return None
    is_post = what[0] == POST
    return Answering(person, number if is_post else None, None if is_post else number, until_day)


def _signature(facts: str, person: User) -> str:
    digest = salted_hmac("discussions.reply_addresses", f"{facts} {person.email}", algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:SIGNATURE]
