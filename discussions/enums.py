"""The kinds of boards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BoardKind(models.TextChoices):
    COHORT = "cohort", _("everybody in the cohort")
    SESSION = "session", _("a session")
    TEAM = "team", _("a team")
    GROUP = "group", _("an affinity group")
    FACILITATORS = "facilitators", _("facilitators and coordinators")


# Boards that everybody who takes part in the cohort's talk can read.
SHARED_KINDS = (BoardKind.COHORT, BoardKind.SESSION)


class ThreadKind(models.TextChoices):
    PROMPT = "prompt", _("prompt")
    TOPIC = "topic", _("topic")


# Where somebody may speak without their name: among enough people not to be known at once.
NAMELESS_KINDS = (*SHARED_KINDS, BoardKind.GROUP)
