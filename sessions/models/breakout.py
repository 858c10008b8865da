"""Who sits at which table in which round of a session: a plan, and what was wished of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.enums import BreakoutPart, Expected
from sessions.querysets import BreakoutPlanQuerySet, BreakoutSeatQuerySet

MOST_ROUNDS, MOST_TABLES, MOST_PEOPLE = 10, 100, 1000
LONGEST_ETIQUETTE = 1000


class BreakoutPlan(models.Model):
    """One version of a session's breakouts. At most one is published; that one is changed no more, changing makes the next.

    Written by `sessions.operations.breakouts…` only. `score` is what `sessions.breakouts` counted of it
    (`operations.breakout_planner`). The same wishes and `seed` make the same plan.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="breakout_plans", verbose_name=_("session")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    expected = models.CharField(_("who is expected"), max_length=8, choices=Expected, default=Expected.COMING)
    rounds = models.PositiveSmallIntegerField(
        _("rounds"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes a round"), default=20, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    question = OneLineField(
        _("key question"), max_length=300, blank=True, help_text=_("What the tables talk about; everybody reads it.")
    )
    etiquette = models.TextField(
        _("how people talk"),
        max_length=LONGEST_ETIQUETTE,
        blank=True,
        help_text=_("One rule a line; everybody reads them."),
    )
    mixed = models.JSONField(_("what is mixed"), default=list, blank=True)
    fewest_community = models.PositiveSmallIntegerField(_("community members a table, at least"), default=0)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    score = models.JSONField(_("score"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("made by"),
    )  # fmt: skip
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("published by"),
    )  # fmt: skip

    objects = BreakoutPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("breakout plan")
        verbose_name_plural = _("breakout plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["live_session", "number"], name="one_breakout_plan_per_version"),
            models.UniqueConstraint(
                fields=["live_session"], condition=models.Q(published_at__isnull=False),
                name="one_published_breakout_plan",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.live_session}, {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def manners(self) -> list[str]:
        """How people talk at the tables, rule by rule."""
        return [line.strip() for line in self.etiquette.splitlines() if line.strip()]


class BreakoutRound(models.Model):
    """A round as it is held: when it began, by the server's clock. Before it has begun there is no row."""

    plan = models.ForeignKey("live_sessions.BreakoutPlan", on_delete=models.CASCADE, related_name="held_rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    began_at = models.DateTimeField(_("began"))

    class Meta:
        verbose_name = _("round held")
        verbose_name_plural = _("rounds held")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_row_per_round_held"),
        ]

    def __str__(self) -> str:
        return f"round {self.number}"

    @property
    def ends_at(self) -> datetime:
        return self.began_at + timedelta(minutes=self.minutes)


class BreakoutTable(models.Model):
    """A table, or a room at Zoom, through all rounds. Its host stays at it; people of its language, or who need a way without
    steps, are seated at such a table."""

    plan = models.ForeignKey("live_sessions.BreakoutPlan", on_delete=models.CASCADE, related_name="tables")
    position = models.PositiveSmallIntegerField(_("number"))
    name = OneLineField(_("name"), max_length=32, blank=True, help_text=_("Empty: Table, and its number."))
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("host"),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_accessible = models.BooleanField(_("reached without steps"), default=False)

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_table_per_number"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Table %(number)s") % {"number": self.position})


class BreakoutPerson(models.Model):
    """Somebody who is expected, and what is wished for them."""

    plan = models.ForeignKey("live_sessions.BreakoutPlan", on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    part = models.CharField(_("part"), max_length=10, choices=BreakoutPart, default=BreakoutPart.GUEST)
    language = models.CharField(_("needs the language"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("person expected")
        verbose_name_plural = _("people expected")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_row_per_person_expected"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}"


class BreakoutPair(models.Model):
    """Two people who are to sit together in every round, or in none."""

    plan = models.ForeignKey("live_sessions.BreakoutPlan", on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("one")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("the other")
    )
    is_together = models.BooleanField(_("together"), default=False, help_text=_("Otherwise apart."))

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")

    def __str__(self) -> str:
        return f"persons {self.first_id} and {self.second_id}"


class BreakoutSeat(models.Model):
    """A person at a table in a round. Nobody swaps a locked seat; planning anew keeps it where that is wished."""

    plan = models.ForeignKey("live_sessions.BreakoutPlan", on_delete=models.CASCADE, related_name="seats")
    round = models.PositiveSmallIntegerField(_("round"))
    table = models.ForeignKey("live_sessions.BreakoutTable", on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="breakout_seats", verbose_name=_("person")
    )
    is_locked = models.BooleanField(_("locked"), default=False)

    objects = BreakoutSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "round", "person"], name="one_seat_per_person_and_round"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} in round {self.round}"
