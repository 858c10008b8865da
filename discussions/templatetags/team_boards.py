"""A team's board, for pages of the floors below."""

from __future__ import annotations

from django.template import Context, Library

from cohorts.models import Team
from discussions.models import Board

register = Library()


@register.simple_tag(takes_context=True)
def team_board(context: Context, team: Team) -> Board | None:
    """The team's board where the viewer may read it; one query."""
    return Board.objects.visible_to(context["user"]).select_related("cohort").filter(team=team).first()
