from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cohorts.outline import outline_of
from cop_portal.blueprints.reading import as_json, parse

FILES = Path(__file__).parents[2] / "cop_portal" / "blueprints"


def test_what_a_document_says():
    outline = outline_of(
        {
            "cohort_defaults": {"time_zone": "America/New_York"},
            "phases": [
                {"slug": "level", "title": "Level setting", "starts": "2022-01", "ends": "2022-04", "summary": "Begin."},
                {"slug": "after", "title": "After", "starts": "2022-05-02", "participation": "All."},
            ],
            "sessions": [
                {
                    "slug": "one", "label": "Session 1", "kind": "module", "phase": "level", "title": "First",
                    "featured_resource": "“A film”", "date": "2022-01-19", "start": "15:00", "minutes": 90,
                },
                {"slug": "two", "kind": "workshop", "phase": "level", "title": "Second", "month": "2022-03",
                 "minutes": [120, 180], "optional": True},
                {"slug": "three", "kind": "sharing", "phase": "after", "title": "Third", "format": "in_person"},
            ],
            "as_it_ran": {"title": "Forum 2022"},
        }
    )  # fmt: skip
    level, after = outline.phases
    assert (outline.zone, outline.ran_as) == ("America/New_York", "Forum 2022")
    assert (level.title, level.when, level.summary) == ("Level setting", "January 2022 – April 2022", "Begin.")
    assert (after.when, after.participation) == ("from May 2, 2022", "All.")
    first, second = level.sessions
    assert (first.label, first.title, first.resource, first.format) == ("Session 1", "First", "“A film”", "virtual")
    assert (first.starts_at, first.ends_at) == (
        datetime(2022, 1, 19, 20, tzinfo=UTC),
        datetime(2022, 1, 19, 21, 30, tzinfo=UTC),
    )
    assert (first.when, first.length) == ("", "")
    assert (second.label, second.when, second.length, second.is_optional) == (
        "Workshop",
        "March 2022",
        "2 h to 3 h",
        True,
    )
    (third,) = after.sessions
    assert (third.starts_at, third.when, third.length, third.format) == (None, "", "", "in person")


@pytest.mark.parametrize("document", [{}, {"program": {}}, {"sessions": []}])
def test_a_program_without_a_blueprint_has_no_outline(document):
    assert outline_of(document) is None


def test_sessions_outside_of_phases_and_odd_values_are_kept():
    outline = outline_of(
        {"sessions": [{"slug": "x", "title": "X", "phase": "unknown", "date": "2022-13-01", "minutes": "?"}]}
    )
    (phase,) = outline.phases
    assert [(s.title, s.starts_at, s.when, s.length) for s in phase.sessions] == [("X", None, "", "")]


@pytest.mark.parametrize(
    ("file", "sessions"),
    [("health_equity_forum", 9), ("racial_equity_cop", None), ("upstream_conditions", None)],
)
def test_the_shipped_programs_have_one(file, sessions):
    document = as_json(parse(FILES / f"{file}.toml"))
    outline = outline_of(document)
    found = [planned for phase in outline.phases for planned in phase.sessions]
    assert len(found) == (sessions or len(document["sessions"]))
    assert all(planned.title and planned.label for planned in found)


def test_the_forum_ran_at_three_eastern_also_after_the_clocks_changed():
    outline = outline_of(as_json(parse(FILES / "health_equity_forum.toml")))
    starts = [planned.starts_at for phase in outline.phases for planned in phase.sessions]
    assert starts[7] == datetime(2022, 11, 16, 20, tzinfo=UTC)
    assert starts[6] == datetime(2022, 10, 26, 19, tzinfo=UTC)
