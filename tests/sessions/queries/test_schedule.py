from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import SessionStatus, Stage
from sessions.queries.schedule import desk_of, schedule_of
from tests.factories.cohorts import PhaseFactory
from tests.factories.discussions import PostFactory
from tests.factories.sessions import (
    AgendaItemFactory,
    LiveSessionFactory,
    MaterialFactory,
    PromptFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 9, 21, 19, tzinfo=UTC)


def test_sessions_stand_in_their_phases_in_order(cast):
    second, first = (PhaseFactory(cohort=cast.cohort, position=position) for position in (2, 1))
    loose = LiveSessionFactory(cohort=cast.cohort, starts_at=NOW)
    later, earlier = (
        LiveSessionFactory(cohort=cast.cohort, phase=second, starts_at=NOW + timedelta(days=days)) for days in (9, 2)
    )
    groups = schedule_of(cast.cohort, cast["participant"], NOW)
    assert [(group.phase, [row.live_session for row in group.rows]) for group in groups] == [
        (first, []), (second, [earlier, later]), (None, [loose]),
    ]  # fmt: skip


def test_the_next_is_the_first_that_is_not_over_or_cancelled(cast):
    for days, status in [(-2, "scheduled"), (1, SessionStatus.CANCELLED), (2, "scheduled"), (3, "scheduled")]:
        LiveSessionFactory(cohort=cast.cohort, starts_at=NOW + timedelta(days=days), status=status)
    (group,) = schedule_of(cast.cohort, cast["participant"], NOW)
    assert [(row.stage, row.is_next) for row in group.rows] == [
        (Stage.OVER, False), (Stage.CANCELLED, False), (Stage.AHEAD, True), (Stage.AHEAD, False),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["neighbor", "withdrawn", "invited", "outsider"])
def test_those_outside_see_none(cast, role):
    LiveSessionFactory(cohort=cast.cohort)
    assert schedule_of(cast.cohort, cast[role], NOW) == []
    assert desk_of(cast.cohort, cast[role], NOW) == []


def test_the_desk_counts_what_is_ready(cast):
    live_session = LiveSessionFactory(cohort=cast.cohort, starts_at=NOW, join_url="")
    AgendaItemFactory(live_session=live_session, minutes=50)
    AgendaItemFactory(live_session=live_session, minutes=30)
    prompt = PromptFactory(live_session=live_session)
    response = PostFactory(thread=prompt.thread)
    PostFactory(thread=prompt.thread, parent=response)
    PostFactory(thread=prompt.thread, deleted_at=NOW)
    MaterialFactory.create_batch(2, live_session=live_session)
    RecordingFactory(live_session=live_session)
    held_back = RecordingFactory(live_session=live_session, published_at=None)
    PromptFactory(live_session__cohort=cast.neighbor_cohort)
    (row,) = desk_of(cast.cohort, cast["facilitator"], NOW)
    assert (row.has_agenda, row.missing_minutes, row.prompts, row.responses, row.materials) == (True, 10, 1, 1, 2)
    assert (row.published, row.held_back, row.held_back_pk, row.lacks_link) == (1, 1, held_back.pk, True)


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        ({}, True),
        ({"join_url": "https://zoom.example.org/j/1"}, False),
        ({"format": "in_person"}, False),
        ({"format": "hybrid"}, True),
        ({"status": "cancelled"}, False),
        ({"starts_at": NOW - timedelta(days=1)}, False),
    ],
)
def test_a_link_is_missed_where_people_will_look_for_it(cast, facts, lacks):
    LiveSessionFactory(cohort=cast.cohort, **({"starts_at": NOW, "join_url": ""} | facts))
    assert desk_of(cast.cohort, cast["facilitator"], NOW)[0].lacks_link == lacks
