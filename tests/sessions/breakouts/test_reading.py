from __future__ import annotations

import pytest

from sessions.breakouts.reading import BadProblem, read_problem, read_text
from tests.sessions.breakouts.problems import group, problem


def document(**more):
    return problem(4, [([0, 1, 2, 3], [group(2, 2), group(2, 2)])], **more)


def changed(path, value):
    """The document with one value set at a place."""
    changed = document(previous={"rounds": [[[0, 1], [2, 3]]]})
    spot = changed
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value
    return changed


def test_a_problem_is_read():
    read = read_problem(
        document(
            history=[[1, 0, 2], [0, 1, 1]], keep_apart=[[3, 2]], repeat_cap=1, no_table_twice=True, unknown="left alone"
        )
    )

    assert [person.id for person in read.people] == [0, 1, 2, 3]
    assert read.history == {(0, 1): 3}
    assert read.apart == {(2, 3)}
    assert (read.repeat_cap, read.no_table_twice, read.locked) == (1, True, frozenset())


def test_people_may_be_a_number_alone():
    small = document()
    del small["people"]

    assert [person.id for person in read_problem(small).people] == [0, 1, 2, 3]


def test_distances_follow_the_ids_whatever_the_order():
    read = read_problem(
        document(kind="mdgp", distance=[[0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]])
        | {"people": [{"id": one} for one in (3, 2, 1, 0)]}
    )

    assert read.distance == ((0, 6, 5, 3), (6, 0, 4, 2), (5, 4, 0, 1), (3, 2, 1, 0))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["format"], "other", "format: must be “breakouts-instance/1”."),
        (["kind"], "poker", "kind: must be one of sgp, cafe, program, mdgp, repair."),
        (["n"], 5, "n: says 5, and people holds 4."),
        (["n"], True, "n: must be a whole number."),
        (["people"], {}, "people: must be a list."),
        (["people", 1], 7, "people[1]: must be an object."),
        (["people", 1, "id"], "1", "people[1].id: must be a whole number."),
        (["people", 1, "id"], 0, "people[1].id: 0 is the id of somebody before."),
        (["people", 1, "org"], [], "people[1].org: must be a whole number or a word."),
        (["people", 1, "langs"], "es", "people[1].langs: must be a list."),
        (["people", 1, "access"], 1, "people[1].access: must be true or false."),
        (["rounds"], [], "rounds: must hold at least one round."),
        (["rounds"], None, "rounds: is missing."),
        (["rounds", 0, "present"], [0, 9], "rounds[0].present[1]: 9 is not the id of anybody in people."),
        (["rounds", 0, "present"], [0, 0], "rounds[0].present[1]: 0 stands there twice."),
        (["rounds", 0, "groups", 1, "min"], 3, "rounds[0].groups[1].min: 3 is above max, which is 2."),
        (["rounds", 0, "groups", 1, "max"], None, "rounds[0].groups[1].max: is missing."),
        (["rounds", 0, "groups", 1, "min"], -1, "rounds[0].groups[1].min: must not be below 0."),
        (["rounds", 0, "groups", 1, "host"], 8, "rounds[0].groups[1].host: 8 is not the id of anybody in people."),
        (["history"], [[0, 1]], "history[0]: must be [id, id, times]."),
        (["history"], [[0, 0, 1]], "history[0]: names one person twice."),
        (["keep_apart"], [[0, 1], [0]], "keep_apart[1]: must be a pair of ids."),
        (["keep_together"], [[0, 9]], "keep_together[0][1]: 9 is not the id of anybody in people."),
        (["repeat_cap"], -1, "repeat_cap: must not be below 0."),
        (["no_table_twice"], "yes", "no_table_twice: must be true or false."),
        (["pinned"], [[0, 1]], "pinned[0]: must be [round, id, group]."),
        (["pinned"], [[1, 0, 0]], "pinned[0]: 1 is not a round: they are counted from 0 to 0."),
        (["pinned"], [[0, 9, 0]], "pinned[0]: 9 is not the id of anybody in people."),
        (["pinned"], [[0, 0, 2]], "pinned[0]: 2 is not a group of round 0."),
        (["pinned"], [[0, 0, 0], [0, 0, 1]], "pinned[1]: 0 sits in another group of round 0 already."),
        (["distance"], [[0]], "distance: has 1 rows for 4 people."),
        (
            ["distance"],
            [[0, 1, 1, 1], [2, 0, 1, 1], [1] * 4, [1] * 4],
            "distance[1][0]: is 2, and distance[0][1] is 1.",
        ),
        (["previous", "rounds"], [[[0, 1], [1]]], "previous.rounds[0][1]: seats somebody twice."),
        (["locked_rounds"], [1], "locked_rounds[0]: 1 is not a round: they are counted from 0 to 0."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path, value, said):
    with pytest.raises(BadProblem) as refused:
        read_problem(changed(path, value))
    assert str(refused.value) == said


def test_a_repair_needs_the_plan_there_was():
    with pytest.raises(BadProblem, match=r"^previous: is missing: a repair starts from the plan there was\.$"):
        read_problem(document(kind="repair"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1, column 1"),
        (b"\xff", "byte 0"),
        ("[" * 100_000, "the document"),
        ('{"n": ' + "9" * 5000 + "}", "the document"),
    ],
    ids=["empty", "no UTF-8", "deep", "a long number"],
)
def test_what_is_no_json_is_said_too(text, place):
    with pytest.raises(BadProblem) as refused:
        read_text(text)
    assert refused.value.place == place
