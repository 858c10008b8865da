"""The mails about accommodation requests. They say that there is something to read and where, never what is needed or by whom.

As everywhere, each is asked again when it leaves: is it still so, and may this person still read it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from cohorts.places import place_of
from common import times
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail
from notifications.operations.notices import tell
from notifications.operations.outbox import Posting, post_mails
from sessions import accommodation_matters as matters
from sessions.accommodation_matters import NEEDS, OWN_NEED
from sessions.due_dates import DueDates
from sessions.enums import AccommodationStatus
from sessions.models import AccommodationMessage, AccommodationRequest, LiveSession

ASKED = "live_sessions.accommodation_asked"
WITHDRAWN = "live_sessions.accommodation_withdrawn"
DUE = "live_sessions.accommodation_due"
ANSWERED = "live_sessions.accommodation_answered"
WRITTEN = "live_sessions.accommodation_written"
HAPPENED = {
    ASKED: matters.ASKED,
    WITHDRAWN: matters.WITHDRAWN,
    DUE: matters.DUE,
    ANSWERED: matters.ANSWERED,
    WRITTEN: matters.WRITTEN,
}


# --- Who hears ------------------------------------------------------------------------------------


def tell_asked(*, request: AccommodationRequest, by: User, now: datetime) -> None:
    """Tells the coordinators that somebody asks, or asks for something else than before."""
    _tell_coordinators(ASKED, request, f"{request.asked_at.timestamp():.6f}", but=by, now=now)


def tell_withdrawn(*, request: AccommodationRequest, by: User, now: datetime) -> None:
    """Tells the coordinators that what they arranged isn't needed."""
    _tell_coordinators(WITHDRAWN, request, f"{now.timestamp():.6f}", but=by, now=now)


def tell_due(*, request: AccommodationRequest, live_session: LiveSession, due_on: date, now: datetime) -> None:
    """Reminds the coordinators, once for this due date."""
    _tell_coordinators(
        DUE, request, due_on.isoformat(), now=now, expires_at=live_session.starts_at,
        session=live_session.pk, due=due_on.isoformat(),
    )  # fmt: skip


def tell_answered(*, request: AccommodationRequest, now: datetime) -> None:
    """Tells the person that there is an answer, given now."""
    _post(ANSWERED, OWN_NEED, request, f"{now.timestamp():.6f}", [request.person_id], now=now)


def tell_written(*, message: AccommodationMessage, by: User, now: datetime) -> None:
    """Tells the other side that there is a message."""
    request = message.request
    if by.pk == request.person_id:
        _tell_coordinators(WRITTEN, request, f"m{message.pk}", but=by, now=now)
    else:
        _post(WRITTEN, OWN_NEED, request, f"m{message.pk}", [request.person_id], now=now)


def _tell_coordinators(
    kind: str, request: AccommodationRequest, about: str, *, now: datetime, but: User | None = None,
    expires_at: datetime | None = None, **params: object,
) -> None:  # fmt: skip
    """All of the cohort's, but not the one who did it."""
    rows = Enrollment.objects.filter(cohort=request.cohort_id).coordinating()
    people = rows.order_by("person_id").values_list("person_id", flat=True)
    told = [pk for pk in people if but is None or pk != but.pk]
    _post(kind, NEEDS, request, about, told, now=now, expires_at=expires_at, **params)


def _post(
    kind: str, matter: str, request: AccommodationRequest, about: str, people: list[int], *, now: datetime,
    expires_at: datetime | None = None, **params: object,
) -> None:  # fmt: skip
    params = {"request": request.pk} | params
    postings = [Posting(pk, f"{kind}:{request.pk}:{about}:{pk}", params) for pk in people]
    post_mails(kind=kind, postings=postings, expires_at=expires_at, now=now)
    # Under Notifications, too; it says no more than the mail.
    tell(
        matter=matter,
        place=place_of(request.cohort),
        key=f"need:{request.pk}:{HAPPENED[kind]}:{about}",
        params={"request": request.pk, "what": HAPPENED[kind]},
        people=people,
        by_mail=False,
        now=now,
    )


# --- What they are told, asked again when the mail leaves -----------------------------------------

GONE = Skip(_("The request is gone."))
NOT_THEIRS = Skip(_("They may not read the request any more."))
NOT_OPEN = Skip(_("The request has its answer already, or nothing is asked for any more."))


