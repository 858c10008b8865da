"""Names in attendance of whom nobody has said yet who is meant: they wait for those who run the sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import ngettext

from cohorts.desk_queue import Queue, Waiting, counted
from sessions.models import Presence

if TYPE_CHECKING:
    from accounts.models import User


def names_waiting(person: User, cohorts: Sequence[int], now: datetime) -> Mapping[int, Waiting]:
    """Names as the sources called them, each once for a session. One query."""
    signs = Presence.objects.visible_to(person).waiting().filter(live_session__cohort__in=cohorts).order_by()
    names = signs.values("live_session__cohort", "live_session", "name", "email").annotate(newest=Max("pk"))
    return counted(names.values_list("live_session__cohort", "newest"))


NAMES = Queue(
    "names",
    names_waiting,
    lambda count: ngettext("%(count)d name in attendance", "%(count)d names in attendance", count) % {"count": count},
    "sessions:attendance_overview",
)
