"""Rows of one file beside each other: a person again, a team of two organizations, addresses that look alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from cohorts.roster.reading import EXAMPLE_EMAIL, Problem, RosterRow, Wrong, same_name

# What is said of a person and not of their place in a cohort: in every row of theirs it is the same.
OF_THE_PERSON = ("name", "title", "pronouns", "language", "time_zone")
# Mailboxes of one provider under two names.
SAME_DOMAINS = {"googlemail.com": "gmail.com"}


def compare_rows(rows: Iterable[RosterRow], cohort_of: Callable[[RosterRow], Hashable]) -> dict[int, list[Problem]]:
    """What can't stand beside a row before it, by the number of the later row."""
    problems: dict[int, list[Problem]] = defaultdict(list)
    places: dict[tuple[Hashable, str], RosterRow] = {}
    teams: dict[tuple[Hashable, str], RosterRow] = {}
    people: dict[tuple[str, str], RosterRow] = {}
    for row in rows:
        if row.email == EXAMPLE_EMAIL:
            continue
        cohort, found = cohort_of(row), problems[row.number]
        if row.email and not any(problem.column == "email" for problem in row.problems):
            first = places.setdefault((cohort, row.email), row)
            if first is not row:
                found.append(_again(row, first))
            else:
                found.extend(_other_words(row, people))
        if row.team and row.organization:
            first = teams.setdefault((cohort, same_name(row.team)), row)
            if same_name(first.organization) != same_name(row.organization):
                meant = first.organization
                found.append(Problem("team", Wrong.TEAM_OF_ANOTHER, row.team, meant=meant, row=first.number))
    return problems


def _again(row: RosterRow, first: RosterRow) -> Problem:
    if row.team and first.team and same_name(row.team) != same_name(first.team):
        return Problem("team", Wrong.TWO_TEAMS, row.team, meant=first.team, row=first.number)
    return Problem("email", Wrong.TWICE, row.email, row=first.number)


def _other_words(row: RosterRow, people: dict[tuple[str, str], RosterRow]) -> Iterable[Problem]:
    for column in OF_THE_PERSON:
        said = getattr(row, column)
        if said:
            first = people.setdefault((row.email, column), row)
            if getattr(first, column) != said:
                yield Problem(column, Wrong.OTHER_WORD, said, meant=getattr(first, column), row=first.number)


def bare_address(email: str) -> str:
    """The address without what some providers ignore: dots, and what follows a plus sign. Only ever to ask, not to match."""
    mailbox, _at, domain = email.rpartition("@")
    return f"{mailbox.partition('+')[0].replace('.', '')}@{SAME_DOMAINS.get(domain, domain)}"


def look_alikes(rows: Sequence[RosterRow], known: Iterable[str]) -> dict[int, list[tuple[str, int]]]:
    """Addresses that are nearly that of the row, by its number: each with the row it stands in before, or 0 if it is known."""
    seen: dict[str, dict[str, int]] = defaultdict(dict)
    for email in known:
        seen[bare_address(email)][email] = 0
    found = {}
    for row in rows:
        if row.email:
            others = seen[bare_address(row.email)]
            if alike := [(email, number) for email, number in others.items() if email != row.email]:
                found[row.number] = alike
            others.setdefault(row.email, row.number)
    return found
