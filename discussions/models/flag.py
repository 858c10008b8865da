"""Somebody asks those who keep order to look at what another said."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from discussions.enums import FlagAbout, FlagOutcome
from discussions.querysets import FlagQuerySet


class Flag(models.Model):
    """A flag on a post, or, where `post` is empty, on the first words of a topic.

    Set and decided by `discussions.operations.flags`. Who flagged is known to those who decide and to nobody else.
    """

    thread = models.ForeignKey("discussions.Thread", on_delete=models.CASCADE, related_name="flags")
    post = models.ForeignKey("discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="flags")
    flagged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("flagged by")
    )
    flagged_at = models.DateTimeField(_("flagged"))
    about = models.CharField(_("about"), max_length=10, choices=FlagAbout)
    words = OneLineField(_("in their words"), max_length=300, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=FlagOutcome, default=FlagOutcome.OPEN)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    note = OneLineField(_("note"), max_length=300, blank=True)

    objects = FlagQuerySet.as_manager()
    history = History(app="discussions")

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "flagged_by"],
                condition=Q(outcome=FlagOutcome.OPEN, post__isnull=False),
                name="one_open_flag_per_post_and_person",
            ),
            models.UniqueConstraint(
                fields=["thread", "flagged_by"],
                condition=Q(outcome=FlagOutcome.OPEN, post__isnull=True),
                name="one_open_flag_per_topic_and_person",
            ),
        ]
        indexes: ClassVar = [
            # What waits at a desk; most flags there ever were are decided.
            models.Index(fields=["thread"], condition=Q(outcome=FlagOutcome.OPEN), name="flags_that_wait"),
            # How much a person has flagged in the last minutes.
            models.Index(fields=["flagged_by", "-flagged_at"], name="flags_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk} on {f'post {self.post_id}' if self.post_id else f'thread {self.thread_id}'}"
