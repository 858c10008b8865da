"""Pictures and files that belong to a post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from discussions.querysets import AttachmentQuerySet


class Attachment(models.Model):
    """A picture or a file: of a post, of the first words of a topic, of a draft, or of a post that waits.

    Added, attached and dropped by `discussions.operations.attachments` only, which keeps the file in step with the row. Whose
    it is follows from the post, so nothing here says it. Sent by a view that asks for the post's rights, at every request.
    """

    post = models.ForeignKey(
        "discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    draft = models.ForeignKey(
        "discussions.PostDraft", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    topic = models.ForeignKey(
        "discussions.Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    held = models.ForeignKey(
        "discussions.HeldPost", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    file = models.FileField(_("file"), upload_to="posts/%Y/%m/", max_length=300)
    file_name = models.CharField(_("file name"), max_length=200, help_text=_("As people download it."))
    content_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(default=0, help_text=_("Of a picture, in pixels; other files have none."))
    height = models.PositiveIntegerField(default=0)
    alt = OneLineField(_("what is in the picture"), max_length=500, blank=True)
    is_decorative = models.BooleanField(_("only decoration"), default=False)
    added_at = models.DateTimeField(_("added"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a post")
        verbose_name_plural = _("files of posts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(post=None, topic=None, held=None, draft__isnull=False)
                | models.Q(post__isnull=False, topic=None, held=None, draft=None)
                | models.Q(post=None, topic__isnull=False, held=None, draft=None)
                | models.Q(post=None, topic=None, held__isnull=False, draft=None),
                name="attachment_of_a_post_or_a_draft",
            ),
        ]
        indexes: ClassVar = [
            # Those that were never posted, by age.
            models.Index(fields=["added_at"], condition=models.Q(post=None), name="attachments_that_wait"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("discussions:file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.width > 0

    @property
    def is_described(self) -> bool:
        """Whether those who don't see it are told what is in it, or that they miss nothing."""
        return not self.is_picture or self.is_decorative or bool(self.alt)
