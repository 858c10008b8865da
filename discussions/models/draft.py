"""What somebody is writing and hasn't posted yet."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.querysets import DraftQuerySet


class PostDraft(models.Model):
    """An answer or a reply in the making, its writer's alone: one per person and place in a thread.

    Saved every few seconds, discarded, and gone when it is posted, by `discussions.operations.drafts` only. The words stand in
    no history, no administration and no log; nor does whose they are, for they may be meant to be posted without a name.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey("discussions.Thread", on_delete=models.CASCADE, related_name="drafts")
    parent = models.ForeignKey("discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    body = models.TextField(blank=True)
    without_name = models.BooleanField(default=False)
    version = models.PositiveIntegerField(
        default=0, help_text=_("Counts the saves, so that an older page can’t write over newer words.")
    )
    updated_at = models.DateTimeField(_("last changed"))

    # Where it was asked: whether files are to be posted with it.
    has_files: bool

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "thread"], condition=models.Q(parent=None), name="one_draft_of_an_answer"
            ),
            models.UniqueConstraint(
                fields=["person", "thread", "parent"],
                condition=models.Q(parent__isnull=False),
                name="one_draft_of_a_reply",
            ),
        ]
        indexes: ClassVar = [
            # A person's list, the latest first.
            models.Index(fields=["person", "-updated_at"], name="drafts_of_a_person"),
            # The ones that have lain too long.
            models.Index(fields=["updated_at"], name="drafts_by_age"),
        ]

    def __str__(self) -> str:
        # Not whose.
        return f"draft {self.pk} in thread {self.thread_id}"

    def get_absolute_url(self) -> str:
        """The form with these words in it."""
        thread = self.thread.get_absolute_url()
        return f"{thread}?reply_to={self.parent_id}#reply" if self.parent_id else f"{thread}#answer"
