"""Opening the places where people talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import create_signed, sign_change
from discussions.enums import BoardKind
from discussions.models import Board

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import AffinityGroup, CoachingPair, Cohort, Team


LONGEST_NAME = 200


class UnableToOpenBoard(DomainError):
    """The address belongs to a board of another kind."""

    field = "slug"


@transaction.atomic
def open_board(
    *,
    cohort: Cohort,
    kind: BoardKind,
    slug: str,
    name: str,
    by: User | None,
    now: datetime,
    description: str = "",
    team: Team | None = None,
    group: AffinityGroup | None = None,
    pair: CoachingPair | None = None,
) -> Board:
    """The cohort's board at this address, opened where there is none; name and description are brought up to date.

    Called again it changes nothing. A team, a group or a coach with a team has one board, whatever its address.
    Raises `UnableToOpenBoard`.
    """
    # Whoever opens a board of this cohort at the same time waits here.
    type(cohort).objects.select_for_update().get(pk=cohort.pk)
    boards = Board.objects.filter(cohort=cohort)
    few: dict[str, Any] = {"team": team, "group": group, "pair": pair}
    of_few = {name: one for name, one in few.items() if one} or {"slug": slug}
    board = boards.filter(**of_few).first()
    if board is None and boards.filter(slug=slug).exists():
        raise UnableToOpenBoard(_("The cohort has another board at this address: “%(slug)s”.") % {"slug": slug})
    if board is None:
        board = Board(
            cohort=cohort,
            kind=kind,
            team=team,
            group=group,
            pair=pair,
            slug=slug,
            name=name,
            description=description,
            created_at=now,
        )
        sign_change(board, by=by, reason="opened")
        board.save()
        return board
    if board.kind != kind:
        raise UnableToOpenBoard(_("The cohort has another board at this address: “%(slug)s”.") % {"slug": slug})
    if (board.name, board.description) != (name, description or board.description):
        board.name, board.description = name, description or board.description
        sign_change(board, by=by, reason="renamed")
        board.save()
    return board


def open_team_board(team: Team, by: User | None, now: datetime) -> None:
    """The board of a team, opened together with it."""
    slug, kind = f"team-{team.slug}", BoardKind.TEAM
    open_board(cohort=team.cohort, kind=kind, team=team, slug=slug, name=team.name, by=by, now=now)


@transaction.atomic
def open_team_boards(teams: Sequence[Team], by: User | None, now: datetime) -> None:
    """The boards of many teams that were opened at once, in a few statements. Raises `UnableToOpenBoard`."""
    boards = Board.objects.filter(cohort__in={team.cohort_id for team in teams})
    taken = set(boards.values_list("cohort_id", "slug"))
    equipped = set(boards.filter(team__isnull=False).values_list("team_id", flat=True))
    opened = []
    for team in teams:
        if team.pk in equipped:
            continue
        slug = f"team-{team.slug}"
        if (team.cohort_id, slug) in taken:
            raise UnableToOpenBoard(_("The cohort has another board at this address: “%(slug)s”.") % {"slug": slug})
        facts = {"kind": BoardKind.TEAM, "slug": slug, "name": team.name, "created_at": now}
        opened.append(Board(cohort_id=team.cohort_id, team=team, **facts))
    create_signed(opened, by=by, reason="opened")


def open_group_board(group: AffinityGroup, by: User | None, now: datetime) -> None:
    """The board of an affinity group, opened together with it."""
    slug, kind = f"group-{group.slug}", BoardKind.GROUP
    open_board(cohort=group.cohort, kind=kind, group=group, slug=slug, name=group.name, by=by, now=now)


def open_coaching_board(pair: CoachingPair, by: User | None, now: datetime) -> None:
    """The board of a coach and a team, opened when they begin; called after both."""
    slug, name = f"coaching-{pair.pk}", f"{pair.team.name}, {pair.coach.display_name}"[:LONGEST_NAME]
    open_board(cohort=pair.team.cohort, kind=BoardKind.COACHING, pair=pair, slug=slug, name=name, by=by, now=now)
