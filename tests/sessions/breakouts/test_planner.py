from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import pytest

from sessions.breakouts.clashes import Clash
from sessions.breakouts.explain import figures
from sessions.breakouts.planner import plan
from sessions.breakouts.reading import read_problem
from tests.architecture.source import ROOT
from tests.sessions.breakouts import recount
from tests.sessions.breakouts.problems import by_chance, cafe, golfers, group, mixed_people, problem, program

pytestmark = pytest.mark.filterwarnings("error")


def planned(document, *, seed=1, seconds=0.05):
    return plan(read_problem(document), seed=seed, seconds=seconds)


@pytest.mark.parametrize("first", range(0, 200, 25))
def test_small_problems_are_planned_by_the_rules_or_refused_where_no_plan_is(first):
    """Against every seating that there is."""
    for seed in range(first, first + 25):
        document, refused = by_chance(seed), None
        try:
            found = planned(document, seed=seed, seconds=0.01)
        except Clash as clash:
            refused = clash
        if refused:
            assert refused.rules, seed
            assert not recount.can_be_planned(document), seed
            continue
        assert recount.keeps_rules(document, found.rounds), seed
        counted = recount.counted(document, found.rounds)
        assert (found.score.repeats, found.score.cost) == (counted["repeats"], counted["cost"]), seed
        assert found.bounds.repeats <= found.score.repeats, seed
        assert found.bounds.cost <= found.score.cost, seed


def test_nobody_meets_twice_and_no_organization_sits_together_where_that_is_easy():
    document = program(60, 12, 3)
    found = planned(document)

    assert (found.score.repeats, found.score.same["org"], found.score.size_gap) == (0, 0, 0)
    assert recount.keeps_rules(document, found.rounds)
    assert recount.counted(document, found.rounds)["cost"] == found.score.cost


@pytest.mark.parametrize(
    ("document", "method"),
    [
        (golfers(5, 3, 7), "starter over Z7"),
        (golfers(7, 7, 8), "rows over the field of 7 and in their classes"),
        (golfers(10, 4, 13), "space over three elements"),
        (golfers(10, 8, 8), "rows over Z10"),
        (cafe(10, 4, 9), "rows over Z10"),
        (cafe(12, 5, 8, missing=3), "rows over Z12"),
    ],
    ids=str,
)
def test_perfect_plans_come_from_algebra(document, method):
    found = planned(document)

    assert recount.keeps_rules(document, found.rounds)
    assert recount.counted(document, found.rounds)["repeats"] == 0
    assert found.score.size_gap <= 1
    if method != "rows over Z12":
        assert found.method == method


def test_everything_at_once():
    people = mixed_people(48, 9, seed=2)
    for one in (1, 2, 3, 4):
        people[one]["langs"] = ["es"]
    for one in (4, 5, 6):
        people[one]["access"] = True
    groups = [
        group(4, 5, host=host, lang="es" if host == 44 else None, access=host in (44, 45)) for host in range(38, 48)
    ]
    document = problem(
        people,
        [(list(range(48)), groups)] * 3,
        keep_apart=[[7, 8], [9, 10], [1, 38]],
        keep_together=[[11, 12], [13, 14], [14, 15]],
        history=[[7, 9, 1], [20, 21, 2]],
    )
    found = planned(document, seconds=0.5)

    assert recount.keeps_rules(document, found.rounds)
    assert recount.counted(document, found.rounds) == {"repeats": found.score.repeats, "cost": found.score.cost}
    assert found.score.repeats >= found.bounds.repeats > 0
    assert found.bounds.reason == "hosts"


def test_a_minimum_of_community_members_is_kept_at_each_table():
    people = [{"id": one, "community": one < 9, "org": one % 3} for one in range(32)]
    document = problem(people, [(list(range(32)), [group(4, 4) for _ in range(8)])] * 4, min_community=1)
    found = planned(document, seconds=0.2)

    assert recount.keeps_rules(document, found.rounds)
    assert all(any(one < 9 for one in seated) for groups in found.rounds for seated in groups)


def test_too_few_community_members_are_said():
    people = [{"id": one, "community": one < 3} for one in range(16)]
    document = problem(people, [(list(range(16)), [group(4, 4) for _ in range(4)])], min_community=1)

    with pytest.raises(Clash) as refused:
        planned(document)
    assert "community" in refused.value.rules


def test_locked_rounds_stay_as_they_were():
    document = program(20, 5, 3)
    before = planned(document).rounds
    document |= {"kind": "repair", "previous": {"rounds": before}, "locked_rounds": [0]}
    document["rounds"] = [
        document["rounds"][0],
        *({**item, "present": list(range(1, 20))} for item in document["rounds"][1:]),
    ]
    for item in document["rounds"][1:]:
        item["groups"] = [group(4, 5) for _ in range(4)]
    found = planned(document)

    assert found.rounds[0] == before[0]
    assert recount.keeps_rules(document, found.rounds)


