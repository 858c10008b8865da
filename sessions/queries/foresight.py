"""What a change of the schedule will bring along, said before it is made: who is told what, and what else moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from common import times
from notifications.enums import MailState
from sessions.due_dates import DueDates
from sessions.models import AccommodationRequest, LiveSession, Reminder, ZoomMeeting
from sessions.queries.accommodations import not_taken_up
from sessions.reminder_times import Offsets

# So many reminders are named with their times; a series has more.
NAMED = 4
# A session to be: its start and its kind.
Added = tuple[datetime, str]


@dataclass(frozen=True)
class Foresight:
    """Sentences for the person who is about to do it: who hears of it, and what else changes with it."""

    told: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)


def foresee_move(live_session: LiveSession, starts_at: datetime, minutes: int, now: datetime) -> Foresight:
    """For another start or length. At most nine queries; `live_session` comes with its cohort."""
    zone, ends_at = live_session.cohort.time_zone, starts_at + timedelta(minutes=minutes)
    if (starts_at, minutes) == (live_session.starts_at, live_session.minutes):
        return Foresight(moves=[_("This is where the session stands now: nothing would change.")])
    moves = [
        _(
            "The session takes place on %(day)s, %(clock)s %(zone)s. The schedule and calendars that follow it show it there."
        )
        % {
            "day": times.day(starts_at, zone, now),
            "clock": times.clock_range(starts_at, ends_at, zone),
            "zone": times.zone_name(zone),
        },
        *_prompts_of_move(live_session, ends_at, now),
        *_agenda_of_move(live_session, minutes),
        *(_meeting(live_session, _("Its meeting at Zoom follows.")) if ends_at > now else []),
        *_needs(live_session, starts_at, now),
    ]
    told = [_told_of_move(live_session, starts_at, now)]
    if starts_at != live_session.starts_at:
        told += _reminders(live_session.cohort, [(starts_at, live_session.kind)], now)
    return Foresight(told, moves)


def foresee_any_move(live_session: LiveSession, now: datetime) -> Foresight:
    """For a move whose date nobody has typed yet. Six queries."""
    prompts = live_session.prompts.filter(opens_at__isnull=True, thread__last_number=0).count()
    told = len(_last_told(live_session))
    moves = [
        ngettext(
            "Its prompt opens when the session ends on its new date.",
            "Its %(number)s prompts open when the session ends on its new date.",
            prompts,
        )
        % {"number": prompts}
        if prompts
        else _("No prompt hangs on the end of this session.")
    ]
    if planned := sum(live_session.agenda_items.values_list("minutes", flat=True)):
        sentence = _("The agenda adds up to %(minutes)s minutes; with another length it has to be brought in line.")
        moves.append(sentence % {"minutes": planned})
    moves += _meeting(live_session, _("Its meeting at Zoom follows."))
    if count := _people_in_need(live_session.cohort, live_session, now):
        sentence = ngettext(
            "%(count)d person has asked for what they need: it is to be arranged for the new date.",
            "%(count)d people have asked for what they need: it is to be arranged for the new date.",
            count,
        )
        moves.append(sentence % {"count": count})
    hear = (
        ngettext(
            "One person has been told of the present date and gets a mail about the new one.",
            "%(number)s people have been told of the present date and get a mail about the new one.",
            told,
        )
        % {"number": told}
        if told
        else _("Nobody has been reminded of the present date yet, so nobody gets a mail now.")
    )
    return Foresight([hear, _("Reminders not sent yet go out for the new date.")], moves)


def foresee_cancellation(live_session: LiveSession, now: datetime) -> Foresight:
    """For calling it off. At most seven queries; `live_session` comes with its cohort."""
    told = _last_told(live_session) if live_session.starts_at > now else {}
    if told:
        sentence = ngettext(
            "%(count)d person has been told of it and gets a mail that it is cancelled, with the reason.",
            "%(count)d people have been told of it and get a mail that it is cancelled, with the reason.",
            len(told),
        ) % {"count": len(told)}
    elif live_session.starts_at <= now:
        sentence = _("The session has begun, so nobody gets a mail any more.")
    else:
        sentence = _("Nobody has been reminded of it yet, so nobody gets a mail.")
    closed = live_session.prompts.filter(thread__opens_at__gt=now).count()
    moves = [_("It stays in the schedule and in calendars, marked as cancelled, with the reason.")]
    if closed:
        moves.append(
            ngettext("Its prompt stays closed.", "Its %(count)d prompts stay closed.", closed) % {"count": closed}
        )
    moves += [*_meeting(live_session, _("Its meeting at Zoom is taken away.")), *_needs(live_session, None, now)]
    return Foresight([sentence, _("Nobody is reminded of it any more.")], moves)


def foresee_addition(cohort: Cohort, added: Sequence[Added], now: datetime) -> Foresight:
    """For sessions that are new. Three queries."""
    to_come = [(start, kind) for start, kind in added if start > now]
    told = [_("Nobody gets a mail now."), *_reminders(cohort, to_come, now)]
    shown = ngettext(
        "The schedule and calendars that follow it show the new session at once.",
        "The schedule and calendars that follow it show the %(count)d new sessions at once.",
        len(added),
    ) % {"count": len(added)}
    return Foresight(told, [shown, *_standing_needs(cohort, len(to_come), now)])


def _told_of_move(live_session: LiveSession, starts_at: datetime, now: datetime) -> str:
    if starts_at == live_session.starts_at:
        return _("The start stays, so nobody gets a mail.")
    if starts_at <= now:
        return _("The new start has passed, so nobody gets a mail.")
    count = sum(known != starts_at for known in _last_told(live_session).values())
    if not count:
        return _("Nobody has been reminded of the present date yet, so nobody gets a mail now.")
    return ngettext(
        "One person has been told of the present date and gets a mail about the new one.",
        "%(number)s people have been told of the present date and get a mail about the new one.",
        count,
    ) % {"number": count}


def _last_told(live_session: LiveSession) -> dict[int, datetime]:
    """Which start each person still active was last told, by person. One query."""
    rows = Reminder.objects.filter(
        live_session=live_session,
        mail__state__in=[MailState.SENDING, MailState.SENT],
        person__in=live_session.cohort.enrollments.active().values("person"),
    )
    return dict(rows.order_by("mail__sent_at", "pk").values_list("person_id", "starts_at"))


def _reminders(cohort: Cohort, added: Sequence[Added], now: datetime) -> list[str]:
    """When how many people are reminded of these; nothing where no start lies ahead. One query."""
    offsets = [(start, before) for start, kind in added for before in Offsets.of(cohort, kind).before]
    if not offsets or min(added)[0] <= now:
        return []
    people = cohort.enrollments.active().filter(person__is_active=True).count()
    if not people:
        return [_("Nobody is active in this cohort yet, so nobody is reminded.")]
    due = [start - timedelta(minutes=before) for start, before in offsets]
    ahead = [times.named_moment(at, cohort.time_zone, now) for at in sorted(due) if at > now]
    said = []
    if min(due) <= now:
        said.append(_("Those who get no other mail about it are reminded within minutes: it is near."))
    if ahead:
        more = "" if len(ahead) <= NAMED else " …"
        said.append(
            ngettext("%(count)d person is reminded: %(times)s.", "%(count)d people are reminded: %(times)s.", people)
            % {"count": people, "times": "; ".join(ahead[:NAMED]) + more}
        )
    return said


def _prompts_of_move(live_session: LiveSession, ends_at: datetime, now: datetime) -> list[str]:
    """When which prompts open. One query."""
    zone = live_session.cohort.time_zone
    moving: list[str] = []
    own: list[str] = []
    answered: list[str] = []
    for prompt in live_session.prompts.select_related("thread").order_by("position", "pk"):
        is_open = prompt.thread.is_open_at(now)
        kept = (
            own if prompt.opens_at else answered if is_open and ends_at > now and prompt.thread.last_number else moving
        )
        kept.append(prompt.thread.title)
    said = []
    if moving:
        said.append(
            ngettext(
                "Its prompt opens when the session ends, %(at)s: %(titles)s.",
                "Its %(count)d prompts open when the session ends, %(at)s: %(titles)s.",
                len(moving),
            )
            % {"count": len(moving), "at": times.named_moment(ends_at, zone, now), "titles": _quoted(moving)}
        )
    if own:
        said.append(_("Keeps its own time: %(titles)s.") % {"titles": _quoted(own)})
    if answered:
        said.append(_("Has been answered and stays open: %(titles)s.") % {"titles": _quoted(answered)})
    return said or [_("No prompt hangs on the end of this session.")]


def _agenda_of_move(live_session: LiveSession, minutes: int) -> list[str]:
    planned = sum(live_session.agenda_items.values_list("minutes", flat=True))
    if planned in {0, minutes}:
        return []
    words = {"planned": planned, "length": minutes}
    return [_("Its agenda adds up to %(planned)d minutes and must be brought to %(length)d.") % words]


def _meeting(live_session: LiveSession, sentence: str) -> list[str]:
    """What becomes of the meeting that the portal keeps at Zoom; a pasted link stays as it is."""
    return [sentence] if ZoomMeeting.objects.filter(live_session=live_session, is_wanted=True).exists() else []


def _needs(live_session: LiveSession, starts_at: datetime | None, now: datetime) -> list[str]:
    """What people have asked for, for it or for all: to be arranged for the new date, or called off. Nothing of who they are."""
    count = _people_in_need(live_session.cohort, live_session, now)
    if not count:
        return []
    if starts_at is None:
        return [
            ngettext(
                "%(count)d person has asked for what they need at it: the coordinators call off what is arranged.",
                "%(count)d people have asked for what they need at it: the coordinators call off what is arranged.",
                count,
            )
            % {"count": count}
        ]
    due = times.short_day(DueDates.of(live_session.cohort).due_on(starts_at), live_session.cohort.time_zone, now)
    return [
        ngettext(
            "%(count)d person has asked for what they need: it is to be arranged for the new date, by %(day)s.",
            "%(count)d people have asked for what they need: it is to be arranged for the new date, by %(day)s.",
            count,
        )
        % {"count": count, "day": due}
    ]


def _standing_needs(cohort: Cohort, sessions: int, now: datetime) -> list[str]:
    """What people need at every session, and so at these too. Nothing of who they are."""
    count = _people_in_need(cohort, None, now) if sessions else 0
    if not count:
        return []
    if sessions > 1:
        sentence = ngettext(
            "%(count)d person needs something at every session: it is to be arranged for these too.",
            "%(count)d people need something at every session: it is to be arranged for these too.",
            count,
        )
    else:
        sentence = ngettext(
            "%(count)d person needs something at every session: it is to be arranged for this one too.",
            "%(count)d people need something at every session: it is to be arranged for this one too.",
            count,
        )
    return [sentence % {"count": count}]


def _people_in_need(cohort: Cohort, live_session: LiveSession | None, now: datetime) -> int:
    """How many have asked for something at every session, or at this one; also those whose need no coordinator has taken up."""
    asked = Q(live_session__isnull=True, cohort=cohort)
    if live_session is not None:
        asked |= Q(live_session=live_session)
    rows = AccommodationRequest.objects.counting(now).filter(asked).values_list("person", flat=True)
    return len({*rows, *not_taken_up().filter(cohort=cohort).values_list("person", flat=True)})


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(_("“%(title)s”") % {"title": title} for title in titles)
