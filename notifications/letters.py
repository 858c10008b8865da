"""The mail of a notice: the same line and the same link as under Notifications, and the words it is about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Letter, Skip
from notifications.matters import matter_named
from notifications.models import Notice
from notifications.queries import shown_to

if TYPE_CHECKING:
    from notifications.models import OutboxMail

NOTICE = "notifications.notice"
# The same of a matter that is discreet.
DISCREET_NOTICE = "notifications.discreet_notice"


def compose_notice(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """What its reader may see of a notice when the mail leaves, unless they have read it in the portal meanwhile."""
    notice = Notice.objects.filter(person=mail.recipient, dedupe_key=mail.params["key"]).first()
    if notice is None:
        return Skip(_("The notice is gone."))
    if notice.read_at is not None:
        return Skip(_("They have read it in the portal."))
    shown = shown_to(mail.recipient, [notice], now).get(notice.pk)
    if shown is None:
        return Skip(_("They can’t see any more what it is about."))
    answers = matter_named(notice.matter).answers
    answer = answers(mail.recipient, notice, now) if answers is not None else None
    return Letter(
        "notice",
        {"shown": shown, "mail_answer": answer},
        headers={"Reply-To": answer.address} if answer is not None else {},
        matter=notice.matter,
        place=notice.place,
        conversation=shown.conversation,
    )
