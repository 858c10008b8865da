"""That a person has been told of something, under Notifications."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.querysets import NoticeQuerySet


class Notice(models.Model):
    """One thing a person is told: `matter` and `params` (ids only) say what it is about, `place` where it is.

    It has no words of its own: what it says and where it leads, and whether its reader may see that now, is asked of the matter
    (`notifications.matters`) at each look. Made by `notifications.operations.notices.tell`; `dedupe_key` makes it one per person,
    however often it is told.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    matter = models.CharField(_("matter"), max_length=60)
    place = models.CharField(_("place"), max_length=40, blank=True, help_text=_("A cohort's number."))
    params = models.JSONField(_("about"), default=dict, help_text=_("Ids of what it is about."))
    dedupe_key = models.CharField(_("key"), max_length=150)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "dedupe_key"], name="one_notice_per_person_and_key"),
        ]
        indexes: ClassVar = [
            # The page of a person's notices, the latest first.
            models.Index(fields=["person", "-id"], name="notices_of_a_person"),
            # The number in the bar of every page.
            models.Index(fields=["person"], name="unread_notices_of_a_person", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.matter} for person {self.person_id}"
