"""What opens together with a team or a group: its board, and whatever else floors above keep for it.

This floor knows none of them. A floor above says in `AppConfig.ready()` what it opens:

    companions.register(Team, open_team_board)

and the operation that opens a team or a group calls it in its own transaction: either both stand or neither does. Where many
teams open at once, `many` opens what belongs to all of them in a few statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import AffinityGroup, CoachingPair, Team

# Called with what has been opened or renamed, who did it and when; called again it changes nothing.
Opener = Callable[[Any, "User | None", datetime], None]
# The same for many that have just been opened.
OpenerOfMany = Callable[[Sequence[Any], "User | None", datetime], None]

_openers: dict[type, list[Opener]] = defaultdict(list)
_openers_of_many: dict[Opener, OpenerOfMany] = {}


def register(model: type, opener: Opener, *, many: OpenerOfMany | None = None) -> None:
    """Says what is opened together with a row of this model."""
    if opener not in _openers[model]:
        _openers[model].append(opener)
    if many is not None:
        _openers_of_many[opener] = many


def open_companions(of: Team | AffinityGroup | CoachingPair, *, by: User | None, now: datetime) -> None:
    """Opens everything that belongs to a team, a group or a coach and a team, or brings its name up to date."""
    for opener in _openers[type(of)]:
        opener(of, by, now)


def open_companions_of_many(teams: Sequence[Team], *, by: User | None, now: datetime) -> None:
    """Opens everything that belongs to teams which have just been opened."""
    for opener in _openers[type(teams[0])] if teams else ():
        if opener in _openers_of_many:
            _openers_of_many[opener](teams, by, now)
        else:
            for team in teams:
                opener(team, by, now)
