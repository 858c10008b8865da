"""The mails about asking to join: to an address, of which it isn't said whether somebody has an account with it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.desk_queue import QUEUE
from cohorts.enums import EnrollmentStatus, JoinRequestStatus
from cohorts.models import Cohort, Enrollment, JoinRequest
from cohorts.places import place_of
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail
from notifications.operations.outbox import Posting, post_mail_to_address, post_mails

ARRIVED = "cohorts.request_arrived"
ARE_IN = "cohorts.request_of_member"
ASKED = "cohorts.request_to_answer"
DECLINED = "cohorts.request_declined"


def tell_it_arrived(*, request: JoinRequest, now: datetime) -> None:
    """Tells who asked that it has arrived: at once, and, asked again, at most once a day."""
    _post(ARRIVED, request, f"{request.pk}:{(now - request.asked_at).days}", now=now)


def tell_declined(*, request: JoinRequest, now: datetime) -> None:
    """Tells who asked what the coordinators say."""
    _post(DECLINED, request, str(request.pk), now=now)


def tell_they_are_in(*, cohort: Cohort, email: str, language: str, now: datetime) -> None:
    """Tells somebody who asks though they are invited or in already; at most once a day."""
    who = hashlib.sha256(email.encode()).hexdigest()[:32]
    post_mail_to_address(
        kind=ARE_IN, address=email, language=language, params={"cohort": cohort.pk},
        dedupe_key=f"{ARE_IN}:{cohort.pk}:{now.date()}:{who}", now=now,
    )  # fmt: skip


def tell_coordinators(*, request: JoinRequest, now: datetime) -> None:
    """Tells the cohort's coordinators that somebody asks, unless others wait already: what waits is told once a day."""
    waiting = JoinRequest.objects.filter(cohort=request.cohort_id, status=JoinRequestStatus.WAITING)
    if waiting.exclude(pk=request.pk).exists():
        return
    people = Enrollment.objects.filter(cohort=request.cohort_id).coordinating().values_list("person", flat=True)
    params = {"request": request.pk}
    postings = [Posting(person, f"{ASKED}:{request.pk}:{person}", params) for person in sorted(people)]
    post_mails(kind=ASKED, postings=postings, now=now)


def compose_arrived(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That it has arrived, as long as it waits."""
    request = _request(mail)
    if request is None or request.status != JoinRequestStatus.WAITING:
        return Skip(_("The request has its answer already."))
    return _letter("request_arrived", request)


def compose_declined(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """What the coordinators say."""
    request = _request(mail)
    if request is None or request.status != JoinRequestStatus.DECLINED:
        return Skip(_("The request was answered otherwise."))
    return _letter("request_declined", request)


def compose_are_in(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That they are in, or invited, and how they come in."""
    rows = Enrollment.objects.select_related("cohort__program", "person")
    enrollment = rows.filter(cohort=mail.params["cohort"], person__email__iexact=mail.address).first()
    if enrollment is None or enrollment.status == EnrollmentStatus.WITHDRAWN:
        return Skip(_("They have left the cohort."))
    cohort = enrollment.cohort
    is_invited = enrollment.status == EnrollmentStatus.INVITED
    context = {"cohort": cohort, "program": cohort.program, "is_invited": is_invited, "path": cohort.get_absolute_url()}
    return Letter("request_of_member", context)


def compose_to_answer(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That somebody asks, for a coordinator, as long as nobody has answered."""
    request = _request(mail)
    if request is None or request.status != JoinRequestStatus.WAITING:
        return Skip(_("The request has its answer already."))
    if not Enrollment.objects.filter(cohort=request.cohort_id, person=mail.recipient).coordinating().exists():
        return Skip(_("They do not coordinate the cohort any more."))
    letter = _letter("request_to_answer", request, path=reverse("cohorts:request_list", args=[request.cohort.slug]))
    return replace(letter, matter=QUEUE, place=place_of(request.cohort))


def _post(kind: str, request: JoinRequest, about: str, *, now: datetime) -> None:
    post_mail_to_address(
        kind=kind, address=request.email, language=request.language, params={"request": request.pk},
        dedupe_key=f"{kind}:{about}", now=now,
    )  # fmt: skip


def _request(mail: OutboxMail) -> JoinRequest | None:
    return JoinRequest.objects.select_related("cohort__program").filter(pk=mail.params["request"]).first()


def _letter(template: str, request: JoinRequest, **context: object) -> Letter:
    facts = {"request": request, "cohort": request.cohort, "program": request.cohort.program}
    return Letter(template, facts | context)
