"""A team's board, for pages of the floors below."""

from __future__ import annotations

from django.db.models import Q
from django.template import Context, Library

from cohorts.models import Team
from discussions.models import Board

register = Library()


@register.simple_tag(takes_context=True)
def team_boards(context: Context, team: Team) -> list[Board]:
    """The team's own board, and those it shares with its coaches, where the viewer may read them; one query."""
    boards = Board.objects.visible_to(context["user"]).select_related("cohort", "pair")
    return list(boards.filter(Q(team=team) | Q(pair__team=team)).order_by("pk"))
