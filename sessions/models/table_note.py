"""What a table wrote down in a round."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from sessions.querysets import TableNoteQuerySet


class TableNote(models.Model):
    """One person's notes for one table in one round: each writes in a row of their own, so nobody writes over another's words.

    Notes are the table's. No page, list or history says who wrote one; the author is kept so that they can go on with it. The
    table is known by its number, which stays when a plan is made anew on the day. Written by `sessions.operations.table_notes`
    only; emptied it is no note any more.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="table_notes", verbose_name=_("session")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    table = models.PositiveSmallIntegerField(_("table"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="table_notes",
        verbose_name=_("author"),
    )  # fmt: skip
    body = models.TextField(_("words"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counts the saves, so that an older page can’t write over newer words.")
    )
    created_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("last changed"))
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("hidden by"),
    )  # fmt: skip
    hidden_reason = OneLineField(_("why it was hidden"), max_length=300, blank=True)

    objects = TableNoteQuerySet.as_manager()
    history = History(app="live_sessions", excluded_fields=["author", "body", "body_html", "version"])

    class Meta:
        verbose_name = _("table’s note")
        verbose_name_plural = _("tables’ notes")
        constraints: ClassVar = [
            # Also serves the notes of a table, and those of a session.
            models.UniqueConstraint(
                fields=["live_session", "round", "table", "author"], name="one_note_per_person_table_and_round"
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.pk} of table {self.table} in round {self.round}"

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
