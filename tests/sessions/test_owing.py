from __future__ import annotations

import pytest

from sessions import owing
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import STARTS_AT, WEEK_BEFORE, ring


@pytest.fixture(autouse=True)
def _no_sources(monkeypatch):
    monkeypatch.setattr(owing, "_sources", [])


def owes_two_replies(people, live_session, now):
    return {person.pk: [f"{person.name}: reply to two peers before {live_session} & be heard"] for person in people}


def owes_nothing(people, live_session, now):
    return {}


def test_every_source_adds_its_lines_once():
    owing.register(owes_nothing)
    owing.register(lambda people, live_session, now: {7: ["Watch the recording", "Write a reflection"]})
    owing.register(owes_nothing)

    assert len(owing._sources) == 2
    assert owing.still_owed(people=[], live_session=None, now=WEEK_BEFORE) == {
        7: ["Watch the recording", "Write a reflection"]
    }


@pytest.mark.django_db
def test_a_reminder_says_what_this_person_still_owes():
    owing.register(owes_two_replies)
    live_session = LiveSessionFactory(starts_at=STARTS_AT, label="", title="Place Matters")
    EnrollmentFactory(cohort=live_session.cohort, person__name="Ana")

    (mail,) = ring(WEEK_BEFORE)

    assert "\nStill yours to do:\n- Ana: reply to two peers before Place Matters & be heard\n" in mail.body
    assert "<li>Ana: reply to two peers before Place Matters &amp; be heard</li>" in mail.alternatives[0].content


@pytest.mark.django_db
def test_a_reminder_to_somebody_who_owes_nothing_does_not_speak_of_it():
    owing.register(owes_nothing)
    live_session = LiveSessionFactory(starts_at=STARTS_AT)
    EnrollmentFactory(cohort=live_session.cohort)

    (mail,) = ring(WEEK_BEFORE)

    assert "Still yours" not in mail.body + mail.alternatives[0].content


@pytest.mark.django_db
def test_a_source_that_breaks_keeps_no_reminder_back(caplog):
    def break_down(people, live_session, now):
        raise ZeroDivisionError

    owing.register(break_down)
    owing.register(owes_two_replies)
    live_session = LiveSessionFactory(starts_at=STARTS_AT, label="", title="Place Matters")
    EnrollmentFactory(cohort=live_session.cohort, person__name="Ana")

    (mail,) = ring(WEEK_BEFORE)

    assert "- Ana: reply to two peers before Place Matters & be heard\n" in mail.body
    assert [record.levelname for record in caplog.records] == ["ERROR"]
