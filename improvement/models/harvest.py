"""What comes out of a session's tables: priorities, the vote on them, and what people commit to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from improvement.querysets import ActionQuerySet, HarvestQuerySet

MOST_DOTS = 10


class Harvest(models.Model):
    """A session's priorities as a whole, and the vote on them. Written by `improvement.operations.harvest` and `…votes` only.

    While a vote is open its ballots are `Vote`s. Closing it counts them, and then they are gone: who gave what is nobody's to
    know. A vote that is opened again begins with nothing.
    """

    live_session = models.OneToOneField(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="harvest", verbose_name=_("session")
    )
    dots = models.PositiveSmallIntegerField(
        _("dots for each person"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_DOTS)]
    )
    several_on_one = models.BooleanField(_("several dots on one priority"), default=True)
    opened_at = models.DateTimeField(_("vote opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("vote closed"), null=True, blank=True)
    voters = models.PositiveIntegerField(_("how many voted"), null=True, blank=True)

    objects = HarvestQuerySet.as_manager()

    class Meta:
        verbose_name = _("harvest")
        verbose_name_plural = _("harvests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(opened_at__isnull=False),
                name="harvest_closed_was_opened",
            ),
        ]

    def __str__(self) -> str:
        return str(self.live_session)

    def get_absolute_url(self) -> str:
        return reverse("improvement:harvest", args=[self.live_session.cohort.slug, self.live_session.slug])

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Priority(models.Model):
    """Something that several tables said, with the notes that say it. `dots` are counted when the vote closes."""

    harvest = models.ForeignKey("improvement.Harvest", on_delete=models.CASCADE, related_name="priorities")
    title = OneLineField(_("name"), max_length=160)
    made_at = models.DateTimeField(_("made"))
    dots = models.PositiveIntegerField(_("dots"), null=True, blank=True)

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["harvest", "title"], name="one_priority_per_name"),
        ]

    def __str__(self) -> str:
        return self.title


class PlacedNote(models.Model):
    """A table's note under a priority; it stands under one at most."""

    priority = models.ForeignKey("improvement.Priority", on_delete=models.CASCADE, related_name="placed")
    note = models.OneToOneField(
        "live_sessions.TableNote", on_delete=models.CASCADE, related_name="placed", verbose_name=_("table’s note")
    )

    class Meta:
        verbose_name = _("note under a priority")
        verbose_name_plural = _("notes under priorities")

    def __str__(self) -> str:
        return f"note {self.note_id} under priority {self.priority_id}"


class Vote(models.Model):
    """Dots that a person gives a priority in a vote that is open. Who gave them is shown nowhere, to nobody."""

    priority = models.ForeignKey("improvement.Priority", on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    dots = models.PositiveSmallIntegerField(_("dots"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DOTS)])

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["priority", "person"], name="one_vote_per_person_and_priority"),
        ]

    def __str__(self) -> str:
        # Not whose.
        return f"vote for priority {self.priority_id}"


class Action(models.Model):
    """A commitment with an owner and a date. It belongs to a priority, or stands alone.

    Written by `improvement.operations.actions` only. Its owner is reminded once for each date it is given.
    """

    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="actions", verbose_name=_("cohort")
    )
    priority = models.ForeignKey(
        "improvement.Priority", on_delete=models.SET_NULL, null=True, blank=True, related_name="actions",
        verbose_name=_("priority"),
    )  # fmt: skip
    words = OneLineField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("made by"),
    )  # fmt: skip

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes: ClassVar = [
            # What somebody still has to do, and what is due in the coming days.
            models.Index(fields=["owner", "due_on"], condition=models.Q(done_at__isnull=True), name="actions_to_do"),
            models.Index(fields=["due_on"], condition=models.Q(done_at__isnull=True), name="actions_due"),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("improvement:action_list", args=[self.cohort.slug]) + f"#action-{self.pk}"

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
