from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from discussions.enums import BoardKind
from tests.factories.discussions import BoardFactory, ThreadFactory


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def on_a_visit(cast, now):
    """Everybody has been here a moment ago: the one write at the beginning of a visit is tested elsewhere."""
    for person in cast.people.values():
        person.visit_began_at = now
        person.save()


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort, slug="all", name="Everybody")


@pytest.fixture
def thread(board):
    return ThreadFactory(board=board, slug="rent", title="Who maps rent?")


@pytest.fixture
def team_board(cast):
    return BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team, slug="team", name="canary-team-board")


@pytest.fixture
def desk_board(cast):
    return BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS, slug="desk", name="canary-desk-board")


@pytest.fixture
def sign_in(cast):
    """A browser in which somebody of the cast is signed in; forms need their token."""

    def signed_in(role: str, **options) -> Client:
        client = Client(**options)
        if role != "anonymous":
            client.force_login(cast[role], backend="accounts.backends.EmailBackend")
        return client

    return signed_in


@pytest.fixture
def address(thread) -> str:
    """Where answers to the thread are sent."""
    return f"{thread.get_absolute_url()}posts/"
