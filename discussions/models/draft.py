"""What somebody is writing and hasn't posted yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.querysets import DraftQuerySet

if TYPE_CHECKING:
    from discussions.models.board import Board
    from discussions.models.thread import Thread


class PostDraft(models.Model):
    """Words in the making, their writer's alone: one per person and place.

    The place is one of four: an answer in a `thread`, or a reply there to `parent`; a new topic on a `board`; the change of a
    `topic`; the change of a `post`.

    Saved every few seconds, discarded, and gone when it is posted, by `discussions.operations.drafts` only. The words stand in
    no history, no administration and no log; nor does whose they are, for they may be meant to be posted without a name.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(
        "discussions.Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    parent = models.ForeignKey("discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    board = models.ForeignKey("discussions.Board", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey("discussions.Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    post = models.ForeignKey("discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=300, blank=True)
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
            models.CheckConstraint(
                condition=models.Q(thread__isnull=False, board=None, topic=None, post=None)
                | models.Q(thread=None, parent=None, board__isnull=False, topic=None, post=None)
                | models.Q(thread=None, parent=None, board=None, topic__isnull=False, post=None)
                | models.Q(thread=None, parent=None, board=None, topic=None, post__isnull=False),
                name="draft_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["person", "thread"], condition=models.Q(parent=None), name="one_draft_of_an_answer"
            ),
            models.UniqueConstraint(fields=["person", "board"], name="one_draft_of_a_new_topic"),
            models.UniqueConstraint(fields=["person", "topic"], name="one_draft_of_a_topics_change"),
            models.UniqueConstraint(fields=["person", "post"], name="one_draft_of_a_posts_change"),
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
        return f"draft {self.pk}"

    def get_absolute_url(self) -> str:
        """The form with these words in it."""
        if self.post is not None:
            return f"{self.post.thread.get_absolute_url()}posts/{self.post_id}/edit/"
        if self.topic is not None:
            return f"{self.topic.get_absolute_url()}edit/"
        if self.thread is None:
            return f"{self.home.get_absolute_url()}new/"
        thread = self.thread.get_absolute_url()
        return f"{thread}?reply_to={self.parent_id}#reply" if self.parent_id else f"{thread}#answer"

    @property
    def label(self) -> str:
        """What its button is about: the title it is of."""
        thread = self.stands_in
        return self.title or (thread.title if thread is not None else self.home.name)

    @property
    def stands_in(self) -> Thread | None:
        """The thread it is of; none for a new topic. Select the places along."""
        return self.post.thread if self.post is not None else self.topic or self.thread

    @property
    def home(self) -> Board:
        """The board it is of; select the places along."""
        thread = self.stands_in
        return thread.board if thread is not None else cast("Board", self.board)
