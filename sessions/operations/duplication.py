"""The same session once more, on another date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Phase
from common.errors import DomainError
from sessions.models import AgendaItem, LiveSession, Presenter
from sessions.operations.checks import refuse
from sessions.operations.schedule import SessionFacts, schedule_session

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", AgendaItem, Presenter)

# What is said of the one is said of the other. The link to the room is not: each session has its own.
COPIED = (
    "kind", "summary", "featured_resource", "format", "place_name", "place_kind", "place_address", "access_information",
)  # fmt: skip


class UnableToDuplicate(DomainError):
    """There is nothing to be made of it."""


@transaction.atomic
def duplicate_session(
    *,
    live_session: LiveSession,
    title: str,
    label: str,
    starts_at: datetime,
    minutes: int,
    phase: Phase | None,
    by: User | None,
    now: datetime,
) -> LiveSession:
    """A new session with this one's words, place, agenda and presenters. Prompts, materials and recordings stay with it.

    An agenda of another length comes along as it is, and is shown as not adding up. A form sent twice makes one. Raises
    `UnableToDuplicate`, and `UnableToSchedule` as for any new session.
    """
    if (title.strip(), label.strip(), starts_at) == (live_session.title, live_session.label, live_session.starts_at):
        raise refuse(UnableToDuplicate, _("This is the session itself. Give the new one another date."), field="day")
    facts = SessionFacts(**{name: getattr(live_session, name) for name in COPIED})  # type: ignore[typeddict-item]
    facts |= SessionFacts(label=label, phase=phase)
    copy = schedule_session(
        cohort=live_session.cohort, title=title, starts_at=starts_at, minutes=minutes, by=by, now=now, **facts
    )
    # Unless there are some: of a form sent twice, or of a session that stood there before.
    if not copy.agenda_items.exists():
        AgendaItem.objects.bulk_create(_copies(live_session.agenda_items.order_by("position", "pk"), copy))
    if not copy.presenters.exists():
        Presenter.objects.bulk_create(_copies(live_session.presenters.order_by("position", "pk"), copy))
    return copy


def _copies(rows: Iterable[Row], copy: LiveSession) -> list[Row]:
    """The same rows, not stored yet, of the other session."""
    made = []
    for row in rows:
        row.pk, row.live_session = None, copy
        made.append(row)
    return made
