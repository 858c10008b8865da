from __future__ import annotations

import pytest

from tests.factories.accounts import SiteAdminFactory


@pytest.fixture
def admin_person(db):
    return SiteAdminFactory(name="Admin", email="head@example.org", time_zone="Asia/Tokyo")


@pytest.fixture
def desk(client, admin_person):
    """The administration, signed in as a site administrator who lives far away."""
    client.force_login(admin_person)
    return client
