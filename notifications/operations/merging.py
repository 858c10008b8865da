"""What waits to be mailed goes to the account that is kept, when two of one person become one."""

from __future__ import annotations

from accounts.merging import Merger
from notifications.enums import MailState
from notifications.models import OutboxMail


def hand_over_waiting_mails(merger: Merger) -> None:
    """What was sent stays with the account it was sent to."""
    OutboxMail.objects.filter(recipient=merger.merged, state=MailState.WAITING).update(recipient=merger.kept)
