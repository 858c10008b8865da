"""What people are told of their actions: that one is due. Asked again when it is shown: what is done or moved isn't told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvement.models import Action
from notifications.enums import Channel
from notifications.matters import Matter, Shown

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

DUE = "improvement.action_due"


def show_due(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """What is still the viewer's to do, by the day the notice was of. One query."""
    rows = Action.objects.visible_to(viewer).to_do().filter(owner=viewer).select_related("cohort")
    found = rows.in_bulk([notice.params["action"] for notice in notices])
    shown = {}
    for notice in notices:
        action = found.get(notice.params["action"])
        if action is not None and action.due_on.isoformat() == notice.params["due_on"]:
            words = {"action": action.words, "day": date_format(action.due_on, "DATE_FORMAT")}
            line = _("Yours by %(day)s: “%(action)s”") % words
            shown[notice.pk] = Shown(line, action.get_absolute_url(), about=action.cohort.title)
    return shown


MATTERS = [
    Matter(
        DUE,
        title=gettext_lazy("Your actions"),
        explained=gettext_lazy("Something you have taken on is due in three days."),
        example=gettext_lazy("Yours by August 4, 2026: “Ask the bus company about the 8 o’clock”"),
        default=Channel.MAIL,
        show=show_due,
    ),
]
