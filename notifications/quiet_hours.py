"""The hours in which somebody wants no mail that can wait: as their own clock has them, also on the days when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from notifications.kinds import Letter
from notifications.matters import is_urgent_matter

if TYPE_CHECKING:
    from notifications.models import MailHours

# What begins so soon is told at once, and so is what begins today.
NEAR = timedelta(hours=12)


def quiet_until(hours: MailHours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` lies; None where it lies in none."""
    if hours is None or hours.quiet_from is None or hours.quiet_until is None:
        return None
    local = now.astimezone(zone)
    if not is_within(local.hour, hours.quiet_from, hours.quiet_until):
        return None
    day = local.date() if local.hour < hours.quiet_until else local.date() + timedelta(days=1)
    # An hour that the clocks skip ends when they have skipped it; of one that exists twice, the first ends them.
    return datetime.combine(day, time(hours.quiet_until), tzinfo=zone).astimezone(UTC)


def is_within(hour: int, begin: int, end: int) -> bool:
    """Whether an hour of the day lies between two others, over midnight too."""
    return begin <= hour < end if begin < end else hour >= begin or hour < end


def can_wait(letter: Letter, zone: ZoneInfo, now: datetime) -> bool:
    """Whether a letter may be held back: not what is about something near, nor what is urgent whenever it is."""
    if letter.begins_at is None:
        return not is_urgent_matter(letter.matter)
    is_today = letter.begins_at.astimezone(zone).date() == now.astimezone(zone).date()
    return not is_today and letter.begins_at - now > NEAR
