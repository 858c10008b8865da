"""What somebody new has written and nobody else reads yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from discussions.enums import HeldOutcome
from discussions.querysets import HeldQuerySet

if TYPE_CHECKING:
    from discussions.models.board import Board


class HeldPost(models.Model):
    """A post in a thread, or, where it has a board instead, a topic, that waits until those who keep order have looked at it.

    It is no post yet: it has no number, so nothing that counts, lists, searches or mails posts can come upon it. Held by
    `discussions.operations.holding`; released (then it becomes a post, with the next number), refused or taken back by
    `discussions.operations.releasing` and by nothing else. Once it is released its words are the post's and leave this row.
    """

    thread = models.ForeignKey(
        "discussions.Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="held_posts"
    )
    parent = models.ForeignKey("discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    board = models.ForeignKey(
        "discussions.Board", on_delete=models.CASCADE, null=True, blank=True, related_name="held_topics",
        help_text=_("Of a topic that waits."),
    )  # fmt: skip
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held_posts", verbose_name=_("author")
    )
    pseudonym = models.ForeignKey(
        "cohorts.Pseudonym", on_delete=models.RESTRICT, null=True, blank=True, editable=False, related_name="held_posts",
        verbose_name=_("without a name, as"),
    )  # fmt: skip
    title = OneLineField(_("title"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    submission = models.UUIDField(editable=False, unique=True)
    written_at = models.DateTimeField(_("written"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=HeldOutcome, default=HeldOutcome.WAITS)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    reason = OneLineField(_("reason"), max_length=300, blank=True)

    objects = HeldQuerySet.as_manager()
    # Neither the words, which their author may take back, nor whose they are.
    history = History(excluded_fields=["author", "title", "body", "body_html"], app="discussions")

    class Meta:
        verbose_name = _("post that waits")
        verbose_name_plural = _("posts that wait")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(thread__isnull=False, board=None) | Q(thread=None, parent=None, board__isnull=False),
                name="held_in_a_thread_or_on_a_board",
            ),
        ]
        indexes: ClassVar = [
            # What waits, or was refused, in a thread and on a board.
            models.Index(fields=["thread"], condition=~Q(outcome=HeldOutcome.RELEASED), name="held_in_a_thread"),
            models.Index(fields=["board"], condition=~Q(outcome=HeldOutcome.RELEASED), name="held_on_a_board"),
            # How much a person has waiting of the last minutes.
            models.Index(fields=["author", "-written_at"], name="held_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{'topic' if self.thread_id is None else 'post'} that waits {self.pk}"

    def get_absolute_url(self) -> str:
        """Where its author finds it."""
        if self.thread is not None:
            return f"{self.thread.get_absolute_url()}?last=1#held-{self.pk}"
        return f"{self.home.get_absolute_url()}#held-{self.pk}"

    @property
    def home(self) -> Board:
        """The board it will stand on; select `board` and `thread__board` along."""
        return self.thread.board if self.thread is not None else cast("Board", self.board)
