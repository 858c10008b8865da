"""Writing a table's notes, hiding one, showing it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.history import sign_change, with_reason
from common.markdown import render
from common.one_line import one_line
from sessions.enums import Stage
from sessions.models import LiveSession, TableNote
from sessions.operations.checks import refuse
from sessions.queries.table_notes import sits_there

LONGEST_NOTE, LONGEST_REASON = 8000, 300
# What is on flip charts is typed up in the days after.
STAY_OPEN = timedelta(days=7)
WORDS = ("body", "body_html", "version", "updated_at")
HIDDEN = ("hidden_at", "hidden_by", "hidden_reason")


class UnableToNote(DomainError):
    """The words aren't saved; the sentence says why."""


class UnableToHide(DomainError):
    """The note stays as it is."""


class NoteWrittenElsewhere(UnableToNote):
    """The author has saved other words since the page was opened: `standing` are those."""

    def __init__(self, standing: TableNote) -> None:
        super().__init__(standing.pk)
        self.standing = standing

    def __str__(self) -> str:
        return _(
            "You have written here in another tab or on another device. Your words are below and not saved yet, and under "
            "them what is saved. Put together what you want to keep, then save again."
        )


@transaction.atomic
def save_note(
    *, live_session: LiveSession, round_number: int, table: int, body: str, version: int, by: User, now: datetime
) -> TableNote:
    """What `by` writes down at a table in a round; `version` is the one their page began with, 0 for a new one.

    The same words once more change nothing; nothing written yet is no row. Raises `UnableToNote`, `NoteWrittenElsewhere`.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if len(body) > LONGEST_NOTE:
        raise refuse(UnableToNote, _("This is too long. Shorten it a little."), field="body")
    # Two pages of one person wait for each other here, where there may be no note yet.
    User.objects.select_for_update().get(pk=by.pk)
    live_session = LiveSession.objects.select_related("cohort").get(pk=live_session.pk)
    if refusal := why_not_note(live_session, by, now, round_number=round_number, table=table):
        raise UnableToNote(refusal)
    place = {"live_session": live_session, "round": round_number, "table": table, "author": by}
    note = TableNote.objects.select_for_update(of=("self",)).filter(**place).first()
    if note is None:
        note = TableNote(**place, created_at=now, updated_at=now)
        if not body:
            return note
        _write(note, body, now)
        # The history is of hiding and showing; of writing it would keep a line every few seconds.
        note.skip_history_when_saving = True  # type: ignore[attr-defined]
        note.save()
        del note.skip_history_when_saving  # type: ignore[attr-defined]
        return note
    if body == note.body:
        return note
    if version != note.version:
        raise NoteWrittenElsewhere(note)
    _write(note, body, now)
    TableNote.objects.filter(pk=note.pk).update(**{name: getattr(note, name) for name in WORDS})
    return note


def why_not_note(live_session: LiveSession, by: User, now: datetime, *, round_number: int, table: int) -> str:
    """Why they can't write at this table now; empty where they can. One query. The session comes with its cohort."""
    if not by.has_perm("cohorts.talk", live_session.cohort):
        return _("Notes are written by those who take part in this cohort now.")
    stage = live_session.stage_at(now)
    if stage == Stage.CANCELLED:
        return _("This session is cancelled, so there is nothing to note down.")
    if stage == Stage.AHEAD:
        return _("You can write here from 15 minutes before the session begins.")
    if live_session.ends_at + STAY_OPEN <= now:
        return _("The session was more than a week ago; its notes stay as they are.")
    if not sits_there(live_session, by, round_number=round_number, table=table):
        return _("Notes are written by those who sit at this table in this round.")
    return ""


@transaction.atomic
def hide_note(*, note: TableNote, reason: str, by: User, now: datetime) -> TableNote:
    """Only its author and the desk read it from now on, and both read why. Twice is once. Raises `UnableToHide`."""
    reason = one_line(reason)[:LONGEST_REASON]
    if not reason:
        raise refuse(UnableToHide, _("Say why; whoever wrote it reads it."), field="reason")
    note = _locked(note)
    if note.is_hidden:
        return note
    note.hidden_at, note.hidden_by, note.hidden_reason = now, by, reason
    return _kept(note, by=by, reason=with_reason("Hidden", reason))


@transaction.atomic
def show_note(*, note: TableNote, by: User) -> TableNote:
    """The table and the others read it again. Twice is once."""
    note = _locked(note)
    if not note.is_hidden:
        return note
    note.hidden_at, note.hidden_by, note.hidden_reason = None, None, ""
    return _kept(note, by=by, reason="Shown again")


def put_notes_together(kept: TableNote, other: TableNote, *, now: datetime) -> None:
    """The words of both in one, the earlier first; the other one goes. For two accounts of one person, both rows held."""
    texts = [row.body for row in sorted((kept, other), key=lambda row: row.created_at) if row.body]
    _write(kept, "\n\n".join(texts), now)
    if other.is_hidden and not kept.is_hidden:
        # What was hidden isn't shown because its words stand in another row now.
        kept.hidden_at, kept.hidden_by, kept.hidden_reason = other.hidden_at, other.hidden_by, other.hidden_reason
    fields = (*WORDS, *HIDDEN)
    other.delete()
    TableNote.objects.filter(pk=kept.pk).update(**{name: getattr(kept, name) for name in fields})


def _locked(note: TableNote) -> TableNote:
    return TableNote.objects.select_for_update(of=("self",)).get(pk=note.pk)


def _write(note: TableNote, body: str, now: datetime) -> None:
    note.body, note.updated_at = body, now
    note.body_html = render(body, heading_level=4, keep_lines=True)
    note.version += 1


def _kept(note: TableNote, *, by: User, reason: str) -> TableNote:
    sign_change(note, by=by, reason=reason)
    note.save(update_fields=HIDDEN)
    return note
