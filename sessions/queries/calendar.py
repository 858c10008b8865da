"""What the calendar of a person holds: the sessions of the cohorts they are inside of, asked anew at each request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import INSIDE
from cohorts.models import AffinityGroup, Cohort, Enrollment, GroupMeeting, GroupMembership
from common.wall_clock import UnknownZone, zone_named
from sessions.calendar_feed import Entry, entry_of, entry_of_meeting, feed
from sessions.models import CalendarFeed, LiveSession

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class PersonsCalendar:
    """A calendar as it is sent, and when anything in it last changed."""

    body: bytes
    changed_at: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


def feed_with_secret(secret: str) -> CalendarFeed | None:
    """The feed that this secret opens, with its person. One query."""
    return CalendarFeed.objects.with_secret(secret).select_related("person").first()


def cohorts_in(person: User) -> QuerySet[Cohort]:
    """The cohorts whose sessions stand in the person's calendar: those they are in, also where they stand above all."""
    mine = person.enrollments.filter(status__in=INSIDE).values("cohort")
    return Cohort.objects.visible_to(person).filter(pk__in=mine).order_by("-starts_on", "pk")


def calendar_of(feed_row: CalendarFeed, *, cohort: str | None = None) -> PersonsCalendar | None:
    """The person's sessions, or those of one cohort (its slug), in the person's language; None where they are in none.

    Nine queries at most, however many sessions there are.
    """
    person = feed_row.person
    cohorts = {row.pk: row for row in cohorts_in(person).select_related("program").defer("program__blueprint")}
    if cohort is not None:
        cohorts = {pk: row for pk, row in cohorts.items() if row.slug == cohort}
    if not cohorts:
        return None
    with translation.override(person.language):
        entries = _sessions(person, cohorts) + _meetings(person, cohorts)
        entries.sort(key=lambda entry: (entry.starts_at, entry.uid))
        one = next(iter(cohorts.values()))
        name = one.title if cohort is not None else _("%(portal)s: my sessions") % {"portal": settings.PORTAL_NAME}
        zone = one.zone if cohort is not None else _zone_of(person, one)
        body = feed(name, entries, zone=zone)
    changes = [entry.changed_at for entry in entries]
    return PersonsCalendar(body, max([feed_row.made_at, *changes, *_other_changes(person, list(cohorts.values()))]))


def _sessions(person: User, cohorts: dict[int, Cohort]) -> list[Entry]:
    """Cancelled ones too: where they were taken out, some calendars would keep them as they stood."""
    rows = LiveSession.objects.visible_to(person).filter(cohort__in=cohorts)
    entries = []
    for live_session in rows:
        live_session.cohort = cohorts[live_session.cohort_id]
        entries.append(entry_of(live_session))
    return entries


def _meetings(person: User, cohorts: dict[int, Cohort]) -> list[Entry]:
    """The dates of the groups the person is a member of; where they meet is known to members."""
    groups = GroupMembership.objects.standing().filter(person=person, group__cohort__in=cohorts).values("group")
    entries = []
    for meeting in GroupMeeting.objects.filter(group__in=groups).select_related("group"):
        meeting.group.cohort = cohorts[meeting.group.cohort_id]
        entries.append(entry_of_meeting(meeting))
    return entries


def _other_changes(person: User, cohorts: list[Cohort]) -> list[datetime]:
    """When the rest last changed: who the person is, where they are in, what that is called, what was taken away."""
    among: list[tuple[Any, dict[str, Any]]] = [
        (User, {"id": person.pk}),
        (Enrollment, {"person": person.pk}),
        (GroupMembership, {"person": person.pk}),
        (Cohort, {"id__in": [cohort.pk for cohort in cohorts]}),
        (AffinityGroup, {"cohort__in": [cohort.pk for cohort in cohorts]}),
        (LiveSession, {"cohort__in": [cohort.pk for cohort in cohorts], "history_type": "-"}),
    ]
    lines = [
        model.history.filter(**wanted).order_by().aggregate(at=Max("history_date"))["at"] for model, wanted in among
    ]
    return [at for at in lines if at is not None]


def _zone_of(person: User, cohort: Cohort) -> ZoneInfo:
    try:
        return zone_named(person.time_zone or cohort.time_zone)
    except UnknownZone:
        return cohort.zone
