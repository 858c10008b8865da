"""An answer that came by mail, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.enums import MailedState


class MailedReply(models.Model):
    """One mail that was taken in, without a word of it: those are a post's or a draft's, or stay in its sender's mailbox.

    Written by `discussions.operations.replying_by_mail`, in the transaction that does what it tells of; `key` makes the same mail
    one, however often it is handed in. Of what became a draft nothing says whose it is, as of drafts everywhere, and of what
    wasn't posted nothing says where: both could tell whose a pseudonym is. Deleted after 90 days.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("from"), help_text=_("Where it was posted or refused; of drafts nothing says whose they are."),
    )  # fmt: skip
    post = models.ForeignKey("discussions.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=MailedState)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    came_at = models.DateTimeField(_("came"))

    class Meta:
        verbose_name = _("answer by mail")
        verbose_name_plural = _("answers by mail")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=MailedState.values), name="mailed_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=MailedState.KEPT) | models.Q(person=None, post=None),
                name="kept_mail_is_nobodys",
            ),
        ]
        indexes: ClassVar = [
            # What is old enough to be forgotten.
            models.Index(fields=["came_at"], name="mailed_replies_by_age"),
        ]

    def __str__(self) -> str:
        return f"answer by mail {self.pk}: {self.get_state_display()}"
