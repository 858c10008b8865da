from __future__ import annotations

import pytest

from cohorts.operations.roster_words import roster_words
from cohorts.roster.headers import folded

WORDS = roster_words()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Team leader", "team_lead"),
        ("Líder de equipo", "team_lead"),
        ("PARTICIPANTE", "participant"),
        ("member", "participant"),
        ("Coordinadora", "coordinator"),
        ("observer", "observer"),
    ],
)
def test_roles(written, stored):
    assert WORDS.roles[folded(written)] == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Eastern", "America/New_York"),
        ("Central Time", "America/Chicago"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("MST", "America/Denver"),
        ("EST", "America/New_York"),
        ("Arizona", "America/Phoenix"),
        ("america/puerto rico", "America/Puerto_Rico"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
    ],
)
def test_time_zones(written, stored):
    assert WORDS.zones[folded(written)] == stored


def test_zones_that_differ_in_a_sign_are_taken_only_as_they_are():
    assert [WORDS.zones[name] for name in ("Etc/GMT+5", "Etc/GMT-5")] == ["Etc/GMT+5", "Etc/GMT-5"]
    assert folded("Etc/GMT+5") not in WORDS.zones


@pytest.mark.parametrize(
    ("written", "stored"), [("es", "es"), ("Spanish", "es"), ("Español", "es"), ("inglés", "en"), ("English", "en")]
)
def test_languages(written, stored):
    assert WORDS.languages[folded(written)] == stored


@pytest.mark.parametrize(
    ("written", "stored"), [("Front line", "front_line"), ("C-Suite", "executive"), ("Supervisor", "manager")]
)
def test_levels(written, stored):
    assert WORDS.levels[folded(written)] == stored


@pytest.mark.parametrize(("written", "stored"), [("FQHC", "health_center"), ("Health department", "public_health")])
def test_types(written, stored):
    assert WORDS.organization_types[folded(written)] == stored
