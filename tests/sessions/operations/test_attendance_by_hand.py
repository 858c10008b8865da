from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import Attended, SessionStatus
from sessions.models import Correction
from sessions.operations.attendance_by_hand import UnableToCorrect, correct, lift_correction
from sessions.queries.attendance import standing_of
from tests.factories.sessions import LiveSessionFactory, PresenceFactory

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
AFTER = START + timedelta(days=1)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def say(cast, live_session, state=Attended.LIVE, reason="Was on the telephone.", role="participant", **other):
    told = {"by": cast["facilitator"], "now": AFTER, **other}
    return correct(live_session=live_session, person=cast[role], state=state, reason=reason, **told)


def test_it_carries_a_reason_and_a_name_and_its_history(cast, live_session):
    say(cast, live_session)
    say(cast, live_session, state=Attended.NONE, reason=" That was  another person. ", by=cast["coordinator"])
    row = Correction.objects.get()
    assert (row.state, row.reason, row.by, row.at) == ("none", "That was another person.", cast["coordinator"], AFTER)
    told = row.history.order_by("pk").values_list("state", "reason", "history_user", "history_change_reason")
    assert list(told) == [
        ("live", "Was on the telephone.", cast["facilitator"].pk, "Set to live"),
        ("none", "That was another person.", cast["coordinator"].pk, "Set to none"),
    ]


def test_the_same_again_changes_nothing(cast, live_session):
    for _time in range(2):
        say(cast, live_session)
    assert Correction.objects.get().history.count() == 1


def test_it_goes_before_every_sign_until_it_is_lifted(cast, live_session):
    person = cast["participant"]
    PresenceFactory(live_session=live_session, person=person)
    row = say(cast, live_session, state=Attended.MAKE_UP)
    assert standing_of(live_session, person, AFTER).state == Attended.MAKE_UP
    for _time in range(2):
        lift_correction(correction=row, by=cast["coordinator"], now=AFTER)
    assert standing_of(live_session, person, AFTER).state == Attended.LIVE
    line = row.history.latest()
    assert (line.history_user, line.history_change_reason, row.history.count()) == (cast["coordinator"], "Lifted", 2)
    say(cast, live_session, state=Attended.MAKE_UP)
    assert standing_of(live_session, person, AFTER).state == Attended.MAKE_UP


@pytest.mark.parametrize(
    ("other", "sentence", "field"),
    [
        ({"reason": "  "}, "Say why", "reason"),
        ({"reason": "x" * 301}, "too long", "reason"),
        ({"state": "perhaps"}, "Choose one", "state"),
        ({"now": START - timedelta(hours=1)}, "has not begun", None),
        ({"role": "outsider"}, "does not take part", None),
        ({"role": "withdrawn"}, "does not take part", None),
    ],
)
def test_what_is_refused(cast, live_session, other, sentence, field):
    with pytest.raises(UnableToCorrect, match=sentence) as refusal:
        say(cast, live_session, **other)
    assert (refusal.value.field, Correction.objects.count()) == (field, 0)


def test_nobody_attended_what_was_cancelled(cast, live_session):
    live_session.status = SessionStatus.CANCELLED
    live_session.save()
    with pytest.raises(UnableToCorrect, match="cancelled"):
        say(cast, live_session)
