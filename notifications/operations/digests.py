"""Finding whose digest is due, and promising each once per period: a day or a week as its reader's calendar has it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings

from accounts.models import User
from common.wall_clock import UnknownZone, zone_named
from notifications.digest_letters import DIGEST
from notifications.digests import audience
from notifications.enums import DigestEvery, Weekday
from notifications.models import MailHours, OutboxMail
from notifications.operations.outbox import Posting, post_mails

CHUNK = 500
# One that couldn't leave for so long is left to the next period.
STALE = timedelta(hours=20)


def plan_digests(*, now: datetime) -> int:
    """Writes the mail of each digest that has become due. Returns how many.

    The mail's key names person and period, and is unique: two clocks, or a minute that rings twice, make one.
    """
    due, planned = _due(now), 0
    while chunk := dict(islice(due, CHUNK)):
        standing = OutboxMail.objects.filter(dedupe_key__in=chunk).values_list("dedupe_key", flat=True)
        fresh = {key: person for key, person in chunk.items() if key not in set(standing)}
        postings = [Posting(person, key) for key, person in fresh.items()]
        planned += len(post_mails(kind=DIGEST, postings=postings, expires_at=now + STALE, now=now))
    return planned


def _due(now: datetime) -> Iterator[tuple[str, int]]:
    """Keys and people whose hour has come. Two queries."""
    usual = MailHours()
    hours = {row.person_id: row for row in MailHours.objects.all()}
    people = User.objects.filter(pk__in=audience(), is_active=True).order_by("pk").values_list("pk", "time_zone")
    for person, zone in people:
        wish = hours.get(person, usual)
        period = period_due(wish, zone or settings.PORTAL_TIME_ZONE, now)
        if period:
            yield f"{DIGEST}:{period}:{person}", person


def period_due(wish: MailHours, zone: str, now: datetime) -> str:
    """The day or week whose digest is due: on its day, from its hour on; "" at other times."""
    if wish.digest == DigestEvery.NEVER:
        return ""
    local = now.astimezone(_zone(zone))
    if local.hour < wish.hour:
        return ""
    if wish.digest == DigestEvery.DAY:
        return local.date().isoformat()
    year, week, weekday = local.date().isocalendar()
    return f"{year}-W{week:02}" if Weekday(weekday - 1) == wish.weekday else ""


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zone_named(name)
    except UnknownZone:
        # Gone from the database of zones: one person's must not hold up the others'.
        return zone_named(settings.PORTAL_TIME_ZONE)
