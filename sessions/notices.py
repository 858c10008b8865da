"""Who hears what about a session, and what the mails say.

Whatever was decided earlier, each mail is asked again when it leaves: is the session still to come, is the person still in
the cohort, which start were they last told. So a person told of the old start hears of the move once, whichever mail comes
first, and nobody hears of a start that no longer is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.places import place_of
from common import times
from notifications.enums import MailState
from notifications.kinds import Later, Letter, Skip
from notifications.models import OutboxMail
from notifications.operations.outbox import Posting, post_mails
from sessions.calendar_feed import CANCEL, REQUEST, entry_of, invitations
from sessions.enums import ReminderState, SessionFormat
from sessions.models import LiveSession, Reminder
from sessions.models.live_session import DOORS_OPEN
from sessions.models.reminder import TOLD_OF_MOVE
from sessions.owing import owed_by_session, still_owed
from sessions.session_matters import CHANGED, OWED, SOON
from sessions.told import Told, told_by

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from accounts.models import User
    from notifications.kinds import Composer

REMINDER = "live_sessions.reminder"
# After the end.
OWED_REMINDER = "live_sessions.owed_reminder"
MOVED = "live_sessions.moved"
CANCELLED = "live_sessions.cancelled"
A_MOMENT = timedelta(seconds=5)


# --- Who hears ------------------------------------------------------------------------------------


def session_moved(*, live_session: LiveSession, old_starts_at: datetime, by: User | None, now: datetime) -> None:
    """Tells those who know an earlier start of the new one. Called in the transaction of the move, its `sequence` counted up.

    Reminders that still wait are left to their composer, which finds them out of date.
    """
    people = _perhaps_told(live_session)
    mail_ids = _post(MOVED, live_session, people, by=by, now=now)
    Reminder.objects.bulk_create(
        [
            Reminder(
                person_id=person_id,
                live_session=live_session,
                starts_at=live_session.starts_at,
                minutes_before=TOLD_OF_MOVE,
                mail_id=mail_ids[person_id],
                created_at=now,
            )
            for person_id in people
        ],
        # Moved away and back: the row of this start now stands for the later mail.
        update_conflicts=True,
        unique_fields=["live_session", "starts_at", "minutes_before", "person"],
        update_fields=["mail", "state", "reason", "created_at"],
    )


def session_cancelled(*, live_session: LiveSession, by: User | None, now: datetime) -> None:
    """Tells those who were told to come that it doesn't take place. Called in the transaction of the cancelling."""
    _post(CANCELLED, live_session, _perhaps_told(live_session), by=by, now=now)


def _perhaps_told(live_session: LiveSession) -> list[int]:
    """Everybody with a mail in the ledger that has left or may be leaving right now; the composers know which."""
    states = [MailState.WAITING, MailState.SENDING, MailState.SENT]
    rows = Reminder.objects.filter(live_session=live_session, mail__state__in=states)
    return list(rows.values_list("person_id", flat=True).distinct().order_by("person_id"))


def _post(kind: str, live_session: LiveSession, people: list[int], *, by: User | None, now: datetime) -> dict[int, int]:
    """The ids of the mails by person. One mail for each change of the schedule, however often it is told."""
    params = {"live_session": live_session.pk, "by": by.pk if by else None}
    keys = {person_id: f"{kind}:{live_session.pk}:{live_session.sequence}:{person_id}" for person_id in people}
    ids = post_mails(
        kind=kind,
        postings=[Posting(recipient_id=person_id, dedupe_key=key, params=params) for person_id, key in keys.items()],
        expires_at=live_session.starts_at,
        now=now,
    )
    return {person_id: ids[key] for person_id, key in keys.items()}


# --- What they are told, asked again when the mail leaves -----------------------------------------

GONE = Skip(gettext_lazy("The session is gone."))


def compose_reminder(mail: OutboxMail, now: datetime) -> Letter | Skip | Later:
    """The reminder; or the news of a move, where the person was last told another start."""
    return _reminder(Told.by(mail), now)


def foresee_reminders(mails: Sequence[OutboxMail], now: datetime) -> Composer:
    """The same of many at once: four queries for all, five for what those of a session and a language owe, one for each mail.

    A session that is moved or cancelled, a person who withdraws or is excused while the others' mails leave is seen by that one.
    """
    known = told_by(mails)

    def compose(mail: OutboxMail, now: datetime) -> Letter | Skip | Later:
        told = known[mail.pk]
        return _reminder(told if told and told.still_holds else Told.by(mail), now)

    return compose


