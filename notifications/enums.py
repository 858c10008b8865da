"""The states of a mail, and the ways in which somebody is told of a thing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not sent, with a reason")
    FAILED = "failed", _("failed")


class Channel(models.TextChoices):
    """Each but the last stands under Notifications, too."""

    MAIL = "mail", _("By e-mail, at once")
    DIGEST = "digest", _("In the e-mail digest")
    PORTAL = "portal", _("In the portal only")
    NONE = "none", _("Not at all")


class DigestEvery(models.TextChoices):
    WEEK = "week", _("Once a week")
    DAY = "day", _("Every day")
    NEVER = "never", _("Never")


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
