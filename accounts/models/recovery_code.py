"""A code for the day the phone or the key is lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class RecoveryCode(models.Model):
    """One of a set of codes, each of which stands in for the second factor once.

    Only what follows its first letters is secret, and of that only a hash is kept, made as those of passwords are. Made
    and used through `accounts.operations.recovery_codes`.
    """

    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="recovery_codes")
    label = models.CharField(_("begins with"), max_length=4, editable=False)
    digest = models.CharField(_("hash of the rest"), max_length=128, editable=False)
    made_at = models.DateTimeField(_("made"), editable=False)
    used_at = models.DateTimeField(_("used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints: ClassVar = [
            # Also the index by which a typed code is found.
            models.UniqueConstraint(fields=["person", "label"], name="one_recovery_code_per_label"),
        ]

    def __str__(self) -> str:
        return f"{self.label}…"
