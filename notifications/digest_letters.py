"""What stands in a digest, asked when it leaves: only what its reader may see then and hasn't read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.digests import Group, Line, is_covered, parts_for
from notifications.enums import Channel, DigestEvery, MailState
from notifications.kinds import Letter, Skip
from notifications.leaving import DIGEST_MATTER
from notifications.models import MailHours, Notice, OutboxMail
from notifications.queries import choices_of, mail_hours_of, shown_to

if TYPE_CHECKING:
    from accounts.models import User

DIGEST = DIGEST_MATTER
MOST_NOTICES = 50
# Where none was sent before, or long ago.
REACHES_BACK = {DigestEvery.DAY: timedelta(days=1), DigestEvery.WEEK: timedelta(days=7)}


def compose_digest(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """A person's digest; none where there is no news for them, or they don't want one any more."""
    person = mail.recipient
    hours = mail_hours_of(person)
    if hours.digest == DigestEvery.NEVER:
        return Skip(_("They want no digest."))
    since = _since(person, hours, now)
    groups = [*_notices(person, since, now), *parts_for(person, since, now)]
    if not any(group.is_news for group in groups):
        return Skip(_("There was nothing to tell."))
    context = {
        "groups": groups,
        "is_daily": hours.digest == DigestEvery.DAY,
        "choices_path": reverse("notifications:preferences"),
    }
    return Letter("digest", context)


def _since(person: User, hours: MailHours, now: datetime) -> datetime:
    """The last digest, or as far back as one reaches."""
    earliest = now - REACHES_BACK[DigestEvery(hours.digest)]
    sent = OutboxMail.objects.filter(recipient=person, kind=DIGEST, state=MailState.SENT)
    last = sent.order_by("-pk").values_list("sent_at", flat=True).first()
    return max(last, earliest) if last else earliest


def _notices(person: User, since: datetime, now: datetime) -> list[Group]:
    """Unread notices that the person wants in the digest, by where they are from, the latest first."""
    wanted = {
        (choice.matter.name, choice.place.key)
        for choice in choices_of(person)
        if choice.channel == Channel.DIGEST and not is_covered(choice.matter.name)
    }
    unread = Notice.objects.visible_to(person).unread().filter(created_at__gt=since).order_by("-pk")
    notices = [notice for notice in unread[: MOST_NOTICES * 4] if (notice.matter, notice.place) in wanted]
    shown = shown_to(person, notices[:MOST_NOTICES], now)
    groups: dict[str, list[Line]] = {}
    for notice in notices[:MOST_NOTICES]:
        if notice.pk in shown:
            said = shown[notice.pk]
            groups.setdefault(said.about, []).append(Line(said.line, said.url, said.quote))
    return [Group(title, lines) for title, lines in groups.items()]
