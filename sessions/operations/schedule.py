"""Scheduling a session, and changing what was scheduled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Phase
from common.errors import DomainError
from common.history import sign_change
from discussions.enums import BoardKind
from discussions.models import Board
from discussions.operations.boards import open_board
from sessions import notices
from sessions.enums import SessionStatus
from sessions.models import LiveSession
from sessions.operations.checks import check_fields, check_secure_link, refuse
from sessions.operations.prompts import keep_openings_in_step
from sessions.operations.telling import tell_of_change
from sessions.operations.zoom_meetings import keep_meeting_in_step

if TYPE_CHECKING:
    from accounts.models import User

# What calendars show of a session beside its time: a change of any is another version of the date.
SHOWN_BY_CALENDARS = (
    "title", "label", "summary", "featured_resource", "format", "place_name", "place_kind", "place_address",
    "access_information",
)  # fmt: skip
# Beyond these years a date is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class UnableToSchedule(DomainError):
    """The facts of a session don't fit; the sentence says which."""


class UnableToMove(DomainError):
    """The session stays where it is."""


class UnableToCancel(DomainError):
    """The session stays scheduled."""


class SessionFacts(TypedDict, total=False):
    """What is said of a session besides its title and time; all of it may be left out."""

    label: str
    kind: str
    summary: str
    featured_resource: str
    phase: Phase | None
    format: str
    place_name: str
    place_kind: str
    place_address: str
    access_information: str
    join_url: str
    makes_meeting: bool
    zoom_host: str


@transaction.atomic
def schedule_session(
    *,
    cohort: Cohort,
    title: str,
    starts_at: datetime,
    minutes: int,
    by: User | None,
    now: datetime,
    slug: str = "",
    **facts: Unpack[SessionFacts],
) -> LiveSession:
    """A new session of the cohort, with its board. `slug` is the address wished for; one that is taken gets a number.

    The same title, label and start once more is the session that stands already: a form sent twice makes one.
    Raises `UnableToSchedule`.
    """
    # One at a time in a cohort: addresses are found and doubles recognized under this lock.
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    live_session = LiveSession(cohort=cohort, title=title.strip(), starts_at=starts_at, minutes=minutes)
    _put(live_session, facts)
    _check(live_session)
    standing = cohort.live_sessions.scheduled().filter(
        title=live_session.title, label=live_session.label, starts_at=starts_at
    )
    if double := standing.first():
        return double
    live_session.calendar_changed_at = now
    live_session.slug = _free_slug(live_session, wish=slug)
    live_session.board = _open_board(live_session, slug=live_session.slug, by=by, now=now)
    sign_change(live_session, by=by, reason=_("Scheduled"))
    live_session.save()
    keep_meeting_in_step(live_session=live_session, now=now)
    return live_session


@transaction.atomic
def edit_session(
    *,
    live_session: LiveSession,
    by: User | None,
    now: datetime,
    title: str | None = None,
    **facts: Unpack[SessionFacts],
) -> LiveSession:
    """Change what is said of a session; what isn't given stays. The time is changed by `move_session`.

    Raises `UnableToSchedule`.
    """
    live_session = _locked(live_session)
    before = {name: getattr(live_session, name) for name in ("title", *SessionFacts.__annotations__)}
    if title is not None:
        live_session.title = title.strip()
    _put(live_session, facts)
    _check(live_session)
    if before == {name: getattr(live_session, name) for name in before}:
        return live_session
    if any(before[name] != getattr(live_session, name) for name in SHOWN_BY_CALENDARS):
        _tell_calendars(live_session, now)
    sign_change(live_session, by=by, reason=_("Details changed"))
    live_session.save()
    keep_meeting_in_step(live_session=live_session, now=now)
    # The board goes by the session's name, and its address stays.
    _open_board(live_session, slug=live_session.board.slug, by=by, now=now)
    return live_session