def _reminder(told: Told | None, now: datetime) -> Letter | Skip | Later:
    if told is None:
        return GONE
    if told.live_session.is_cancelled:
        return Skip(gettext_lazy("The session was cancelled before the reminder left."))
    row = told.row
    if row is None or row.starts_at != told.live_session.starts_at:
        return Skip(gettext_lazy("The session was moved before the reminder left."))
    if reason := told.why_not(now):
        return Skip(reason)
    if told.is_excused:
        return Skip(gettext_lazy("They are excused from this session."))
    if told.is_promised_nearer(row):
        return Skip(gettext_lazy("A reminder nearer to the session took its place."))
    # Another worker's mail may leave, or be skipped where this one is counted on: what it says is known in a moment. Only
    # reminders wait, so that no two wait for each other.
    if any(told.is_on_its_way(other) for other in told.ledger):
        return Later(now + A_MOMENT, gettext_lazy("Another mail about this session is just leaving."))
    last = told.last([other for other in told.ledger if told.was_sent(other)])
    if last is not None and last.starts_at != row.starts_at:
        return _letter("session_moved", told, now, known_start=last.starts_at)
    if last is not None and last.is_of_move and not told.left_before(last, row.due_at):
        return Skip(gettext_lazy("The mail about the move had said it."))
    return _letter("session_reminder", told, now)


