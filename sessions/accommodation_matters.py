"""What people are told of accommodation requests under Notifications: that there is something to read, never what is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.places import DESK
from notifications.enums import Channel
from notifications.matters import Matter, Shown
from sessions.enums import AccommodationStatus
from sessions.models import AccommodationRequest

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

# The person's, and the coordinators'.
OWN_NEED, NEEDS = "live_sessions.own_need", "live_sessions.needs"
# What has happened, as a notice keeps it.
ASKED, WITHDRAWN, DUE, ANSWERED, WRITTEN = "asked", "withdrawn", "due", "answered", "written"


def show_own_need(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Answers and messages about the viewer's own requests. One query."""
    lines = {
        ANSWERED: _("There is an answer to what you need to take part"),
        WRITTEN: _("There is a message about what you need to take part"),
    }
    found = _found(viewer, notices)
    shown = {}
    for notice in notices:
        request = found.get(notice.params["request"])
        what = notice.params["what"]
        if request is None or request.person_id != viewer.pk or (what == ANSWERED and request.status not in HAS_ANSWER):
            continue
        shown[notice.pk] = Shown(lines[what], request.get_absolute_url(), about=_about(request))
    return shown


def show_needs(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Requests in the cohorts that the viewer coordinates, as far as they still stand as they were told. Two queries."""
    waiting = set(AccommodationRequest.objects.waiting(now).filter(pk__in=_ids(notices)).values_list("pk", flat=True))
    lines = {
        ASKED: _("Somebody has asked for what they need to take part"),
        DUE: _("What somebody needs to take part is to be arranged soon"),
        WITHDRAWN: _("What somebody had asked for is not needed any more"),
        WRITTEN: _("There is a message about what somebody needs to take part"),
    }
    found = _found(viewer, notices)
    shown = {}
    for notice in notices:
        request, what = found.get(notice.params["request"]), notice.params["what"]
        if request is None or (what in {ASKED, DUE} and request.pk not in waiting):
            continue
        if what == WITHDRAWN and not request.is_withdrawn:
            continue
        shown[notice.pk] = Shown(lines[what], request.get_absolute_url(), about=_about(request))
    return shown


HAS_ANSWER = {AccommodationStatus.ARRANGED, AccommodationStatus.NOT_MET}


def _ids(notices: Sequence[Notice]) -> list[int]:
    return [notice.params["request"] for notice in notices]


def _found(viewer: User, notices: Sequence[Notice]) -> dict[int, AccommodationRequest]:
    requests = AccommodationRequest.objects.visible_to(viewer).select_related("cohort", "live_session")
    return requests.in_bulk(_ids(notices))


def _about(request: AccommodationRequest) -> str:
    return f"{request.live_session} · {request.cohort}" if request.live_session else str(request.cohort)


# Who is told of these would tell who needs something: the administration doesn't show it.
MATTERS = [
    Matter(
        OWN_NEED,
        title=gettext_lazy("Answers to what you need to take part"),
        explained=gettext_lazy("The coordinators answer your request, or write to you about it."),
        example=gettext_lazy("There is an answer to what you need to take part"),
        default=Channel.MAIL,
        show=show_own_need,
        is_discreet=True,
    ),
    Matter(
        NEEDS,
        title=gettext_lazy("What people need to take part"),
        explained=gettext_lazy(
            "For coordinators: somebody asks, writes, or needs it no more; what is still open is due soon."
        ),
        example=gettext_lazy("Somebody has asked for what they need to take part"),
        default=Channel.MAIL,
        show=show_needs,
        audience=DESK,
        is_discreet=True,
    ),
]
