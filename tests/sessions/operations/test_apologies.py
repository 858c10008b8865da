from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus
from sessions.enums import Attended, SessionStatus
from sessions.models import Apology
from sessions.operations.apologies import (
    UnableToApologize,
    apologize,
    excuse,
    take_back_excuse,
    withdraw_apology,
)
from sessions.queries.attendance import standing_of
from tests.factories.sessions import PresenceFactory

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
BEFORE, AFTER = START - timedelta(days=2), START + timedelta(days=1)


@pytest.fixture
def live_session(cast):
    """One at which somebody was noted, so that others were missing."""
    return PresenceFactory(live_session__cohort=cast.cohort, live_session__starts_at=START).live_session


def say(cast, live_session, word="A cold.", now=BEFORE, role="participant"):
    return apologize(live_session=live_session, word=word, by=cast[role], now=now)


def state(cast, live_session, now=AFTER):
    return standing_of(live_session, cast["participant"], now).state


def test_beforehand_it_excuses_and_is_withdrawn_as_easily(cast, live_session):
    row = say(cast, live_session)
    assert state(cast, live_session) == state(cast, live_session, now=BEFORE) == Attended.EXCUSED
    assert list(Apology.objects.excusing()) == [row]
    for _time in range(2):
        withdraw_apology(apology=row, now=BEFORE)
    assert (state(cast, live_session), list(Apology.objects.excusing())) == (Attended.NONE, [])
    say(cast, live_session)
    assert (state(cast, live_session), Apology.objects.count()) == (Attended.EXCUSED, 1)


def test_other_words_afterwards_do_not_make_it_late(cast, live_session):
    say(cast, live_session)
    say(cast, live_session, word="The flu, after all.", now=AFTER)
    row = Apology.objects.get()
    assert (row.word, row.said_at, state(cast, live_session)) == ("The flu, after all.", BEFORE, Attended.EXCUSED)


def test_late_it_waits_until_it_is_accepted(cast, live_session):
    row = say(cast, live_session, now=START)
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.state, standing.waits, list(Apology.objects.excusing())) == (Attended.NONE, True, [])
    for _time in range(2):
        excuse(live_session=live_session, person=cast["participant"], by=cast["facilitator"], now=AFTER)
    row.refresh_from_db()
    assert (row.accepted_by, row.said_at, state(cast, live_session)) == (cast["facilitator"], START, Attended.EXCUSED)
    assert list(Apology.objects.excusing()) == [row]
    take_back_excuse(apology=row, now=AFTER)
    assert standing_of(live_session, cast["participant"], AFTER).waits


def test_somebody_who_said_so_by_telephone_is_excused_at_the_desk(cast, live_session):
    row = excuse(live_session=live_session, person=cast["participant"], by=cast["facilitator"], now=AFTER)
    assert state(cast, live_session) == Attended.EXCUSED
    take_back_excuse(apology=row, now=AFTER)
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.state, standing.apology) == (Attended.NONE, None)


def test_a_moved_session_is_another_date(cast, live_session):
    say(cast, live_session)
    live_session.starts_at += timedelta(days=7)
    live_session.save()
    after = live_session.ends_at
    standing = standing_of(live_session, cast["participant"], after)
    assert (standing.state, standing.waits, list(Apology.objects.excusing())) == (Attended.NONE, True, [])
    say(cast, live_session, now=AFTER)
    assert standing_of(live_session, cast["participant"], after).state == Attended.EXCUSED


def test_who_came_all_the_same_was_there(cast, live_session):
    say(cast, live_session)
    PresenceFactory(live_session=live_session, person=cast["participant"])
    assert state(cast, live_session) == Attended.LIVE


@pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn", "site_admin"])
def test_only_those_who_take_part_are_expected(cast, live_session, role):
    with pytest.raises(UnableToApologize, match="do not take part"):
        say(cast, live_session, role=role)
    with pytest.raises(UnableToApologize, match="does not take part"):
        excuse(live_session=live_session, person=cast[role], by=cast["facilitator"], now=AFTER)
    assert not Apology.objects.exists()


def test_what_else_is_refused(cast, live_session):
    with pytest.raises(UnableToApologize, match="too long"):
        say(cast, live_session, word="x" * 1001)
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    with pytest.raises(UnableToApologize, match="completed"):
        say(cast, live_session)
    live_session.status = SessionStatus.CANCELLED
    live_session.save()
    with pytest.raises(UnableToApologize, match="cancelled"):
        say(cast, live_session)
    with pytest.raises(UnableToApologize, match="cancelled"):
        excuse(live_session=live_session, person=cast["participant"], by=cast["facilitator"], now=AFTER)
