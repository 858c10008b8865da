"""A post that somebody keeps for themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from discussions.querysets import BookmarkQuerySet


class Bookmark(models.Model):
    """A post one wants to find again, and a word to oneself about it. Nobody else sees either.

    Kept, noted and let go by `discussions.operations.bookmarks`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks", verbose_name=_("person")
    )
    post = models.ForeignKey(
        "discussions.Post", on_delete=models.CASCADE, related_name="bookmarks", verbose_name=_("post")
    )
    note = OneLineField(_("note to oneself"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("kept"))

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "post"], name="one_bookmark_per_post"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} keeps post {self.post_id}"
