"""Somebody asks to come in; a coordinator says yes, which invites them, or no, with words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.addresses import plain_address
from accounts.models import User
from accounts.operations.people import describe
from cohorts.enums import EnrollmentStatus, JoinRequestStatus
from cohorts.models import Cohort, Enrollment, JoinRequest, Program
from cohorts.operations.enrollment import enroll
from cohorts.operations.invitations import invite
from cohorts.operations.organizations import ensure_organization
from cohorts.request_notices import tell_coordinators, tell_declined, tell_it_arrived, tell_they_are_in
from common.errors import DomainError
from common.history import sign_change


class TakesNoRequests(DomainError):
    """The cohort has been closed to requests, or is over."""

    def __str__(self) -> str:
        return _("This program takes no requests at the moment.")


class NotEligible(DomainError):
    """The program is for organizations of other types."""

    field = "organization_type"

    def __init__(self, program: Program) -> None:
        super().__init__(program.pk)
        self.program = program

    def __str__(self) -> str:
        said = _("Thank you for your interest. This program is made for the types of organizations in the list.")
        if self.program.support_contact:
            said += " " + _("If you think yours belongs there, please ask: %(contact)s.") % {
                "contact": self.program.support_contact
            }
        return said


class RequestIsDecided(DomainError):
    """Somebody else was quicker."""

    def __init__(self, request: JoinRequest) -> None:
        super().__init__(request.pk)
        self.request = request

    def __str__(self) -> str:
        return _("This request has its answer already: it is %(status)s.") % {
            "status": self.request.get_status_display()
        }


@dataclass(frozen=True)
class Asking:
    """What somebody says of themselves when they ask."""

    name: str
    email: str
    organization_type: str
    organization_name: str = ""
    level: str = ""
    hopes: str = ""
    language: str = "en"
    time_zone: str = ""


@transaction.atomic
def ask_to_join(*, cohort: Cohort, asking: Asking, now: datetime) -> None:
    """Puts a request into the coordinators' queue, and tells both sides by mail.

    A request that waits already stays as it was. Whoever is in the cohort is told so by mail and in no other way: what
    this says is the same for everybody. Raises `TakesNoRequests`, `NotEligible`, `UnreadableAddress`.
    """
    # Two forms sent at once wait for one another here, and the second finds the request of the first.
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("program").get(pk=cohort.pk)
    if not Cohort.objects.taking_requests().filter(pk=cohort.pk).exists():
        raise TakesNoRequests
    eligible = cohort.program.eligible_types
    if eligible and asking.organization_type not in eligible:
        raise NotEligible(cohort.program)
    email = plain_address(asking.email)
    enrolled = Enrollment.objects.filter(cohort=cohort, person__email__iexact=email)
    if enrolled.exclude(status=EnrollmentStatus.WITHDRAWN).exists():
        tell_they_are_in(cohort=cohort, email=email, language=asking.language, now=now)
        return
    waiting = JoinRequest.objects.filter(cohort=cohort, email__iexact=email, status=JoinRequestStatus.WAITING).first()
    if waiting is None:
        waiting = JoinRequest(cohort=cohort, asked_at=now, **vars(asking) | {"email": email})
        sign_change(waiting, by=None, reason="Asked to join")
        waiting.save()
        tell_coordinators(request=waiting, now=now)
    tell_it_arrived(request=waiting, now=now)


@transaction.atomic
def accept_request(*, request: JoinRequest, by: User, now: datetime) -> JoinRequest:
    """Enrolls the person and mails them an invitation; whoever has an account keeps it. Twice is once.

    Raises `RequestIsDecided`, and what `enroll` and `invite` raise.
    """
    request = _lock(request)
    if request.status == JoinRequestStatus.ACCEPTED:
        return request
    if request.status != JoinRequestStatus.WAITING:
        raise RequestIsDecided(request)
    organization = None
    if request.organization_name:
        organization = ensure_organization(name=request.organization_name, kind=request.organization_type)
    enrollment = enroll(
        cohort=request.cohort, email=request.email, name=request.name, organization=organization, by=by, now=now
    )
    if request.level and not enrollment.level:
        enrollment.level = request.level
        sign_change(enrollment, by=by, reason="Role level as they asked")
        enrollment.save()
    _describe_newcomer(enrollment.person, request, by)
    if enrollment.status == EnrollmentStatus.INVITED:
        invite(enrollment=enrollment, by=by, now=now)
    return _decide(request, JoinRequestStatus.ACCEPTED, by=by, now=now)


@transaction.atomic
def decline_request(*, request: JoinRequest, answer: str, by: User, now: datetime) -> JoinRequest:
    """Declines with words, which go to the person by mail. Twice is once. Raises `RequestIsDecided`."""
    request = _lock(request)
    if request.status == JoinRequestStatus.DECLINED:
        return request
    if request.status != JoinRequestStatus.WAITING:
        raise RequestIsDecided(request)
    request.answer = answer.strip()
    request = _decide(request, JoinRequestStatus.DECLINED, by=by, now=now)
    tell_declined(request=request, now=now)
    return request


@transaction.atomic
def open_to_requests(*, cohort: Cohort, is_open: bool, by: User, now: datetime) -> Cohort:
    """Says whether people may ask to join. Requests that wait go on waiting. Twice is once."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.takes_requests != is_open:
        cohort.takes_requests = is_open
        sign_change(cohort, by=by, reason="Opened to requests" if is_open else "Closed to requests")
        cohort.save()
    return cohort


def _lock(request: JoinRequest) -> JoinRequest:
    rows = JoinRequest.objects.select_for_update(of=("self",)).select_related("cohort__program")
    return rows.get(pk=request.pk)


def _decide(request: JoinRequest, status: JoinRequestStatus, *, by: User, now: datetime) -> JoinRequest:
    request.status, request.decided_at, request.decided_by = status, now, by
    sign_change(request, by=by, reason=str(status.label))
    request.save()
    return request


def _describe_newcomer(person: User, request: JoinRequest, by: User) -> None:
    """Language and time zone of somebody who has never been here; what people chose themselves stays."""
    if person.last_login is None and not person.time_zone and not person.has_usable_password():
        describe(
            person=person,
            name=person.name,
            pronouns=person.pronouns,
            time_zone=request.time_zone,
            language=request.language,
            by=by,
        )
