"""Who stands in for a viewer in a composed query is asked for as the viewer is, and is nobody where no key is said."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from accounts.stand_ins import reader_values, stand_in, viewer_value
from cohorts.models import Cohort
from discussions.models import Board, Post, Thread
from tests.cast import ROLES
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_stand_in_reads_what_the_viewer_reads_and_nothing_else():
    cast = make_world().cast
    for role in (role for role in ROLES if role != "anonymous"):
        viewer = cast[role]
        other = stand_in(viewer_value(viewer))
        assert other.is_site_admin == viewer.is_site_admin == (role == "site_admin")
        for model, at in ((Cohort, ()), (Board, ()), (Thread, (NOW,)), (Post, (NOW,))):
            seen, of_other = (set(model.objects.visible_to(who, *at)) for who in (viewer, other))
            assert seen == of_other, (role, model)


def test_an_administrator_who_may_not_sign_in_any_more_is_none():
    cast = make_world().cast
    admin = cast["site_admin"]
    admin.is_active = False
    assert viewer_value(admin) == admin.pk
    assert not stand_in(viewer_value(admin)).is_site_admin
    assert reader_values(admin, NOW) == {"viewer": admin.pk, "now": NOW}


@pytest.mark.parametrize("viewer", [None, 0, False])
def test_without_a_key_there_is_nobody(viewer):
    """What was forgotten must not become everything."""
    nobody = stand_in(viewer)
    assert not nobody.is_site_admin
    # Django refuses to look for somebody who has no key.
    with suppress(ValueError):
        assert not Cohort.objects.visible_to(nobody).exists()
