"""What can go wrong with Zoom, each with what the facilitator can do about it.

`str(error)` is the English sentence. A page translates it: `gettext(error.sentence) % error.facts`; a row keeps `kind` and
`facts` (plain texts and numbers), and `sentence_of(kind)` gives the sentence back. No secret is ever a fact.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from common.marked import gettext_noop

KINDS: dict[str, type[ZoomError]] = {}


class ZoomError(Exception):
    """Base of all. `repeat_now`: a moment later the same call may do; `try_again`: a task may try it by itself later.

    `retry_at` is when Zoom said to come back, if it did (UTC).
    """

    kind: ClassVar[str] = ""
    sentence: ClassVar[str] = gettext_noop("Something went wrong with Zoom. Try again, or paste a link.")
    repeat_now: ClassVar[bool] = False
    try_again: ClassVar[bool] = False

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.kind = cls.__name__
        KINDS[cls.kind] = cls

    def __init__(self, *, retry_at: datetime | None = None, **facts: str | int) -> None:
        super().__init__()
        self.retry_at = retry_at
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence % self.facts

    def __reduce__(self) -> tuple[Any, ...]:
        return (_made_again, (type(self), self.retry_at, self.facts))


def _made_again(cls: type[ZoomError], retry_at: datetime | None, facts: dict[str, str | int]) -> ZoomError:
    return cls(retry_at=retry_at, **facts)


def sentence_of(kind: str) -> str:
    """The sentence to translate for a `kind` that was kept."""
    return KINDS.get(kind, ZoomError).sentence


class ZoomIsAway(ZoomError):
    """No answer, or one of 5xx: nothing is known to be wrong with what was asked."""

    repeat_now = True
    try_again = True
    sentence = gettext_noop("Zoom does not answer at the moment. Nothing is lost: try again in a few minutes.")


class OutcomeUnknown(ZoomIsAway):
    """Something was to be created, and no answer came: it may be there. Only looking it up tells."""

    repeat_now = False
    sentence = gettext_noop(
        "Zoom did not say whether it did what was asked. Try again: what was made is found then, and not made twice."
    )


class TooManyCalls(ZoomError):
    """429: too many calls within a second, or too many at once."""

    repeat_now = True
    try_again = True
    sentence = gettext_noop("Zoom takes no more requests for a moment. Try again in a minute.")


class DailyLimitReached(TooManyCalls):
    """429 until midnight UTC: a host's meetings may be created and changed 100 times a day, a registrant added 3 times."""

    repeat_now = False
    sentence = gettext_noop(
        "Zoom takes no more changes for this host today. The portal can go on tomorrow; until then, change the meeting at Zoom."
    )


class NotUnderstood(ZoomError):
    """None of the answers that Zoom documents: a login page, broken JSON, a text for a number. `where` names the place."""

    try_again = True
    sentence = gettext_noop(
        "Zoom's answer could not be read (%(where)s). Try again later; if it stays so, tell whoever runs the portal."
    )


class NotSetUp(ZoomError):
    """Base of what only whoever runs the portal or the Zoom account can put right."""


class NoKeys(NotSetUp):
    """The portal had keys, and has none any more."""

    sentence = gettext_noop(
        "The portal has no keys for Zoom any more. Whoever runs the portal puts them back; until then, change the meeting "
        "at Zoom."
    )


class KeysRefused(NotSetUp):
    """Zoom doesn't take the account id, client id or client secret, or a token it just gave out. `said` are its words."""

    sentence = gettext_noop(
        "Zoom does not accept the portal's keys (%(said)s). Whoever runs the portal checks them, and that its app "
        "is active at Zoom. Until then, paste a link."
    )


class PermissionMissing(NotSetUp):
    """The app lacks scopes. `said` are Zoom's words, which name them."""

    sentence = gettext_noop(
        "The portal's app may not do this at Zoom (%(said)s). Whoever runs the Zoom account adds the permission to the app."
    )


class PlanMissing(NotSetUp):
    """The account's plan or settings don't hold what was asked."""

    sentence = gettext_noop(
        "The Zoom account does not allow this (%(said)s). It may need another plan, or a setting that its owner can change."
    )


class HostUnknown(NotSetUp):
    """No such user in the account. `said` are Zoom's words."""

    sentence = gettext_noop(
        "Zoom knows no such host in this account (%(said)s). Choose another host, or have the person added to the account."
    )


class HostMayNot(NotSetUp):
    """The user is there, and may not schedule or host."""

    sentence = gettext_noop(
        "This host may not hold meetings at Zoom (%(said)s). Choose another host, or have a license given to this one."
    )


class MeetingIsGone(ZoomError):
    """No meeting has this number (any more)."""

    sentence = gettext_noop("This meeting is no longer at Zoom. Create it again, or paste the link of another.")


class NothingRecorded(ZoomError):
    """No recording is there: none was made, or it is still being processed."""

    try_again = True
    sentence = gettext_noop(
        "Zoom has no recording of this meeting yet. It can take as long as the meeting itself, or a day."
    )


class FileNotWhole(ZoomError):
    """What came is not the file: a page to sign in, a part of it, something else."""

    try_again = True
    sentence = gettext_noop(
        "Zoom did not give the whole file. Try again later, or download it at Zoom and upload it to the session."
    )


class FileTooLarge(ZoomError):
    """The file has more than `most` megabytes."""

    sentence = gettext_noop(
        "The recording is larger than the %(most)s MB the portal takes. Link to it at Zoom, or upload a smaller one."
    )


class NothingKept(ZoomError):
    """Zoom keeps who took part for a year, and no longer."""

    sentence = gettext_noop(
        "Zoom no longer keeps who took part in this meeting. Take attendance from the list instead."
    )


class RegistrationClosed(ZoomError):
    """Registration is off, full, or the meeting is over. `said` are Zoom's words."""

    sentence = gettext_noop(
        "Zoom takes no registration for this meeting (%(said)s). Switch registration on for the session, or give out "
        "the portal's link."
    )


class Refused(ZoomError):
    """Everything else Zoom says no to: `said` are its words, with the fields it names."""

    sentence = gettext_noop("Zoom refused this: %(said)s Change what it names, then try again.")
