"""What people need before or after a session."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.querysets import MaterialQuerySet


class Material(models.Model):
    """A file or a link that belongs to a session. Files are sent by a view that asks the rules, at every request."""

    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="materials")
    title = OneLineField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="materials/%Y/%m/", blank=True, max_length=300)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, help_text=_("As people download it."))
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"))

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~models.Q(url="") & models.Q(file="")) | (models.Q(url="") & ~models.Q(file="")),
                name="material_is_a_link_or_a_file",
                violation_error_message=_("A material is either a link or a file."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.url or reverse(
            "sessions:material_download", args=[self.live_session.cohort.slug, self.live_session.slug, self.pk]
        )
