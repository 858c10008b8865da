"""What kinds of mail there are, and who writes each.

A mail waits in the outbox as a kind and a few ids. The app that posts a kind registers its composer in `AppConfig.ready()`:

    kinds.register("live_sessions.reminder", compose=notices.compose_reminder)

The composer is called when the mail is about to leave, not when it was decided: it asks the rules, the clock and the
enrollment again, because days may lie between. It answers with a `Letter`, or with `Skip` and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from common.mail import Kept
    from notifications.matters import Conversation
    from notifications.models import OutboxMail


@dataclass(frozen=True)
class Letter:
    """A mail to be written: the folder `templates/email/<template>/`, what its templates are told, further headers.

    `alternatives` say the same for machines: each is a text and its type.
    `matter` and `place` say what the recipient could have chosen not to be mailed of; one without a matter always leaves.
    `conversation` puts it together with others of the same talk. `begins_at`: when what it is about begins, where that makes it
    urgent or not (`notifications.quiet_hours`). `kept` is for letters that many get alike (`common.mail`).
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    alternatives: Sequence[tuple[str, str]] = ()
    matter: str = ""
    place: str = ""
    conversation: Conversation | None = None
    begins_at: datetime | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Skip:
    """No mail after all; the reason is a sentence for administrators and is kept."""

    reason: str | _StrPromise


@dataclass(frozen=True)
class Later:
    """Not now: the mail is asked about again from then on; the reason is kept as long as it waits."""

    until: datetime
    reason: str | _StrPromise


Composer = Callable[["OutboxMail", datetime], Letter | Skip | Later]
# Looks up what holds for several mails at once; the composer it answers with writes those, and asks no more than that.
Foresight = Callable[[Sequence["OutboxMail"], datetime], Composer]


@dataclass(frozen=True)
class Kind:
    """A kind of mail.

    `compose(mail, now)` runs in the recipient's language. A kind of which thousands leave at once also has `foresee(mails, now)`,
    which answers with a composer for these mails; each has another recipient, and what was looked up is used for seconds only
    (`notifications.sheaf.FRESH`): what forbids a mail that composer asks again of each. `when_skipped(mail, reason)` is told, in
    the transaction that notes it, that the mail isn't sent; for callers who keep a ledger of their own. Who gets a mail of an
    `is_discreet` kind would tell what nobody is to know: the administration doesn't show it.
    """

    name: str
    compose: Composer
    foresee: Foresight | None = None
    when_skipped: Callable[[OutboxMail, str], None] | None = None
    is_discreet: bool = False


class UnknownKind(LookupError):
    """Nobody has registered a composer of this name."""


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    *,
    compose: Composer,
    foresee: Foresight | None = None,
    when_skipped: Callable[[OutboxMail, str], None] | None = None,
    is_discreet: bool = False,
) -> None:
    """Says who writes the mails of this kind. `name` is `<app label>.<what>`, at most 60 characters of a-z, _ and dots.

    Raises `ValueError` when another composer has the name.
    """
    kind = Kind(name=name, compose=compose, foresee=foresee, when_skipped=when_skipped, is_discreet=is_discreet)
    if _kinds.setdefault(name, kind) != kind:
        raise ValueError(f"Mails of the kind {name} have a composer already.")


def kind_named(name: str) -> Kind:
    """The kind of this name. Raises `UnknownKind`."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(f"Nobody writes mails of the kind {name}.") from None


def discreet_kinds() -> list[str]:
    """The names of the kinds that the administration doesn't show."""
    return sorted(name for name, kind in _kinds.items() if kind.is_discreet)
