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


class MailedState(models.TextChoices):
    """What became of an answer that came by mail."""

    POSTED = "posted", _("posted")
    HELD = "held", _("posted, waits to be looked at")
    KEPT = "kept", _("kept as a draft")
    REFUSED = "refused", _("refused")
    IGNORED = "ignored", _("passed over")
    FAILED = "failed", _("failed")


class MailedWhy(models.TextChoices):
    """Why an answer by mail wasn't posted, or should be looked at first; as its writer reads it."""

    GONE = "gone", _("What you answered isn’t there any more, or isn’t open to you.")
    PARENT_GONE = (
        "parent_gone",
        _("The post you answered has been taken away. Your words can answer the thread itself."),
    )
    LOCKED = "locked", _("The thread is locked: everything in it can be read, and nothing is added any more.")
    OVER = "over", _("You don’t take part in that cohort now, or it is completed: nothing can be written there.")
    ANSWER_FIRST = "answer_first", _("In that cohort people answer the prompt first; then they reply to others.")
    TOO_MUCH = "too_much", _("You have written a lot in the last minutes.")
    EMPTY = "empty", _("We found no words of yours in the mail. Write above the line at its top.")
    TOO_LONG = "too_long", _("The text is longer than a post may be.")
    TOO_LARGE = "too_large", _("The mail is too large. Add large files in the portal.")
    SENDER = "sender", _("The mail came from an address that we don’t know as yours. Answer from the one we write to.")
    DOUBTFUL = "doubtful", _("The mail servers on the way could not confirm that the mail is from you.")
    EXPIRED = "expired", _("A mail of ours can be answered for 30 days, and they are over.")
    UNREADABLE = "unreadable", _("The mail could not be read.")
    FILES = (
        "files",
        _("A file of your mail could not be taken. It may be of another kind, or larger, than a post can have."),
    )
    PICTURES = "pictures", _("Say what is in the picture, for those who don’t see it.")
    PATIENT = "patient", _("Something in it looks like data about a patient or another person.")
    LOBBYING = "lobbying", _("Something in it reads like a call to lobby, which the program’s funding does not allow.")
    AGREEMENTS = "agreements", _("The agreements of the cohort are to be read and accepted first.")
    LOOK = "look", _("Look at the words, and at the name under which they will stand.")
