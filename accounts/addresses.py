"""When a text is an e-mail address, and when two of them are the same."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from common.errors import DomainError

LONGEST = 254


class UnreadableAddress(DomainError, ValueError):
    """This text is no address that mail can be sent to; `written` is what was written."""

    field = "email"

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.written = written

    def __str__(self) -> str:
        return _("%(written)s is not an e-mail address. Addresses look like name@example.org.") % {
            "written": self.written or _("Nothing")
        }


def plain_address(text: str) -> str:
    """The address as it is stored and compared: no spaces around, lower case. Raises `UnreadableAddress`.

    Plain letters only. Among them two addresses that look alike are alike, and lower case is all there is to folding:
    nobody gets a second account, or another person's code, by way of a letter from another alphabet. (A domain with
    other letters has a plain name too, xn--….) Dots and plus signs are never guessed away.
    """
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise UnreadableAddress(text.strip()) from error
    if not address.isascii() or not text.strip().isascii() or len(address) > LONGEST:
        raise UnreadableAddress(text.strip())
    return address
