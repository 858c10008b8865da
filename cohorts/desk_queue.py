"""What waits for those who run a cohort, from all floors: told in one notice, never one per item.

A floor that has a queue registers it in `AppConfig.ready()`: `desk_queue.register("flags", waiting=..., said=..., url=...)`. What
waits for whom is asked of it with the person's own rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.enums import JoinRequestStatus
from cohorts.models import Cohort, JoinRequest
from cohorts.places import DESK
from notifications.enums import Channel
from notifications.matters import Matter, Shown

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

QUEUE = "cohorts.queue"


@dataclass(frozen=True)
class Waiting:
    """How much waits, and the number of what came last, which grows."""

    count: int
    newest: int


# Asked with the person, cohorts' numbers and the time; answers by cohort, without those in which nothing waits. One query.
Waits = Callable[["User", Sequence[int], datetime], Mapping[int, Waiting]]


@dataclass(frozen=True)
class Queue:
    """A queue: what waits in it, in words for a number, and the name of the page where it is decided, which takes the cohort."""

    name: str
    waits: Waits
    said: Callable[[int], str]
    page: str


_queues: list[Queue] = []


def register(queue: Queue) -> None:
    """Adds a queue."""
    if queue not in _queues:
        _queues.append(queue)


def waiting_for(person: User, cohorts: Sequence[int], now: datetime) -> dict[int, list[tuple[Queue, Waiting]]]:
    """What waits for a person, by cohort, the lowest floor's first. A query for each queue."""
    found: dict[int, list[tuple[Queue, Waiting]]] = {cohort: [] for cohort in cohorts}
    for queue in reversed(_queues):
        for cohort, waiting in queue.waits(person, cohorts, now).items():
            found[cohort].append((queue, waiting))
    return found


def counted(rows: Iterable[tuple[int, int]]) -> dict[int, Waiting]:
    """Rows of a cohort and a number, one for each thing that waits."""
    found: dict[int, Waiting] = {}
    for cohort, number in rows:
        so_far = found.get(cohort, Waiting(0, 0))
        found[cohort] = Waiting(so_far.count + 1, max(so_far.newest, number))
    return found


def show_queue(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """What waits for the viewer now; nothing where nothing does. A query for the cohorts, and one for each queue."""
    cohorts = Cohort.objects.visible_to(viewer).in_bulk([int(notice.place) for notice in notices])
    waiting = waiting_for(viewer, list(cohorts), now) if cohorts else {}
    shown = {}
    for notice in notices:
        rows = waiting.get(int(notice.place))
        if rows:
            cohort = cohorts[int(notice.place)]
            said = ", ".join(queue.said(waiting.count) for queue, waiting in rows)
            line = _("Waiting for you in %(cohort)s: %(said)s") % {"cohort": cohort, "said": said}
            shown[notice.pk] = Shown(line, reverse(rows[0][0].page, args=[cohort.slug]), about=cohort.title)
    return shown


def requests_waiting(person: User, cohorts: Sequence[int], now: datetime) -> Mapping[int, Waiting]:
    """Requests to join that nobody has answered, for coordinators. One query."""
    mine = person.enrollments.coordinating().filter(cohort__in=cohorts)
    rows = JoinRequest.objects.filter(cohort__in=mine.values("cohort"), status=JoinRequestStatus.WAITING)
    return counted(rows.values_list("cohort", "pk"))


REQUESTS = Queue(
    "requests",
    requests_waiting,
    lambda count: ngettext("%(count)d request to join", "%(count)d requests to join", count) % {"count": count},
    "cohorts:request_list",
)

MATTER = Matter(
    QUEUE,
    title=gettext_lazy("What waits for you at the desk"),
    explained=gettext_lazy(
        "Requests to join, posts that are looked at first, what was flagged, names in attendance: together, once a day, when "
        "something has come."
    ),
    example=gettext_lazy("Waiting for you in Health Equity Forum 2027: 2 requests to join, 1 flagged post"),
    default=Channel.MAIL,
    show=show_queue,
    audience=DESK,
)
