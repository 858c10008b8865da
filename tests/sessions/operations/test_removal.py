"""A session is deleted only while it is empty."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from discussions.models import Board, Thread
from sessions.models import LiveSession, Material, Prompt
from sessions.operations.removal import UnableToRemoveSession, remove_session
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory, ThreadFactory
from tests.factories.sessions import (
    AccommodationRequestFactory,
    AgendaItemFactory,
    ApologyFactory,
    CorrectionFactory,
    LiveSessionFactory,
    MaterialFactory,
    PresenceFactory,
    PromptFactory,
    RecordingFactory,
    ReflectionFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def test_an_empty_session_goes_with_all_that_came_with_it():
    kept, session, by = LiveSessionFactory(), LiveSessionFactory(), UserFactory()
    AgendaItemFactory(live_session=session)
    PromptFactory(live_session=session)
    MaterialFactory(live_session=session, added_by=None)

    remove_session(live_session=session, by=by, now=NOW)

    assert list(LiveSession.objects.all()) == [kept]
    assert list(Board.objects.all()) == [kept.board]
    assert (Thread.objects.count(), Prompt.objects.count(), Material.objects.count()) == (0, 0, 0)
    assert LiveSession.history.filter(history_type="-").get().history_user == by


def test_a_need_somebody_told_of_keeps_it_standing():
    request = AccommodationRequestFactory(status="withdrawn")
    with pytest.raises(UnableToRemoveSession, match="People have asked for what they need at this session"):
        remove_session(live_session=request.live_session, by=None, now=NOW)
    assert LiveSession.objects.get() == request.live_session


@pytest.mark.parametrize("factory", [PresenceFactory, CorrectionFactory, ApologyFactory])
def test_attendance_keeps_it_standing(factory):
    noted = factory()
    with pytest.raises(UnableToRemoveSession, match="Attendance has been noted"):
        remove_session(live_session=noted.live_session, by=None, now=NOW)
    assert LiveSession.objects.get() == noted.live_session


@pytest.mark.parametrize(
    ("leave_something", "sentence"),
    [
        (lambda session: PostFactory(thread=PromptFactory(live_session=session).thread), "People have posted"),
        (lambda session: ReflectionFactory(live_session=session), "People have written reflections"),
        (lambda session: ThreadFactory(board=session.board), "People have begun topics"),
        (lambda session: RecordingFactory(live_session=session), "Recordings or materials have been added"),
        (
            lambda session: MaterialFactory(live_session=session, added_by=UserFactory()),
            "Recordings or materials have been added",
        ),
    ],
)
def test_what_people_left_keeps_it_standing(leave_something, sentence):
    session = LiveSessionFactory()
    leave_something(session)

    with pytest.raises(UnableToRemoveSession, match=sentence):
        remove_session(live_session=session, by=None, now=NOW)

    assert LiveSession.objects.get() == session
