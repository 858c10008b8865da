from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessions.models import Alias, Presence
from sessions.operations.attendance_matching import UnableToMatch, forget_match, match_unmatched
from tests.factories.sessions import LiveSessionFactory, PresenceFactory

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def waits(live_session, name="Lee (Bo)", email="", **other):
    return PresenceFactory(live_session=live_session, person=None, name=name, email=email, **other)


def match(cast, live_session, person, name="Lee (Bo)", email="", **other):
    told = {"by": cast["facilitator"], "now": START, **other}
    return match_unmatched(live_session=live_session, name=name, email=email, person=person, **told)


def people():
    return list(Presence.objects.order_by("pk").values_list("person", flat=True))


def test_said_once_it_holds_for_every_session_of_the_cohort(cast, live_session):
    other, elsewhere = LiveSessionFactory(cohort=cast.cohort), LiveSessionFactory(cohort=cast.neighbor_cohort)
    for session in (live_session, other, elsewhere):
        waits(session)
    waits(live_session, name="Somebody else")
    alias = match(cast, live_session, cast["team_lead"])
    bo = cast["team_lead"].pk
    assert people() == [bo, bo, None, None]
    assert (alias.key, alias.told_as, alias.person, alias.by) == (
        "lee bo",
        "Lee (Bo)",
        cast["team_lead"],
        cast["facilitator"],
    )
    assert alias.presences.count() == 2


def test_an_address_is_remembered_rather_than_the_name(cast, live_session):
    waits(live_session, email="bo@home.example.org")
    waits(live_session, name="Another name", email="bo@home.example.org")
    waits(live_session, email="lee@home.example.org")
    match(cast, live_session, cast["team_lead"], email="Bo@Home.example.org")
    assert people() == [cast["team_lead"].pk] * 2 + [None]


def test_said_anew_it_is_the_other_person(cast, live_session):
    waits(live_session)
    match(cast, live_session, cast["team_lead"])
    match(cast, live_session, cast["coach"])
    assert (people(), Alias.objects.count()) == ([cast["coach"].pk], 1)


def test_for_one_session_only(cast, live_session):
    other = LiveSessionFactory(cohort=cast.cohort)
    for session in (live_session, other):
        waits(session, name="iPhone")
    match(cast, live_session, cast["team_lead"], name="iPhone", remember=False)
    assert people() == [cast["team_lead"].pk, None]
    # What is said for all doesn't change what was said for one.
    match(cast, other, cast["coach"], name="iPhone")
    assert people() == [cast["team_lead"].pk, cast["coach"].pk]


def test_nobody_of_the_cohort_is_set_aside_and_not_dropped(cast, live_session):
    row = waits(live_session, name="Interpreter")
    match(cast, live_session, None, name="Interpreter")
    assert list(Presence.objects.waiting()) == []
    assert list(Presence.objects.set_aside()) == [row]


def test_forgotten_its_rows_wait_again(cast, live_session):
    row, known = waits(live_session), PresenceFactory(live_session=live_session, person=cast["coach"])
    alias = match(cast, live_session, cast["team_lead"])
    for _time in range(2):
        forget_match(alias=alias, by=cast["facilitator"], now=START)
    assert list(Presence.objects.waiting()) == [row]
    assert (people(), Alias.objects.count()) == ([None, known.person_id], 0)


@pytest.mark.parametrize("role", ["outsider", "neighbor"])
def test_nobody_of_another_cohort_is_meant(cast, live_session, role):
    waits(live_session)
    with pytest.raises(UnableToMatch, match="not in this cohort"):
        match(cast, live_session, cast[role])
    assert (people(), Alias.objects.count()) == ([None], 0)
