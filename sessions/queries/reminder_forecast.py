"""Who is reminded of a session and when, who isn't and why: as it stands now. What leaves is asked again when it leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cohorts.enums import LEARNING_ROLES, EnrollmentStatus
from cohorts.models import Enrollment
from cohorts.places import place_of
from cohorts.reminder_words import said
from common import times
from notifications.enums import Channel, MailState
from notifications.matters import matter_named
from notifications.queries import channels_of
from sessions.enums import ReminderState
from sessions.models import Apology, LiveSession, Reminder
from sessions.owing import people_owing
from sessions.reminder_times import Offsets
from sessions.session_matters import OWED, SOON


@dataclass(frozen=True)
class Time:
    """One reminder: so long before the start or after the end, and when that is."""

    length: str
    at: datetime
    is_ahead: bool


@dataclass(frozen=True)
class Reader:
    """Somebody who is reminded: the times to come by their own clock, and what became of those that were."""

    enrollment: Enrollment
    zone: str
    times: list[str]
    told: list[str]


@dataclass(frozen=True)
class LeftOut:
    """Somebody who isn't reminded, and why."""

    enrollment: Enrollment
    why: str
    told: list[str]


@dataclass(frozen=True)
class Side:
    """The reminders before the start, or those after the end."""

    is_after: bool
    times: list[Time]
    readers: list[Reader] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def next_time(self) -> Time | None:
        """The next to leave."""
        return next((time for time in self.times if time.is_ahead), None)


def reminder_forecast(live_session: LiveSession, now: datetime) -> list[Side]:
    """Both sides of a session that comes with its cohort. Six queries; of one that is over, those of what is owed as well."""
    cohort = live_session.cohort
    people = list(
        Enrollment.objects.filter(cohort=cohort)
        .exclude(status=EnrollmentStatus.COMPLETED)
        .select_related("person", "organization")
        .order_by("person__name", "person__email")
    )
    excused = set(Apology.objects.excusing().filter(live_session=live_session).values_list("person", flat=True))
    told = _told(live_session, now)
    owing = people_owing(live_session, now) if live_session.ends_at <= now else None
    offsets = Offsets.of(cohort, live_session.kind)
    before = [
        (minutes, live_session.starts_at - timedelta(minutes=minutes)) for minutes in sorted(offsets.before)[::-1]
    ]
    after = [(minutes, live_session.ends_at + timedelta(minutes=minutes)) for minutes in sorted(offsets.after)]
    sides = []
    for is_after, matter, due in ((False, SOON, before), (True, OWED, after)):
        side = Side(is_after, [Time(said(minutes), at, at > now) for minutes, at in due])
        ids = [enrollment.person_id for enrollment in people]
        channels = channels_of(matter=matter_named(matter), place=place_of(cohort), people=ids)
        for enrollment in people:
            so_far = told[is_after, enrollment.person_id]
            why = _why_not(enrollment, excused) or (_why_nothing_owed(enrollment, owing) if is_after else "")
            why = why or _why_no_mail(channels[enrollment.person_id])
            if why:
                side.left_out.append(LeftOut(enrollment, why, so_far))
            else:
                side.readers.append(_reader(enrollment, side.times, so_far, cohort.time_zone, now))
        sides.append(side)
    return sides


def _why_not(enrollment: Enrollment, excused: set[int]) -> str:
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        return _("Has withdrawn from the cohort.")
    if enrollment.status == EnrollmentStatus.INVITED:
        return _("Is invited and has not come in yet.")
    if not enrollment.person.is_active:
        return _("The account has been closed.")
    return _("Is excused from this session.") if enrollment.person_id in excused else ""


def _why_nothing_owed(enrollment: Enrollment, owing: set[int] | None) -> str:
    if enrollment.role not in LEARNING_ROLES:
        return _("Nothing is expected of this role.")
    return _("Owes nothing of it.") if owing is not None and enrollment.person_id not in owing else ""


def _why_no_mail(channel: Channel) -> str:
    return {
        Channel.DIGEST: _("Wants this in the digest."),
        Channel.PORTAL: _("Reads this in the portal only."),
        Channel.NONE: _("Does not want to be told of this."),
    }.get(channel, "")


def _reader(enrollment: Enrollment, due: Iterable[Time], told: list[str], home_zone: str, now: datetime) -> Reader:
    zone = enrollment.person.time_zone or home_zone
    ahead = [times.named_moment(time.at, zone, now) for time in due if time.is_ahead]
    return Reader(enrollment, times.zone_name(zone), ahead, told)


def _told(live_session: LiveSession, now: datetime) -> dict[tuple[bool, int], list[str]]:
    """What became of each reminder of this start, a line each, by side and person. One query."""
    rows = Reminder.objects.filter(live_session=live_session, starts_at=live_session.starts_at).select_related("mail")
    told: dict[tuple[bool, int], list[str]] = defaultdict(list)
    for row in rows.order_by("-minutes_before"):
        told[row.minutes_before < 0, row.person_id].append(_in_words(row, live_session.cohort.time_zone, now))
    return told


def _in_words(row: Reminder, zone: str, now: datetime) -> str:
    words = {"length": said(abs(row.minutes_before)), "reason": row.reason}
    if row.state == ReminderState.SKIPPED:
        line = _("The move was not told: %(reason)s") if row.is_of_move else _("%(length)s: not sent. %(reason)s")
    elif row.mail is not None and row.mail.sent_at is not None and row.mail.state == MailState.SENT:
        words["at"] = times.named_moment(row.mail.sent_at, zone, now)
        line = _("Told of the move: %(at)s") if row.is_of_move else _("%(length)s: sent %(at)s")
    elif row.mail is not None and row.mail.state == MailState.FAILED:
        line = _("The mail about the move failed.") if row.is_of_move else _("%(length)s: the mail failed.")
    else:
        line = _("The mail about the move is on its way.") if row.is_of_move else _("%(length)s: on its way")
    return line % words
