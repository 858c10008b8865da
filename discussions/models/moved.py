"""What keeping order leaves behind: the words of topics that were taken away, and addresses that threads had."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField


class HiddenTopic(models.Model):
    """The title and first words of a topic that those who run the sessions have taken away, to be brought back.

    The thread itself holds neither any more, so that no list, search or mail can show them. Written and taken back by
    `discussions.operations.hidden_topics`.
    """

    thread = models.OneToOneField("discussions.Thread", on_delete=models.CASCADE, related_name="hidden")
    title = OneLineField(_("title"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    reason = OneLineField(_("reason"), max_length=300)
    hidden_at = models.DateTimeField(_("taken away"))
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("hidden topic")
        verbose_name_plural = _("hidden topics")

    def __str__(self) -> str:
        return f"hidden words of thread {self.thread_id}"


class ThreadAddress(models.Model):
    """An address at which a thread stood before it was moved or became part of another; it leads on.

    No new thread of the board gets it. Kept by `discussions.operations.moving` and `.joining`.
    """

    board = models.ForeignKey("discussions.Board", on_delete=models.CASCADE, related_name="old_addresses")
    slug = models.SlugField(_("address"), max_length=80)
    thread = models.ForeignKey("discussions.Thread", on_delete=models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address of a thread")
        verbose_name_plural = _("old addresses of threads")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["board", "slug"], name="one_thread_per_old_address"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} leads to thread {self.thread_id}"
