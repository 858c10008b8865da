"""A mail to one person, from the decision to send it to what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import MailState
from notifications.querysets import OutboxMailQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class OutboxMail(models.Model):
    """One mail to one person, decided but not yet written: `kind` and `params` (ids only) say what it is about.

    It goes to a person, or to the address of somebody who asked for an answer and has no account.
    It is written when it is sent, by the composer registered for its kind (`notifications.kinds`), which asks the rules and
    the clock once more and may say why not. Made by `notifications.operations.outbox.post_mail`, sent by
    `notifications.delivery`; nothing else changes its state. `dedupe_key` makes it one mail however often it is decided.
    """

    kind = models.CharField(_("kind"), max_length=60)
    # None where the mail goes to `address`; while it is written, somebody with this address stands in its place.
    recipient: models.ForeignKey[User | None, User] = models.ForeignKey(  # type: ignore[misc]
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("to"),
    )  # fmt: skip
    address = models.EmailField(_("address"), blank=True, help_text=_("Of somebody who has no account."))
    language = models.CharField(_("language"), max_length=10, blank=True)
    params = models.JSONField(_("about"), default=dict, help_text=_("Ids of what it is about."))
    dedupe_key = models.CharField(_("key"), max_length=200, unique=True)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("not after"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.WAITING)
    reason = models.TextField(_("why not"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("decided"))

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address="")
                | models.Q(recipient__isnull=True) & ~models.Q(address=""),
                name="mail_to_a_person_or_an_address",
            ),
        ]
        indexes: ClassVar = [
            # The work list: small, whatever has been sent before.
            models.Index(
                fields=["due_at", "id"],
                name="mail_to_send",
                condition=models.Q(state__in=[MailState.WAITING, MailState.SENDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id or self.address} ({self.get_state_display()})"

    @property
    def message_id(self) -> str:
        """The same at every attempt: a mail sent twice by a crash shows once in a mailbox."""
        host = urlsplit(settings.PORTAL_ORIGIN).hostname
        return f"<{self.kind}.{self.pk}.{int(self.created_at.timestamp())}@{host}>"