def compose_owed(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """After the end of a session: that its prompts are open, and what this person still owes of it."""
    told = Told.by(mail)
    if told is None:
        return GONE
    live_session = told.live_session
    if live_session.is_cancelled:
        return Skip(gettext_lazy("The session was cancelled before the reminder left."))
    if told.row is None or told.row.starts_at != live_session.starts_at or live_session.ends_at > now:
        return Skip(gettext_lazy("The session was moved before the reminder left."))
    if reason := told.why_not_there():
        return Skip(reason)
    if told.is_excused:
        return Skip(gettext_lazy("They are excused from this session."))
    if told.is_promised_later(told.row):
        return Skip(gettext_lazy("A later reminder took its place."))
    owed = owed_by_session(mail.recipient, now).get(live_session.pk)
    if owed is None:
        return Skip(gettext_lazy("They owe nothing of it."))
    return owed_letter(told, owed, now)


def owed_letter(told: Told, owed: str, now: datetime) -> Letter:
    """What the reminder after the end says."""
    live_session, cohort = told.live_session, told.live_session.cohort
    zones = {"viewer_zone": told.mail.recipient.time_zone, "home_zone": cohort.time_zone}
    context = {
        "live_session": live_session,
        "cohort": cohort,
        "program": cohort.program,
        "when": times.when_line(live_session.starts_at, live_session.ends_at, now=now, **zones),
        "owed": owed,
        "session_path": live_session.get_absolute_url(),
    }
    return Letter("session_owed", context, matter=OWED, place=place_of(cohort))


def reminder_to_be(*, live_session: LiveSession, person: User, is_after: bool, at: datetime, now: datetime) -> Letter:
    """The reminder as this person would get it at that time, for those who run the session to look at. It asks nothing."""
    mail = OutboxMail(recipient=person, params={"live_session": live_session.pk})
    shared: dict[Hashable, Any] = {("people", live_session.pk, person.language): [person]}
    told = Told(mail, live_session, takes_part=True, is_excused=False, ledger=[], shared=shared)
    if not is_after:
        return _letter("session_reminder", told, at)
    owed = owed_by_session(person, now).get(live_session.pk)
    return owed_letter(
        told, owed or _("From “%(title)s”: what they still owe then") % {"title": live_session.title}, at
    )


def compose_moved(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """The news of a move, for those whom a mail has told another start."""
    told = Told.by(mail)
    if told is None:
        return GONE
    starts_at = told.live_session.starts_at
    if told.live_session.is_cancelled:
        return Skip(gettext_lazy("The session was cancelled before this mail left."))
    if told.row is None or told.row.starts_at != starts_at:
        return Skip(gettext_lazy("The session was moved once more before this mail left."))
    if reason := told.why_not(now):
        return Skip(reason)
    # A reminder of the new start that another worker has in its hands may turn back because of this mail: it isn't counted on.
    last = told.last(
        [row for row in told.ledger if told.was_sent(row) or (told.is_on_its_way(row) and row.starts_at != starts_at)]
    )
    if last is None:
        return Skip(gettext_lazy("They had not been told of the old date."))
    if last.starts_at == starts_at:
        return Skip(gettext_lazy("They had been told of this date already."))
    return _letter("session_moved", told, now, known_start=last.starts_at)


def compose_cancelled(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """The news that the session doesn't take place, for those whom a mail has told to come."""
    told = Told.by(mail)
    if told is None:
        return GONE
    if reason := told.why_not(now):
        return Skip(reason)
    last = told.last([row for row in told.ledger if told.was_sent(row) or told.is_on_its_way(row)])
    if last is None:
        return Skip(gettext_lazy("They had not been reminded of it."))
    return _letter("session_cancelled", told, now, known_start=last.starts_at)


def note_skipped(mail: OutboxMail, reason: str) -> None:
    """Writes into the ledger why a mail was not sent."""
    Reminder.objects.filter(mail=mail).update(state=ReminderState.SKIPPED, reason=reason[:200])


def _letter(template: str, told: Told, now: datetime, *, known_start: datetime | None = None) -> Letter:
    """What the templates of a session's mails are told. `known_start` is the start the person knows of."""
    live_session, person = told.live_session, told.mail.recipient
    same = live_session.pk, person.language
    facts = _kept(
        told.shared,
        ("facts", *same, person.time_zone, known_start),
        lambda: _facts(live_session, person.time_zone, known_start, now),
    )
    owed = _kept(
        told.shared,
        ("owed", *same),
        lambda: still_owed(people=told.together, live_session=live_session, now=now),
    )
    method = CANCEL if live_session.is_cancelled else REQUEST
    invite = _kept(told.shared, ("invite", *same), lambda: invitations(entry_of(live_session), method=method, now=now))
    lines = owed.get(person.pk, [])
    told_alike = ("texts", *same, person.time_zone, known_start, template, tuple(lines))
    return Letter(
        template,
        {**facts, "owed": lines},
        alternatives=[(invite(person), f"text/calendar; method={method}")],
        matter=SOON if template == "session_reminder" else CHANGED,
        place=place_of(live_session.cohort),
        begins_at=min(start for start in (known_start, live_session.starts_at) if start and start > now),
        kept=(told.shared, told_alike),
    )


def _kept(shared: dict[Hashable, Any], key: Hashable, say: Callable[[], Any]) -> Any:
    """What is kept under a key, said by the first who asks."""
    if key not in shared:
        shared[key] = say()
    return shared[key]


def _facts(
    live_session: LiveSession, zone_of_reader: str, known_start: datetime | None, now: datetime
) -> dict[str, Any]:
    """What a letter says of the session to all who read it in one language and zone."""
    cohort = live_session.cohort
    address = [cohort.slug, live_session.slug]
    zones = {"viewer_zone": zone_of_reader, "home_zone": cohort.time_zone}
    zone = zone_of_reader or cohort.time_zone
    length = timedelta(minutes=live_session.minutes)
    yours, *cohorts = times.both_zones(live_session.starts_at, live_session.ends_at, now=now, **zones)
    return {
        "live_session": live_session,
        "cohort": cohort,
        "program": cohort.program,
        "soon": _day_from_now(live_session.starts_at, zone, now),
        "clock": f"{times.clock(live_session.starts_at, zone)} {times.zone_name(zone)}",
        "yours": yours,
        "cohorts": cohorts[0] if cohorts else None,
        "when": times.when_line(live_session.starts_at, live_session.ends_at, now=now, **zones),
        "known_when": known_start and times.when_line(known_start, known_start + length, now=now, **zones),
        "known_day": known_start and times.day(known_start, zone, now),
        "length": times.length(live_session.minutes),
        "has_place": live_session.format != SessionFormat.VIRTUAL,
        "door": times.length(DOORS_OPEN // timedelta(minutes=1)),
        "schedule_path": reverse("sessions:schedule", args=[cohort.slug]),
        "session_path": reverse("sessions:session_detail", args=address),
        # Never Zoom's own link: whether they may join is asked when they come.
        "join_path": reverse("sessions:session_join", args=address)
        if live_session.format != SessionFormat.IN_PERSON
        else "",
    }


def _day_from_now(at: datetime, zone: str, now: datetime) -> str:
    """The day of the session as people say it: "Today", "Tomorrow", "Wednesday, September 21"."""
    days = (times.in_zone(at, zone).date() - times.in_zone(now, zone).date()).days
    return {0: _("Today"), 1: _("Tomorrow")}.get(days) or times.day(at, zone, now)
