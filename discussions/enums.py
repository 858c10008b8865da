"""The kinds of boards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BoardKind(models.TextChoices):
    COHORT = "cohort", _("everybody in the cohort")
    SESSION = "session", _("a session")
    TEAM = "team", _("a team")
    GROUP = "group", _("an affinity group")
    COACHING = "coaching", _("a coach and a team")
    FACILITATORS = "facilitators", _("facilitators and coordinators")


# Boards that everybody who takes part in the cohort's talk can read.
SHARED_KINDS = (BoardKind.COHORT, BoardKind.SESSION)


class ThreadKind(models.TextChoices):
    PROMPT = "prompt", _("prompt")
    TOPIC = "topic", _("topic")


# Where somebody may speak without their name: among enough people not to be known at once.
NAMELESS_KINDS = (*SHARED_KINDS, BoardKind.GROUP)


# Where the first posts of somebody new wait, if the cohort says so; elsewhere people are among their own.
HELD_KINDS = NAMELESS_KINDS


class HeldOutcome(models.TextChoices):
    WAITS = "waits", _("waits")
    RELEASED = "released", _("released")
    REFUSED = "refused", _("not shown")


class FlagAbout(models.TextChoices):
    """Why somebody flags what another said; each as a sentence of theirs."""

    PRIVATE = "private", _("It tells something about a patient or another person that should not stand here.")
    UNKIND = "unkind", _("It hurts somebody, or goes against what we agreed on.")
    MISPLACED = "misplaced", _("It belongs elsewhere, or sells something.")
    OTHER = "other", _("Something else.")


class FlagOutcome(models.TextChoices):
    OPEN = "open", _("waits")
    KEPT = "kept", _("kept")
    HIDDEN = "hidden", _("taken away")


class ReactionKind(models.TextChoices):
    """Four words, on purpose: each says something that helps the one who wrote."""

    THANKS = "thanks", _("Thanks")
    SAME_HERE = "same", _("Same here")
    TRIED_IT = "tried", _("Tried it")
    TELL_ME_MORE = "more", _("Tell me more")


class FollowLevel(models.TextChoices):
    """How closely somebody follows a board or a thread. Without a word a thread is followed as its board, a board normally."""

    WATCHING = "watching", _("Watching")
    NORMAL = "normal", _("Normal")
    MENTIONS = "mentions", _("Mentions only")
    MUTED = "muted", _("Muted")


# Where nothing counts as new.
QUIET_LEVELS = (FollowLevel.MENTIONS, FollowLevel.MUTED)
