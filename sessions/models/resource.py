"""What facilitators have chosen for a cohort, or for all cohorts of a program, to read, hear or use."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.querysets import ResourceQuerySet


class Resource(models.Model):
    """A link or a file of the library, with topics. Without a cohort it stands in every cohort of its program.

    Files are sent by a view that asks the rules, at every request.
    """

    program = models.ForeignKey("cohorts.Program", on_delete=models.CASCADE, related_name="resources")
    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, null=True, blank=True, related_name="resources",
        help_text=_("Empty: every cohort of the program has it."),
    )  # fmt: skip
    title = OneLineField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="resources/%Y/%m/", blank=True, max_length=300)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, help_text=_("As people download it."))
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"))

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~models.Q(url="") & models.Q(file="")) | (models.Q(url="") & ~models.Q(file="")),
                name="resource_is_a_link_or_a_file",
                violation_error_message=_("A resource is either a link or a file."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_program(self) -> bool:
        """Whether every cohort of the program has it."""
        return self.cohort_id is None


class ResourceTopic(models.Model):
    """A topic of a resource: its words, and the same words folded, by which one topic is known."""

    resource = models.ForeignKey("live_sessions.Resource", on_delete=models.CASCADE, related_name="topics")
    name = OneLineField(_("topic"), max_length=60)
    key = models.CharField(max_length=80, editable=False)

    class Meta:
        verbose_name = _("topic of a resource")
        verbose_name_plural = _("topics of resources")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "key"], name="one_topic_once_per_resource"),
        ]
        indexes: ClassVar = [
            # The resources of a topic.
            models.Index(fields=["key"], name="resources_by_topic"),
        ]

    def __str__(self) -> str:
        return self.name