def compose_asked(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """For a coordinator: that somebody asks."""
    request = _request(mail)
    if request is None:
        return GONE
    if not _is_told_as_coordinator(mail, request):
        return NOT_THEIRS
    if not AccommodationRequest.objects.waiting(now).filter(pk=request.pk).exists():
        return NOT_OPEN
    live_session = request.live_session or _following(request.cohort, now)
    due_on = DueDates.of(request.cohort).due_on(live_session.starts_at) if live_session else None
    return _letter("accommodation_asked", request, mail, now, live_session=live_session, due_on=due_on)


def compose_withdrawn(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """For a coordinator: that it isn't needed."""
    request = _request(mail)
    if request is None:
        return GONE
    if not _is_told_as_coordinator(mail, request):
        return NOT_THEIRS
    if not request.is_withdrawn:
        return Skip(_("The person has asked anew since."))
    return _letter("accommodation_withdrawn", request, mail, now)


def compose_due(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """For a coordinator: that it is still open and when it is due."""
    request = _request(mail)
    live_session = LiveSession.objects.scheduled().filter(pk=mail.params["session"], starts_at__gt=now).first()
    if request is None or live_session is None:
        return GONE
    if not _is_told_as_coordinator(mail, request):
        return NOT_THEIRS
    if not AccommodationRequest.objects.waiting(now).filter(pk=request.pk).exists():
        return NOT_OPEN
    due_on = DueDates.of(request.cohort).due_on(live_session.starts_at)
    if due_on.isoformat() != mail.params["due"]:
        return Skip(_("The session was moved, and the request is due on another day."))
    return _letter("accommodation_due", request, mail, now, live_session=live_session, due_on=due_on)


def compose_answered(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """For the person: that there is an answer."""
    request = _request(mail)
    if request is None:
        return GONE
    if not _is_told_as_person(mail, request):
        return NOT_THEIRS
    if request.status not in {AccommodationStatus.ARRANGED, AccommodationStatus.NOT_MET}:
        return Skip(_("The person has asked anew or withdrawn since."))
    return _letter("accommodation_answered", request, mail, now)


def compose_written(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """For either side: that there is a message."""
    request = _request(mail)
    if request is None:
        return GONE
    is_person = _is_told_as_person(mail, request)
    if not is_person and not _is_told_as_coordinator(mail, request):
        return NOT_THEIRS
    return _letter("accommodation_written", request, mail, now, is_person=is_person)


COMPOSERS = {
    ASKED: compose_asked,
    WITHDRAWN: compose_withdrawn,
    DUE: compose_due,
    ANSWERED: compose_answered,
    WRITTEN: compose_written,
}


def _request(mail: OutboxMail) -> AccommodationRequest | None:
    rows = AccommodationRequest.objects.select_related("cohort__program", "live_session")
    return rows.filter(pk=mail.params["request"]).first()


def _following(cohort: Cohort, now: datetime) -> LiveSession | None:
    rows = LiveSession.objects.filter(cohort=cohort).scheduled().filter(starts_at__gt=now)
    return rows.order_by("starts_at", "pk").first()


def _is_told_as_coordinator(mail: OutboxMail, request: AccommodationRequest) -> bool:
    rows = Enrollment.objects.filter(cohort=request.cohort_id, person=mail.recipient_id)
    return rows.coordinating().exists()


def _is_told_as_person(mail: OutboxMail, request: AccommodationRequest) -> bool:
    if mail.recipient_id != request.person_id:
        return False
    return Enrollment.objects.filter(cohort=request.cohort_id, person=mail.recipient_id).inside().exists()


def _letter(
    template: str, request: AccommodationRequest, mail: OutboxMail, now: datetime, *,
    live_session: LiveSession | None = None, due_on: date | None = None, **context: object,
) -> Letter:  # fmt: skip
    cohort = request.cohort
    about = live_session or request.live_session
    zone = mail.recipient.time_zone or cohort.time_zone
    facts: dict[str, object] = {
        "cohort": cohort,
        "program": cohort.program,
        "live_session": about,
        "day": about and times.day(about.starts_at, zone, now),
        "due": due_on and times.short_day(due_on, cohort.time_zone, now),
        "path": request.get_absolute_url(),
    }
    is_own = template == "accommodation_answered" or bool(context.get("is_person"))
    return Letter(
        template,
        facts | context,
        matter=OWN_NEED if is_own else NEEDS,
        place=place_of(cohort),
        begins_at=about.starts_at if about and about.starts_at > now else None,
    )
