"""Sending invitations from a list of people or teams, and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from cohorts.operations.invitations import invite
from common.errors import DomainError


def send_invitations(request: HttpRequest, enrollments: Iterable[Enrollment], *, now: datetime) -> None:
    """Invites those who have not come in yet, anew where they were invited before; the others are passed over."""
    sent = recent = passed_over = 0
    for enrollment in enrollments:
        if enrollment.status != EnrollmentStatus.INVITED:
            passed_over += 1
            continue
        try:
            invitation = invite(enrollment=enrollment, by=request.user, now=now)  # type: ignore[arg-type]
        except DomainError as refusal:
            messages.error(request, f"{enrollment.person}: {refusal}")
        else:
            sent += invitation.created_at == now
            recent += invitation.created_at != now
    _report(request, sent, recent, passed_over)


def _report(request: HttpRequest, sent: int, recent: int, passed_over: int) -> None:
    if sent:
        text = ngettext(
            "%(count)d invitation is on its way by mail.", "%(count)d invitations are on their way by mail.", sent
        )
        messages.success(request, text % {"count": sent})
    if recent:
        text = ngettext(
            "%(count)d person was sent an invitation a moment ago; it was not sent again.",
            "%(count)d people were sent an invitation a moment ago; it was not sent again.",
            recent,
        )
        messages.info(request, text % {"count": recent})
    if passed_over:
        text = ngettext(
            "%(count)d person needs no invitation: they are in, or have left.",
            "%(count)d people need no invitation: they are in, or have left.",
            passed_over,
        )
        messages.info(request, text % {"count": passed_over})
    if not (sent or recent or passed_over):
        messages.info(request, _("There is nobody to invite."))
