from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import PlaceKind, SessionFormat, SessionKind
from sessions.models import LiveSession
from sessions.operations.duplication import UnableToDuplicate, duplicate_session
from sessions.operations.schedule import UnableToSchedule
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, PhaseFactory
from tests.factories.sessions import (
    AgendaItemFactory,
    LiveSessionFactory,
    MaterialFactory,
    PresenterFactory,
    PromptFactory,
    RecordingFactory,
)

NOW = datetime(2022, 4, 1, 12, tzinfo=UTC)
START = datetime(2022, 4, 20, 19, tzinfo=UTC)
LATER = START + timedelta(days=28)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory(
        title="Place Matters", label="Session 5", starts_at=START, kind=SessionKind.WORKSHOP, summary="Words.",
        featured_resource="Episode 5", format=SessionFormat.HYBRID, place_name="Library", place_kind=PlaceKind.COMMUNITY,
        place_address="12 Main Street", access_information="Step-free.",
    )  # fmt: skip


def duplicate(live_session, by=None, **changes):
    facts = {"title": "Place Matters", "label": "Session 6", "starts_at": LATER, "minutes": 90, "phase": None} | changes
    return duplicate_session(live_session=live_session, by=by, now=NOW, **facts)


def test_what_is_said_of_it_comes_along_and_its_own_things_stay(live_session):
    AgendaItemFactory(live_session=live_session, position=1, title="Feature", presenters="A. Diaz", minutes=50)
    AgendaItemFactory(live_session=live_session, position=2, title="Small groups", minutes=40)
    PresenterFactory(live_session=live_session, name="A. Diaz", role="Clinic", bio="Nurse.", person=UserFactory())
    PromptFactory(live_session=live_session)
    MaterialFactory(live_session=live_session)
    RecordingFactory(live_session=live_session)
    new = duplicate(live_session)
    new.refresh_from_db()
    same = ("title", "kind", "summary", "featured_resource", "format", "place_name", "place_kind", "place_address",
            "access_information")  # fmt: skip
    assert [getattr(new, name) for name in same] == [getattr(live_session, name) for name in same]
    assert (new.label, new.starts_at, new.minutes, new.join_url) == ("Session 6", LATER, 90, "")
    assert (new.slug, new.board_id == live_session.board_id) == ("session-6", False)
    blocks = new.agenda_items.order_by("position").values_list("title", "presenters", "minutes")
    assert list(blocks) == [("Feature", "A. Diaz", 50), ("Small groups", "", 40)]
    assert list(new.presenters.values_list("name", "role", "bio")) == [("A. Diaz", "Clinic", "Nurse.")]
    assert new.presenters.get().person == live_session.presenters.get().person
    assert (new.prompts.count(), new.materials.count(), new.recordings.count()) == (0, 0, 0)
    assert (live_session.agenda_items.count(), live_session.presenters.count()) == (2, 1)


def test_its_history_says_who(live_session):
    facilitator = UserFactory()
    assert duplicate(live_session, by=facilitator).history.get().history_user == facilitator


def test_the_same_form_twice_makes_one(live_session):
    AgendaItemFactory(live_session=live_session, minutes=90)
    assert duplicate(live_session) == duplicate(live_session)
    assert LiveSession.objects.count() == 2
    assert LiveSession.objects.get(label="Session 6").agenda_items.count() == 1


def test_an_agenda_of_another_length_comes_along_as_it_is(live_session):
    AgendaItemFactory(live_session=live_session, minutes=90)
    assert duplicate(live_session, minutes=60).agenda_items.get().minutes == 90


def test_onto_itself_is_refused(live_session):
    with pytest.raises(UnableToDuplicate, match="Give the new one another date") as refusal:
        duplicate(live_session, label="Session 5", starts_at=START)
    assert refusal.value.field == "day"
    assert LiveSession.objects.count() == 1


def test_it_can_lie_in_another_phase_but_of_its_own_cohort(live_session):
    phase = PhaseFactory(cohort=live_session.cohort)
    assert duplicate(live_session, phase=phase).phase == phase
    with pytest.raises(UnableToSchedule, match="belongs to another cohort"):
        duplicate(live_session, label="Session 7", phase=PhaseFactory(cohort=CohortFactory()))
    assert LiveSession.objects.count() == 2
