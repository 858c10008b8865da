from __future__ import annotations

import pytest

from sessions import making_up


@pytest.fixture(autouse=True)
def _nobody_tells(monkeypatch):
    monkeypatch.setattr(making_up, "_sources", [])


def test_whoever_knows_is_asked_once_and_all_of_it_counts():
    asked = []

    def recordings(sessions, person):
        asked.append((sessions, person))
        return {(1, 2)}

    for _time in range(2):
        making_up.register(recordings)
    making_up.register(lambda sessions, person: [(1, 2), (3, 4)])
    assert making_up.made_up_in(["a session"], "a person") == {(1, 2), (3, 4)}
    assert asked == [(["a session"], "a person")]


def test_where_nothing_knows_nobody_has():
    assert making_up.made_up_in([]) == set()
