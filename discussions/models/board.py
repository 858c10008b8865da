"""Where threads live."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from discussions.enums import BoardKind
from discussions.querysets import BoardQuerySet


class Board(models.Model):
    """A place for threads: one for the cohort, one per session, team, affinity group, and coach of a team, one for those
    who run it.

    Who reads it follows from its kind (`BoardQuerySet.visible_to`). Opened by `discussions.operations.boards`.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="boards")
    kind = models.CharField(_("kind"), max_length=12, choices=BoardKind)
    team = models.OneToOneField(
        "cohorts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="board", verbose_name=_("team")
    )
    group = models.OneToOneField(
        "cohorts.AffinityGroup",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="board",
        verbose_name=_("affinity group"),
    )
    pair = models.OneToOneField(
        "cohorts.CoachingPair",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="board",
        verbose_name=_("coach and team"),
    )
    slug = models.SlugField(_("address"), max_length=100)
    name = OneLineField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    created_at = models.DateTimeField(db_default=Now())

    # Where the rows were asked `with_rights`.
    may_talk: bool
    may_moderate: bool

    objects = BoardQuerySet.as_manager()
    history = History(app="discussions")

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="one_board_per_address"),
            models.CheckConstraint(
                condition=models.Q(kind=BoardKind.TEAM, team__isnull=False)
                | (~models.Q(kind=BoardKind.TEAM) & models.Q(team__isnull=True)),
                name="board_of_a_team_has_one",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=BoardKind.GROUP, group__isnull=False)
                | (~models.Q(kind=BoardKind.GROUP) & models.Q(group__isnull=True)),
                name="board_of_a_group_has_one",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=BoardKind.COACHING, pair__isnull=False)
                | (~models.Q(kind=BoardKind.COACHING) & models.Q(pair__isnull=True)),
                name="board_of_a_pair_has_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.cohort})"

    def get_absolute_url(self) -> str:
        return reverse("discussions:board_detail", args=[self.cohort.slug, self.slug])
