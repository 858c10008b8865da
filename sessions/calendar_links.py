"""Links by which a date, or a whole feed, is put into a calendar elsewhere. What they carry goes there when they are followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from sessions.calendar_feed import Entry

GOOGLE = "https://calendar.google.com/calendar"
OUTLOOK = "https://outlook.office.com/calendar/0"
# Longer addresses are cut by browsers and servers on the way.
LONGEST_WORDS = 900


@dataclass(frozen=True)
class DateLinks:
    """Where one date is put in."""

    google: str
    outlook: str
    download: str


@dataclass(frozen=True)
class FeedLinks:
    """Where a feed is subscribed to: by the device itself, by an address to copy, elsewhere."""

    address: str
    webcal: str
    google: str
    outlook: str


def links_to_date(entry: Entry, *, download: str) -> DateLinks:
    """The date at Google and Outlook, filled in and not saved yet; and the portal's own file."""
    words = entry.words if len(entry.words) <= LONGEST_WORDS else f"{entry.words[:LONGEST_WORDS]}…\n\n{entry.url}"
    google = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": f"{_compact(entry.starts_at)}/{_compact(entry.ends_at)}",
        "ctz": entry.zone.key,
        "details": words,
        "location": entry.place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": entry.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "enddt": entry.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "body": words,
        "location": entry.place,
    }
    return DateLinks(
        google=f"{GOOGLE}/render?{urlencode(google)}",
        outlook=f"{OUTLOOK}/deeplink/compose?{urlencode(outlook)}",
        download=download,
    )


def links_to_feed(secret: str, *, name: str, cohort: str | None = None) -> FeedLinks:
    """The feed behind this secret: all of a person's sessions, or those of one cohort (its slug)."""
    path = (
        reverse("sessions:calendar_feed", args=[secret])
        if cohort is None
        else reverse("sessions:calendar_feed_of_cohort", args=[secret, cohort])
    )
    address = settings.PORTAL_ORIGIN + path
    webcal = f"webcal://{urlsplit(address).netloc}{path}"
    return FeedLinks(
        address=address,
        webcal=webcal,
        google=f"{GOOGLE}/r?{urlencode({'cid': webcal})}",
        outlook=f"{OUTLOOK}/addfromweb?{urlencode({'url': address, 'name': name})}",
    )


def _compact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