@transaction.atomic
def move_session(
    *,
    live_session: LiveSession,
    starts_at: datetime,
    by: User | None,
    now: datetime,
    minutes: int | None = None,
    reason: str = "",
) -> LiveSession:
    """Give the session another start or length, and re-plan what hangs on it: prompts, calendar, Zoom, reminders, notices.

    Moved to where it is already, nothing happens. Raises `UnableToMove`.
    """
    live_session = _locked(live_session)
    old_starts_at, old_minutes = live_session.starts_at, live_session.minutes
    minutes = old_minutes if minutes is None else minutes
    if (starts_at, minutes) == (old_starts_at, old_minutes):
        return live_session
    if live_session.is_cancelled:
        raise UnableToMove(_("This session was cancelled. Schedule a new one instead."))
    live_session.starts_at, live_session.minutes = starts_at, minutes
    _check(live_session, UnableToMove)
    _tell_calendars(live_session, now)
    sign_change(live_session, by=by, reason=reason.strip() or _("Moved"))
    live_session.save()
    keep_openings_in_step(live_session=live_session, by=by, now=now)
    keep_meeting_in_step(live_session=live_session, now=now)
    if starts_at != old_starts_at:
        notices.session_moved(live_session=live_session, old_starts_at=old_starts_at, by=by, now=now)
        tell_of_change(live_session=live_session, now=now)
    return live_session


@transaction.atomic
def cancel_session(*, live_session: LiveSession, reason: str, by: User | None, now: datetime) -> LiveSession:
    """Call the session off, with a reason people read. Its prompts stay closed, nobody is reminded any more.

    Cancelled already, nothing happens. Raises `UnableToCancel`.
    """
    live_session = _locked(live_session)
    if live_session.is_cancelled:
        return live_session
    if live_session.ends_at <= now:
        raise UnableToCancel(_("This session is over; what has taken place can't be cancelled."))
    live_session.cancellation_reason = reason.strip()
    if not live_session.cancellation_reason:
        raise refuse(UnableToCancel, _("Say why, in a few words: people read it."), field="reason")
    check_fields(live_session, UnableToCancel)
    live_session.status = SessionStatus.CANCELLED
    _tell_calendars(live_session, now)
    sign_change(live_session, by=by, reason=_("Cancelled: %(reason)s") % {"reason": live_session.cancellation_reason})
    live_session.save()
    keep_openings_in_step(live_session=live_session, by=by, now=now)
    keep_meeting_in_step(live_session=live_session, now=now)
    notices.session_cancelled(live_session=live_session, by=by, now=now)
    tell_of_change(live_session=live_session, now=now)
    return live_session


def _locked(live_session: LiveSession) -> LiveSession:
    """The row as it stands now, held until the end of the transaction."""
    return LiveSession.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=live_session.pk)


def _tell_calendars(live_session: LiveSession, now: datetime) -> None:
    """Another version of the date: calendars that have an earlier one take it over. Saved by the caller."""
    live_session.sequence += 1
    live_session.calendar_changed_at = now


def _open_board(live_session: LiveSession, *, slug: str, by: User | None, now: datetime) -> Board:
    name = str(live_session)[:200]
    return open_board(cohort=live_session.cohort, kind=BoardKind.SESSION, slug=slug, name=name, by=by, now=now)


def _put(live_session: LiveSession, facts: SessionFacts) -> None:
    for name, value in facts.items():
        setattr(live_session, name, value.strip() if isinstance(value, str) else value)


def _check(live_session: LiveSession, refusal: type[DomainError] = UnableToSchedule) -> None:
    if live_session.starts_at.tzinfo is None:
        raise ValueError("A session starts at an instant; this datetime has no time zone.")
    if not FIRST_YEAR <= live_session.starts_at.astimezone(UTC).year <= LAST_YEAR:
        raise refuse(
            refusal,
            _("The year must lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            field="day",
        )
    check_secure_link(live_session.join_url, refusal, field="join_url")
    check_fields(live_session, refusal, leave_out={"slug"})
    if live_session.phase is not None and live_session.phase.cohort_id != live_session.cohort_id:
        raise refuse(refusal, _("This phase belongs to another cohort."), field="phase")


def _free_slug(live_session: LiveSession, *, wish: str) -> str:
    """An address, made of the label or the title, that no session and no board of the cohort has."""
    base = slugify(wish) or slugify(live_session.label) or slugify(live_session.title)[:60].strip("-") or "session"
    cohort = live_session.cohort
    taken = set(cohort.live_sessions.values_list("slug", flat=True)) | set(cohort.boards.values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
