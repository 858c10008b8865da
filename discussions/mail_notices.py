"""The mails to somebody whose answer came by mail and isn't a post yet, or won't be one.

They go to the person whose the address was, never to whom a mail says it is from, and are few: a forger gains nothing.
None holds a word of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discussions.enums import HeldOutcome, MailedWhy
from discussions.models import HeldPost, PostDraft
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail
from notifications.operations.outbox import Posting, post_mails

if TYPE_CHECKING:
    from accounts.models import User

KEPT, REFUSED, HELD = "discussions.reply_kept", "discussions.reply_refused", "discussions.reply_held"
# A person gets so many of a kind in a day.
MOST, WITHIN = {KEPT: 20, REFUSED: 5, HELD: 20}, timedelta(days=1)


def tell_kept(*, draft: PostDraft, whys: Sequence[MailedWhy], key: str, now: datetime) -> None:
    """Tells the person that their words wait as a draft, and what they are to look at."""
    _tell(KEPT, draft.person, {"draft": draft.pk, "whys": [str(why) for why in whys]}, key, now)


def tell_held(*, held: HeldPost, key: str, now: datetime) -> None:
    """Tells the person that their words wait until those who keep order have looked."""
    _tell(HELD, held.author, {"held": held.pk}, key, now)


def tell_refused(*, person: User, why: MailedWhy, key: str, now: datetime) -> None:
    """Tells the person that nothing was posted, and why."""
    _tell(REFUSED, person, {"why": str(why)}, key, now)


def _tell(kind: str, person: User, params: dict[str, object], key: str, now: datetime) -> None:
    told = OutboxMail.objects.filter(kind=kind, recipient=person, created_at__gt=now - WITHIN)
    if told.count() < MOST[kind]:
        post_mails(kind=kind, postings=[Posting(person.pk, f"{kind}:{key}", params)], now=now)


def compose_kept(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That one's words wait, as long as they do and one reads there."""
    drafts = PostDraft.objects.visible_to(mail.recipient, now).filter(pk=mail.params["draft"])
    draft = drafts.select_related("thread__board__cohort__program").first()
    if draft is None or draft.thread is None:
        return Skip(_("The draft was posted or discarded, or they can’t read there any more."))
    cohort = draft.thread.board.cohort
    facts = {"cohort": cohort, "program": cohort.program, "title": draft.thread.title}
    whys = [MailedWhy(why).label for why in mail.params["whys"]]
    return Letter("reply_kept", facts | {"whys": whys, "path": draft.get_absolute_url()})


def compose_held(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That one's words wait for others to look, as long as they do."""
    rows = HeldPost.objects.visible_to(mail.recipient, now).filter(pk=mail.params["held"], author=mail.recipient)
    held = rows.filter(outcome=HeldOutcome.WAITS).select_related("thread__board__cohort__program").first()
    if held is None or held.thread is None:
        return Skip(_("It has been decided already."))
    cohort = held.thread.board.cohort
    facts = {"cohort": cohort, "program": cohort.program, "title": held.thread.title}
    return Letter("reply_held", facts | {"path": held.get_absolute_url()})


def compose_refused(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That nothing was posted; where, it doesn't say: they may not read there any more."""
    return Letter("reply_refused", {"why": MailedWhy(mail.params["why"]).label})
