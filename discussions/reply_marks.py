"""What tells a mail of ours from what somebody wrote in answer to it: the line at its top, and the addresses in it."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _


def mark() -> str:
    """The line at the top of a mail that can be answered, in the language of its reader."""
    return _("Write your answer above this line")


def marks_of_mails() -> list[str]:
    """The same in every language that a mail may have been in."""
    marks = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            marks.append(mark())
    return marks


def our_names() -> list[str]:
    """What stands in our mails and in no answer, in lower case; some of it is nobody's to read but its receiver's."""
    local, _at, host = settings.REPLY_MAIL_ADDRESS.lower().rpartition("@")
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    leaving = reverse("notifications:unsubscribe", args=["-"]).removesuffix("-/")
    return [sender, f"{local}@{host}", f"{local}+p", f"{local}+t", f"{settings.PORTAL_ORIGIN.lower()}{leaving}"]
