"""A person who uses the portal."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import UserManager
from common.fields import OneLineField
from common.history import History


def display_name(name: str, email: str) -> str:
    """The name others see; before there is one, the part of the address before the @."""
    return name or email.partition("@")[0]


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by their e-mail address; what they may do is said by their enrollments.

    Made by an invitation or by an administrator, never by signing up. The address is stored in lower case
    (`UserManager.normalize_email`); change it through `accounts.operations.people`, which keeps the sign-in address too.
    """

    email = models.EmailField(
        _("e-mail address"), unique=True, help_text=_("They sign in with it. Unique, whatever the case.")
    )
    name = OneLineField(_("name"), max_length=120, blank=True, help_text=_("As others in the community see it."))
    pronouns = OneLineField(_("pronouns"), max_length=40, blank=True)
    title = OneLineField(
        _("role at work"), max_length=120, blank=True, help_text=_("For example: community health worker.")
    )
    interests = OneLineField(
        _("interests"),
        max_length=300,
        blank=True,
        help_text=_("What you work on or want to learn, with commas between."),
    )
    ask_me_about = OneLineField(
        _("ask me about"), max_length=200, blank=True, help_text=_("What peers may come to you with.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text=_("Such as America/Chicago. Empty until the browser says.")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting the account."))
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_demo = models.BooleanField(
        _("made up"), default=False, editable=False, help_text=_("A demo person; can't sign in outside demo mode.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    visit_began_at = models.DateTimeField(_("this visit began"), null=True, blank=True, editable=False)
    previous_visit_at = models.DateTimeField(_("the visit before began"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()
    history = History(excluded_fields=["password", "last_login", "visit_began_at", "previous_visit_at"], app="accounts")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"), name="one_person_per_email", violation_error_message=_("Someone has this address.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email

    @property
    def display_name(self) -> str:
        """The name others see; before there is one, the part of the address before the @."""
        return display_name(self.name, self.email)

    @property
    def is_site_admin(self) -> bool:
        """Whether they stand above all cohorts."""
        return self.is_active and self.is_superuser
