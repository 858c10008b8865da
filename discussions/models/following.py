"""How closely somebody follows a board or a thread."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.enums import FollowLevel


class Following(models.Model):
    """What a person said of one board or one thread: watching, normal (they hear where they are meant), told
    of mentions only, muted.

    Nobody else sees it, and writing somewhere changes nothing of it. Set by `discussions.operations.following`; who follows
    a post is `discussions.queries.following`'s to say.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followings", verbose_name=_("person")
    )
    board = models.ForeignKey(
        "discussions.Board",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followings",
        verbose_name=_("board"),
    )
    thread = models.ForeignKey(
        "discussions.Thread",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followings",
        verbose_name=_("thread"),
    )
    level = models.CharField(_("level"), max_length=8, choices=FollowLevel)
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("following")
        verbose_name_plural = _("followings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "board"], name="one_following_per_board"),
            models.UniqueConstraint(fields=["person", "thread"], name="one_following_per_thread"),
            models.CheckConstraint(
                condition=models.Q(board__isnull=False, thread__isnull=True)
                | models.Q(board__isnull=True, thread__isnull=False),
                name="following_is_of_a_board_or_a_thread",
            ),
        ]

    def __str__(self) -> str:
        what = f"thread {self.thread_id}" if self.thread_id else f"board {self.board_id}"
        return f"person {self.person_id}, {what}: {self.level}"
