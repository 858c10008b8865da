"""The one-time link that lets a person in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.enums import EnrollmentStatus
from cohorts.querysets import InvitationQuerySet
from cohorts.tokens import new_nonce, sign

# The kind of the mail that carries the link, and how its key in the outbox begins.
MAILED_AS = "cohorts.invitation"


class Invitation(models.Model):
    """An invitation to one enrollment: one-time, expiring, revocable.

    The link's token is the nonce signed with the site's secret: a copy of the database opens nothing. Made and
    used up by `cohorts.operations.invitations`.
    """

    enrollment = models.ForeignKey("cohorts.Enrollment", on_delete=models.CASCADE, related_name="invitations")
    nonce = models.CharField(max_length=40, unique=True, default=new_nonce, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes: ClassVar = [models.Index(fields=["enrollment", "-created_at"], name="latest_invitation")]

    def __str__(self) -> str:
        return f"invitation {self.pk} for {self.enrollment}"

    @property
    def token(self) -> str:
        """What stands in the link; `InvitationQuerySet.with_token` reads it back."""
        return sign(self.nonce)

    def is_usable(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at

    def opens(self, now: datetime) -> bool:
        """Whether the link lets somebody in: it is usable, and so is what it leads to (enrollment, account, cohort)."""
        enrollment = self.enrollment
        return (
            self.is_usable(now)
            and enrollment.status == EnrollmentStatus.INVITED
            and enrollment.person.is_active
            and enrollment.cohort.is_open
        )
