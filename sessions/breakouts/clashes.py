"""A first seating that keeps the hard rules; where there is none, which of them clash and what would help."""

from __future__ import annotations

from sessions.breakouts.hard_rules import NAMES, Broken, in_round, seats_are_held_otherwise
from sessions.breakouts.placing import Answer, NoSeating, Old, seated
from sessions.breakouts.problem import Problem, even_sizes
from sessions.breakouts.seats import Question, question

FEW, MANY = 4_000, 60_000  # steps of the search for a seating
SMALL = 400  # units of all rounds, up to which all rounds are tried together

HELP = {
    "sizes": "groups that may be larger or smaller",
    "hosts": "another host, or a table without one",
    "languages": "one more room in the language",
    "access": "one more accessible room",
    "apart": "fewer people kept apart, or more tables",
    "together": "fewer people kept together, or larger tables",
    "tables": "more tables, fewer rounds, or to let guests come back to a table",
    "community": "fewer tables, or a smaller number of community members for each",
    "locked": "fewer locked rounds",
    "pinned": "fewer locked seats",
}


class Clash(Exception):
    """The hard rules can't all be kept. `rules` are keys of NAMES; `proven` is false where none was found."""

    def __init__(self, sentence: str, rules: tuple[str, ...], *, proven: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.rules = rules
        self.proven = proven


class Start:
    """A first seating of the rounds to plan, with the sizes that its groups may have."""

    def __init__(self, rounds: Answer, sizes: dict[int, list[tuple[int, int]]], *, keeps_all: bool = True) -> None:
        self.rounds = rounds
        self.sizes = sizes
        self.keeps_all = keeps_all  # false: nobody sits wrong within a round, but guests come back to tables


def first_seating(problem: Problem, *, seed: int, old: Old | None = None) -> Start:
    """A seating that keeps the hard rules, or Clash; in a repair near the one there was."""
    open_rounds = [index for index in range(len(problem.rounds)) if index not in problem.locked]
    look_at_held_rounds(problem)
    look_at_each_round(problem, open_rounds)
    if not problem.no_table_twice:
        return joined([round_alone(problem, index, seed, old) for index in open_rounds])
    step_by_step = one_after_the_other(problem, open_rounds, seed, old)
    if step_by_step is not None:
        return step_by_step
    if sum(len(problem.rounds[index].present) for index in open_rounds) <= SMALL:
        for even, steps in ((True, FEW * 5), (False, MANY * 3)):
            asked = question(problem, open_rounds, even=even)
            try:
                return fixed_where_uneven(problem, asked, seated(asked, steps=steps, seed=seed, old=old))
            except NoSeating as none:
                proven = none.proven
        if proven:
            raise clash(problem, open_rounds)
    start = joined([round_alone(problem, index, seed, old) for index in open_rounds])
    start.keeps_all = False
    return start


def joined(starts: list[Start]) -> Start:
    """Rounds that know nothing of each other as one seating."""
    return Start(
        {index: groups for start in starts for index, groups in start.rounds.items()},
        {index: sizes for start in starts for index, sizes in start.sizes.items()},
    )


def round_alone(problem: Problem, index: int, seed: int, old: Old | None) -> Start:
    """One round by its own rules: with even sizes if that can be, otherwise within the limits of its groups."""
    proven = True
    for even, steps in ((True, FEW), (True, MANY), (False, MANY * 2)):
        asked = question(problem, [index], without=frozenset({"tables"}), even=even)
        try:
            return fixed_where_uneven(problem, asked, seated(asked, steps=steps, seed=seed + index, old=old))
        except NoSeating as none:
            proven = none.proven
            if proven and even and asked.sizes == question(problem, [index], even=False).sizes:
                break
    raise clash(problem, [index], proven=proven)


def fixed_where_uneven(problem: Problem, asked: Question, answer: Answer) -> Start:
    """Even sizes may change hands between tables; sizes that had to be uneven stay as they are."""
    sizes = {}
    for index, groups in answer.items():
        round_ = problem.rounds[index]
        even = even_sizes(round_.groups, len(round_.present))
        lengths = [len(group) for group in groups]
        if all(least <= length <= most for (least, most), length in zip(even, lengths, strict=True)):
            sizes[index] = even
        else:
            sizes[index] = [(length, length) for length in lengths]
    return Start(answer, sizes)


def one_after_the_other(problem: Problem, rounds: list[int], seed: int, old: Old | None) -> Start | None:
    """Each round with the tables that guests have not seen; None where a round finds itself stuck."""
    seen = guests_seen(problem)
    starts = []
    for index in rounds:
        asked = question(problem, [index], even=True)
        hosted = problem.rounds[index].hosted
        for unit in asked.units:
            for one in unit.people:
                if one not in hosted:
                    unit.tables &= ~seen.get(one, 0)
        try:
            start = fixed_where_uneven(problem, asked, seated(asked, steps=FEW, seed=seed + index, old=old))
        except NoSeating:
            return None
        starts.append(start)
        for table, group in enumerate(start.rounds[index]):
            for one in group:
                if hosted.get(one) != table:
                    seen[one] = seen.get(one, 0) | 1 << table
    return joined(starts)


def guests_seen(problem: Problem) -> dict[int, int]:
    """A bit for each table that a guest had in the rounds that were held."""
    seen: dict[int, int] = {}
    for index in problem.locked:
        for table, group in enumerate(problem.held(index)):
            for one in group:
                if problem.rounds[index].hosted.get(one) != table:
                    seen[one] = seen.get(one, 0) | 1 << table
    return seen


# -- what clashes ------------------------------------------------------------------------------------------------------


def look_at_held_rounds(problem: Problem) -> None:
    """A locked round that sits the people who are present must keep the rules too."""
    for index in sorted(problem.locked):
        round_, groups = problem.rounds[index], problem.held(index)
        if not seats_are_held_otherwise(round_, groups):
            broken: Broken | None = next(in_round(problem, index, round_, groups), None)
            if broken:
                raise Clash(
                    f"Two rules clash: {NAMES['locked']}, and {NAMES[broken.rule]}. {broken.sentence}",
                    ("locked", broken.rule),
                )


def look_at_each_round(problem: Problem, rounds: list[int]) -> None:
    """What can be said without any search."""
    for index in rounds:
        round_ = problem.rounds[index]
        where = f"Round {index + 1}"
        count = len(round_.present)
        least, most = sum(group.least for group in round_.groups), sum(group.most for group in round_.groups)
        if not least <= count <= most:
            more = "more or larger groups" if count > most else "fewer or smaller groups"
            raise Clash(
                f"{where}: {count} people are present, and its groups seat {least} to {most}, so not "
                f"{NAMES['seats']} within {NAMES['sizes']}. It would help to have {more}.",
                ("seats", "sizes"),
            )
        hosts = [group.host for group in round_.groups if group.host is not None]
        for table, group in enumerate(round_.groups):
            if group.host is not None and group.host not in round_.present:
                raise Clash(
                    f"{where}, table {table + 1}: its host, {group.host}, is not present, so not all hosts stay at their "
                    f"tables. It would help to name another host.",
                    ("hosts", "seats"),
                )
            if group.host is not None and hosts.count(group.host) > 1:
                raise Clash(
                    f"{where}: {group.host} hosts two tables and can sit at one only ({NAMES['seats']}; {NAMES['hosts']}). "
                    f"It would help to name another host.",
                    ("hosts", "seats"),
                )
        look_at_rooms(problem, index)


def look_at_rooms(problem: Problem, index: int) -> None:
    """Somebody whom no room will do."""
    round_ = problem.rounds[index]
    for one in round_.present:
        person = problem.person[one]
        if any(group.suits(person) for group in round_.groups):
            continue
        rules = tuple(
            rule for rule, asked in (("languages", person.needs_language), ("access", person.access)) if asked
        )
        wanted = [f"a room in {' or '.join(person.languages)}"] if person.needs_language else []
        wanted += ["an accessible room"] if person.access else []
        raise Clash(
            f"Round {index + 1}: person {one} needs {' that is also '.join(wanted)}, and there is none "
            f"({'; '.join(NAMES[rule] for rule in rules)}). It would help to open one.",
            rules,
        )


def clash(problem: Problem, rounds: list[int], *, proven: bool = True) -> Clash:
    """Names a smallest set of rules that can't be kept together: each is left out in turn, and stays out if that doesn't help."""
    left_out = {"tables"} if len(rounds) == 1 else set()
    for rule in (
        "pinned",
        "community",
        "locked",
        "tables",
        "languages",
        "access",
        "hosts",
        "together",
        "apart",
        "sizes",
    ):
        if rule in left_out:
            continue
        try:
            seated(question(problem, rounds, without=frozenset({*left_out, rule}), even=False), steps=FEW * 2, seed=0)
        except NoSeating:
            left_out.add(rule)
    rules = tuple(rule for rule in NAMES if rule not in left_out and rule != "seats" and applies(problem, rule))
    where = f"Round {rounds[0] + 1}: these" if len(rounds) == 1 else "These"
    names = "; ".join(NAMES[rule] for rule in rules)
    ways = "; or ".join(HELP[rule] for rule in rules)
    if proven:
        return Clash(f"{where} rules can't all be kept: {names}. It would help to have {ways}.", rules)
    return Clash(
        f"{where} rules could not all be kept; no plan was found, which doesn't prove that there is none: {names}. "
        f"It would help to have {ways}.",
        rules,
        proven=False,
    )


def applies(problem: Problem, rule: str) -> bool:
    """A rule that binds nobody in this problem can't clash."""
    bound = {
        "hosts": any(round_.hosted for round_ in problem.rounds),
        "languages": any(person.needs_language for person in problem.people),
        "access": any(person.access for person in problem.people),
        "apart": bool(problem.apart),
        "together": bool(problem.together),
        "tables": problem.no_table_twice,
        "community": bool(problem.min_community),
        "locked": bool(problem.locked),
        "pinned": any(problem.pinned.values()),
    }
    return bound.get(rule, True)
