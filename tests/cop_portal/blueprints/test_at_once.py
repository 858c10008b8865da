"""The same form, and the same file, at the same moment in two processes: one cohort, one program."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts.models import Cohort, Enrollment, Program
from common.wall_clock import Month
from cop_portal.blueprints.loading import load_programs
from cop_portal.blueprints.new_dates import propose
from cop_portal.blueprints.starting import blueprint_of, start_cohort
from sessions.models import LiveSession, Prompt
from tests.at_once import at_once
from tests.cop_portal.blueprints.examples import EXAMPLE
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "fourth.toml"
    file.write_text(EXAMPLE)
    return file


def test_a_cohort_is_started_once(path):
    load_programs([path], now=NOW)
    program, by = Program.objects.get(), UserFactory()
    schedule = propose(blueprint_of(program), first=Month(2027, 1))
    for slug in schedule.unconfirmed:
        schedule = schedule.move(slug)

    def start():
        zone = "America/Chicago"
        return start_cohort(
            program=program, title="Talks", slug="talks", time_zone=zone, schedule=schedule, by=by, now=NOW
        )

    started = at_once(start, start, start)

    assert started == [Cohort.objects.get()] * 3
    assert (LiveSession.objects.count(), Prompt.objects.count(), Enrollment.objects.count()) == (2, 1, 1)


def test_a_changed_file_is_loaded_once(path):
    load_programs([path], now=NOW)
    path.write_text(EXAMPLE.replace("To find priorities", "To find out priorities"))

    said = at_once(*[lambda: load_programs([path], now=NOW)[0].word] * 2)

    assert sorted(said) == ["unchanged", "updated"]
