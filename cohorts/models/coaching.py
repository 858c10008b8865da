"""Which coach accompanies which team, and since when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.history import History


class CoachingPair(models.Model):
    """A coach and a team; while it stands, `Team.coach` says the same.

    Begun, ended and begun anew by `cohorts.operations.coaching` only, which keeps both in step. One row per coach and team,
    however often; what the two said to each other stays with it. A team has one coach at a time.
    """

    team = models.ForeignKey("cohorts.Team", on_delete=models.CASCADE, related_name="coaching", verbose_name=_("team"))
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coaching", verbose_name=_("coach")
    )
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    history = History(app="cohorts")

    class Meta:
        verbose_name = _("coach of a team")
        verbose_name_plural = _("coaches of teams")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "coach"], name="one_pair_per_team_and_coach"),
            models.UniqueConstraint(fields=["team"], condition=Q(ended_at=None), name="one_coach_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.coach} with {self.team}"

    @property
    def stands(self) -> bool:
        """Whether the coach accompanies the team now."""
        return self.ended_at is None
