from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.sessions.breakouts import recount
from tests.sessions.breakouts.problems import golfers, group, problem, program


def written(tmp_path, document):
    file = tmp_path / "problem.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return file


def printed(file, *, seed=1, seconds=0.05):
    out = io.StringIO()
    call_command("plan_breakouts", str(file), f"--seed={seed}", f"--seconds={seconds}", stdout=out)
    return out.getvalue()


def test_it_prints_a_plan_with_its_figures(tmp_path):
    document = program(23, 6, 2)
    plan = json.loads(printed(written(tmp_path, document)))

    assert list(plan) == ["rounds", "score"]
    assert recount.keeps_rules(document, plan["rounds"])
    counted = recount.counted(document, plan["rounds"])
    assert (plan["score"]["repeats"], plan["score"]["cost"]) == (counted["repeats"], counted["cost"])
    assert plan["score"]["why"][0] == "Nobody meets anybody again."


def test_the_same_seed_prints_the_same_bytes(tmp_path, monkeypatch):
    # However slow this machine is today, the clock stops no search.
    monkeypatch.setattr("time.process_time", lambda: 0.0)
    file = written(tmp_path, program(30, 6, 3))

    assert printed(file, seed=4) == printed(file, seed=4)


def test_it_reads_standard_input(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(golfers(3, 3, 4)).encode())))

    assert json.loads(printed("-"))["score"]["repeats"] == 0


def test_rules_that_clash_end_it_with_1(tmp_path):
    document = problem(6, [(list(range(6)), [group(3, 3), group(3, 3)])], keep_apart=[[0, 1]], keep_together=[[0, 1]])

    with pytest.raises(CommandError) as refused:
        printed(written(tmp_path, document))
    assert refused.value.returncode == 1
    assert str(refused.value) == (
        "Round 1: these rules can't all be kept: people kept apart; people kept together. It would help to have fewer people "
        "kept apart, or more tables; or fewer people kept together, or larger tables."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1, column 2: is not JSON: Expecting property name enclosed in double quotes."),
        ("[]", "the document: must be an object."),
        ("{}", "format: must be “breakouts-instance/1”."),
    ],
)
def test_what_cannot_be_read_ends_it_with_2(tmp_path, text, said):
    file = written(tmp_path, text)

    with pytest.raises(CommandError) as refused:
        printed(file)
    assert refused.value.returncode == 2
    assert str(refused.value) == f"{file} can't be read. {said}"


def test_a_file_that_is_not_there_ends_it_with_2(tmp_path):
    with pytest.raises(CommandError, match="No such file") as refused:
        printed(tmp_path / "nothing.json")
    assert refused.value.returncode == 2


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan"])
def test_seconds_are_a_number_above_0(tmp_path, seconds):
    with pytest.raises(CommandError, match="is not a number of seconds above 0"):
        printed(written(tmp_path, golfers(3, 3, 2)), seconds=seconds)
