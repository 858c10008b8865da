"""What waits to be mailed, what was told and chosen goes to the account that is kept, when two of one person become one."""

from __future__ import annotations

from accounts.merging import Merger
from notifications.enums import MailState
from notifications.models import MailHours, Notice, OutboxMail, Preference


def hand_over_waiting_mails(merger: Merger) -> None:
    """What was sent stays with the account it was sent to."""
    OutboxMail.objects.filter(recipient=merger.merged, state=MailState.WAITING).update(recipient=merger.kept)


def hand_over_notices(merger: Merger) -> None:
    """What the kept account was told, too, or has chosen itself, stays as it is there."""
    told = Notice.objects.filter(person=merger.kept).values("dedupe_key")
    Notice.objects.filter(person=merger.merged).exclude(dedupe_key__in=told).update(person=merger.kept)
    for chosen in Preference.objects.filter(person=merger.merged):
        same = {"matter": chosen.matter, "place": chosen.place}
        if not Preference.objects.filter(person=merger.kept, **same).exists():
            Preference.objects.filter(pk=chosen.pk).update(person=merger.kept)
    if not MailHours.objects.filter(person=merger.kept).exists():
        MailHours.objects.filter(person=merger.merged).update(person=merger.kept)
