"""The World Café as a way to hold a session: how its time is shared out, how people talk at the tables, what a host does.

A key question, several rounds at small tables; the host of a table stays and carries its story on; then a harvest of all
tables. It asks neither clock nor database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions.enums import AgendaKind

# In minutes: coming in, with the question and the way of talking; the harvest, at least; saying good-bye.
WELCOME, HARVEST, CLOSE = 10, 10, 5
# A round shorter than this ends before everybody has spoken.
SHORTEST_ROUND, LONGEST_ROUND = 10, 25
# With the host.
SEATS = 5


@dataclass(frozen=True)
class Rounds:
    """So many rounds, of so many minutes each."""

    number: int
    minutes: int


def rounds_within(length: int) -> Rounds | None:
    """Three rounds, else two, in a session of `length` minutes; None where it is too short for them."""
    left = length - WELCOME - HARVEST - CLOSE
    for number in (3, 2):
        minutes = min(left // number // 5 * 5, LONGEST_ROUND)
        if minutes >= SHORTEST_ROUND:
            return Rounds(number, minutes)
    return None


def agenda_within(length: int) -> list[dict[str, object]]:
    """The blocks of a World Café that lasts `length` minutes, as rows of the agenda begin; none where it is too short."""
    rounds = rounds_within(length)
    if rounds is None:
        return []
    talk = [
        (_("Round %(number)d at the tables") % {"number": number}, AgendaKind.BREAKOUTS, rounds.minutes)
        for number in range(1, rounds.number + 1)
    ]
    harvest = length - WELCOME - CLOSE - rounds.number * rounds.minutes
    blocks = [
        (_("Welcome: the question, and how we talk"), AgendaKind.WELCOME, WELCOME),
        *talk,
        (_("Harvest: what the tables carry on"), AgendaKind.LARGE_GROUP, harvest),
        (_("Who does what next"), AgendaKind.CLOSE, CLOSE),
    ]
    return [
        {"title": title, "kind": str(kind), "presenters": "", "minutes": minutes} for title, kind, minutes in blocks
    ]


def usual_etiquette() -> str:
    """How people talk at the tables, one rule a line: what a facilitator begins with and changes."""
    return "\n".join(
        (
            _("Speak from what you have seen and lived; no title weighs more than another."),
            _("Listen for what surprises you, and ask about it."),
            _("One speaks at a time; leave room for those who have not spoken."),
            _("Say it in plain words, and what went wrong as freely as what went well."),
            _("Write down what should not be lost: everybody may, the host sees to it."),
        )
    )


def what_a_host_does() -> list[str]:
    """For the mail that hosts get before the session."""
    return [
        _("You stay at your table in every round, and welcome those who come."),
        _("Begin each round by telling in a minute what was said at your table before."),
        _("See that everybody is heard; you need not know the answer."),
        _("Have the table’s notes written on its page; the next group sees them there."),
        _("At the harvest, tell what your table would carry on."),
    ]
