"""Somebody who isn't in asks to come in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cohorts.enums import JoinRequestStatus, OrganizationType, RoleLevel
from cohorts.querysets import JoinRequestQuerySet
from common.fields import OneLineField
from common.history import History


class JoinRequest(models.Model):
    """A request to join a cohort whose program allows it; it waits in the coordinators' queue.

    Nothing is known of the sender but what they wrote: no account is made before a coordinator says yes. Changed by
    `cohorts.operations.join_requests` only.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="join_requests")
    name = OneLineField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    organization_name = OneLineField(_("organization"), max_length=160, blank=True)
    organization_type = models.CharField(_("type of organization"), max_length=20, choices=OrganizationType)
    level = models.CharField(_("role level"), max_length=12, choices=RoleLevel, blank=True)
    hopes = models.TextField(_("what they hope for"), blank=True, max_length=2000)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=JoinRequestStatus, default=JoinRequestStatus.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(
        _("answer"), blank=True, max_length=2000, help_text=_("Goes into the mail to the person.")
    )

    objects = JoinRequestQuerySet.as_manager()
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                "cohort",
                condition=models.Q(status=JoinRequestStatus.WAITING),
                name="one_waiting_request_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=JoinRequestStatus.values), name="join_request_status_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["cohort", "status", "asked_at"], name="queue_of_join_requests")]

    def __str__(self) -> str:
        return f"{self.name or self.email} to {self.cohort}"