def test_locked_seats_are_kept_and_the_rest_is_planned_around_them():
    document = program(40, 8, 3)
    free = planned(document, seconds=0.2)
    document["pinned"] = [[0, 3, 7], [1, 3, 7], [2, 3, 7], [0, 4, 7], [1, 9, 0]]
    pinned = planned(document, seconds=0.2)
    assert all(one in pinned.rounds[number][table] for number, one, table in document["pinned"])
    assert recount.keeps_rules(document, pinned.rounds)
    assert not recount.keeps_rules(document, free.rounds)
    assert pinned.score.repeats == 0


def test_locked_seats_that_clash_with_a_host_or_a_room_are_named():
    tables = [group(2, 3, host=0), group(2, 3, host=1)]
    everybody = [{"id": one, "access": one == 4} for one in range(5)]
    for pin in ([0, 0, 1], [0, 4, 1]):
        document = problem(everybody, [(list(range(5)), [{**tables[0], "access": True}, tables[1]])], pinned=[pin])
        with pytest.raises(Clash) as refused:
            planned(document)
        assert "pinned" in refused.value.rules
        assert "seats that are locked" in refused.value.sentence


def test_a_repair_leaves_locked_seats_where_they_are():
    document = program(20, 6, 2)
    before = planned(document, seconds=0.2).rounds
    gone = before[1][0][1:]
    stays = before[1][0][0]
    present = [one for one in range(20) if one not in gone]
    groups = [group(0, 6) for _ in range(4)]
    document["rounds"][1] |= {"present": present, "groups": groups}
    document |= {"kind": "repair", "previous": {"rounds": before}, "locked_rounds": [0], "pinned": [[1, stays, 0]]}
    repaired = planned(document, seconds=0.5)
    assert stays in repaired.rounds[1][0]
    assert recount.keeps_round(document, 1, repaired.rounds[1])
    assert repaired.repair.moved >= repaired.repair.bound


def test_no_repeats_at_all_is_refused_where_a_bound_says_so():
    with pytest.raises(Clash, match="at least 2 repeats can't be avoided"):
        planned(golfers(2, 2, 4) | {"repeat_cap": 0})


@pytest.fixture
def patient(monkeypatch):
    """However slow this machine is today, the clock stops no search."""
    monkeypatch.setattr("time.process_time", lambda: 0.0)


def test_the_order_of_the_upload_does_not_matter(patient):
    document = program(40, 8, 2)
    turned = document | {"people": document["people"][::-1]}
    turned["rounds"] = [{**item, "present": item["present"][::-1]} for item in document["rounds"]]

    assert planned(turned).rounds == planned(document).rounds


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path, patient):
    document = program(40, 8, 3)
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(document))
    command = (
        "import json, sys, time; time.process_time = lambda: 0.0;"
        "from sessions.breakouts.reading import read_text; from sessions.breakouts.planner import plan;"
        "from sessions.breakouts.explain import figures; found = plan(read_text(open(sys.argv[1]).read()), seed=7, seconds=0.1);"
        "print(json.dumps({'rounds': found.rounds, 'score': figures(found)}))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", command, file],
            cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": hashed},
        ).stdout
        for hashed in ("1", "2")
    }  # fmt: skip
    here = plan(read_problem(document), seed=7, seconds=0.1)

    assert outputs == {json.dumps({"rounds": here.rounds, "score": figures(here)}) + "\n"}


@pytest.mark.parametrize(
    ("tables", "seats", "rounds", "least"),
    [(3, 4, 2, 3), (4, 5, 2, 4), (4, 5, 3, 8), (2, 4, 2, 4), (3, 3, 4, 0), (4, 4, 5, 0)],
)
def test_few_tables_make_people_meet_again_and_the_bound_says_so(tables, seats, rounds, least):
    found = planned(golfers(tables, seats, rounds), seconds=0.5)
    assert (found.bounds.repeats, found.bounds.reason) == (least, "tables" if least else "")
    assert found.score.repeats >= least
    assert found.is_best or rounds > 2


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_no_plan_beats_its_bound(first):
    for seed in range(first, first + 30):
        with contextlib.suppress(Clash):
            found = planned(by_chance(seed))
            assert found.score.repeats >= found.bounds.repeats, seed


def test_another_seed_gives_another_plan():
    assert planned(program(40, 8, 3), seed=1).rounds != planned(program(40, 8, 3), seed=2).rounds


def test_progress_is_told_and_a_stop_keeps_the_best():
    told = []

    def stop_soon(share, cost):
        told.append((share, cost))
        return len(told) < 3

    document = program(60, 6, 3)
    found = plan(read_problem(document), seed=1, seconds=1, told=stop_soon)

    assert len(told) == 3
    assert found.stopped
    assert recount.keeps_rules(document, found.rounds)
    assert "The search was stopped before its end; this is the best plan until then." in figures(found)["why"]


@pytest.mark.slow
def test_hundreds_of_small_problems_more():
    for seed in range(1000, 1400):
        document = by_chance(seed)
        try:
            assert recount.keeps_rules(document, planned(document, seed=seed, seconds=0.01).rounds), seed
        except Clash:
            assert not recount.can_be_planned(document), seed
