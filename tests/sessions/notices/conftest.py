from __future__ import annotations

import pytest

from sessions import owing
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import ANA, STARTS_AT


@pytest.fixture(autouse=True)
def _nobody_owes(monkeypatch):
    """What floors above have to add is tested there."""
    monkeypatch.setattr(owing, "_sources", [])


@pytest.fixture
def live_session(db):
    return LiveSessionFactory(
        cohort__title="Forum 2026", slug="session-5", label="Session 5", title="Place Matters", starts_at=STARTS_AT
    )


@pytest.fixture
def enrollment(live_session):
    """Ana lives on Pacific time, as the factory's people do; the cohort on Eastern."""
    return EnrollmentFactory(cohort=live_session.cohort, person__email=ANA, person__name="Ana")
