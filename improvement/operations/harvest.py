"""Making priorities of what tables wrote."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.one_line import one_line
from improvement.models import Harvest, PlacedNote, Priority
from sessions.models import LiveSession, TableNote
from sessions.operations.checks import refuse

LONGEST_TITLE, MOST_PRIORITIES = 160, 30


class UnableToHarvest(DomainError):
    """The priorities stay as they are; the sentence says why."""


@transaction.atomic
def make_priority(
    *, live_session: LiveSession, title: str, notes: Collection[int] = (), by: User, now: datetime
) -> Priority:
    """A priority with these notes (by key) under it; one of this name that is there already takes them.

    Raises `UnableToHarvest`.
    """
    harvest = locked_harvest(live_session)
    _check_open_for_changes(harvest)
    title = _checked(title)
    priority = harvest.priorities.filter(title=title).first()
    if priority is None:
        if harvest.priorities.count() >= MOST_PRIORITIES:
            raise UnableToHarvest(_("Up to %(most)s priorities can be voted on.") % {"most": MOST_PRIORITIES})
        priority = Priority.objects.create(harvest=harvest, title=title, made_at=now)
    _place(harvest, priority, notes, by, now)
    return priority


@transaction.atomic
def place_notes(
    *, live_session: LiveSession, priority: int, notes: Collection[int], by: User, now: datetime
) -> Priority:
    """Puts these notes (by key) under a priority, away from where they were. Raises `UnableToHarvest`."""
    harvest = locked_harvest(live_session)
    _check_open_for_changes(harvest)
    row = _priority(harvest, priority)
    if not notes:
        raise UnableToHarvest(_("Tick the notes that belong there, and press the button again."))
    _place(harvest, row, notes, by, now)
    return row


@transaction.atomic
def take_note_out(*, live_session: LiveSession, note: int) -> None:
    """The note stands under no priority any more. Twice is once. Raises `UnableToHarvest`."""
    harvest = locked_harvest(live_session)
    _check_open_for_changes(harvest)
    PlacedNote.objects.filter(priority__harvest=harvest, note=note).delete()


@transaction.atomic
def rename_priority(*, live_session: LiveSession, priority: int, title: str) -> Priority:
    """Gives a priority another name. Raises `UnableToHarvest`."""
    harvest = locked_harvest(live_session)
    _check_open_for_changes(harvest)
    row, title = _priority(harvest, priority), _checked(title)
    if harvest.priorities.filter(title=title).exclude(pk=row.pk).exists():
        raise UnableToHarvest(_("There is a priority of this name already."))
    row.title = title
    row.save(update_fields=["title"])
    return row


@transaction.atomic
def remove_priority(*, live_session: LiveSession, priority: int) -> None:
    """Its notes stand under none any more; its actions stand alone. Twice is once. Raises `UnableToHarvest`."""
    harvest = locked_harvest(live_session)
    _check_open_for_changes(harvest)
    harvest.priorities.filter(pk=priority).delete()


def locked_harvest(live_session: LiveSession) -> Harvest:
    """The session's harvest, held; made where there is none. To be called in a transaction."""
    session = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=live_session.pk)
    harvest, _made = Harvest.objects.get_or_create(live_session=session)
    harvest.live_session = session
    if not session.cohort.is_open:
        raise UnableToHarvest(_("This cohort has been completed; its priorities stay as they were."))
    return harvest


def _check_open_for_changes(harvest: Harvest) -> None:
    if harvest.is_open:
        raise UnableToHarvest(_("People are voting. Close the vote before you change what it is about."))


def _priority(harvest: Harvest, pk: int) -> Priority:
    row = harvest.priorities.filter(pk=pk).first()
    if row is None:
        raise UnableToHarvest(_("That priority is not there any more. Look at the page again."))
    return row


def _checked(title: str) -> str:
    title = one_line(title)
    if not title:
        raise refuse(UnableToHarvest, _("Give the priority a name."), field="title")
    if len(title) > LONGEST_TITLE:
        raise refuse(UnableToHarvest, _("This name is too long."), field="title")
    return title


def _place(harvest: Harvest, priority: Priority, notes: Collection[int], by: User, now: datetime) -> None:
    """Only notes of this session that whoever places them can read."""
    rows = TableNote.objects.visible_to(by, now).filter(live_session=harvest.live_session_id, pk__in=notes)
    for note in rows:
        PlacedNote.objects.update_or_create(note=note, defaults={"priority": priority})
