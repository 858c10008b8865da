from __future__ import annotations

import pytest

from tests.factories.accounts import SiteAdminFactory


@pytest.fixture
def admin_person(db):
    return SiteAdminFactory(name="Admin", email="admin@example.org")


@pytest.fixture
def desk(client, admin_person):
    """The administration, signed in as a site administrator."""
    client.force_login(admin_person)
    return client
