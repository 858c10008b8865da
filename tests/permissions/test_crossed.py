"""A thing is found only below what it belongs to, also for those who may see both (security.md Z-03).

The matrix asks with rows of one cohort; here somebody with the right in two of them takes the row of one into the address of
the other: a filter that asks whose the row is, and not where it belongs, would let them act on it from there.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.enums import GroupStatus, Role
from cohorts.models import AffinityGroup
from tests.factories.cohorts import EnrollmentFactory, GroupMembershipFactory
from tests.permissions.matrix import MATRIX
from tests.permissions.state import changed, everything_kept
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


def elsewhere(world):
    """For each part of an address, another of its kind which the viewers may see as well."""
    other_group = AffinityGroup.objects.exclude(pk=world.group.pk).get(cohort=world.cast.cohort)
    # Open, so that nothing but the address is wrong.
    AffinityGroup.objects.filter(pk=other_group.pk).update(status=GroupStatus.OPEN)
    return {
        "cohort": world.cast.neighbor_cohort.slug,
        "session": {world.past.slug: world.coming.slug, world.coming.slug: world.past.slug},
        "board": world.coming.board.slug,
        "thread": {world.thread.slug: world.topic.slug, world.topic.slug: world.thread.slug},
        "group": other_group.slug,
    }


# Whose person or remembered name is the cohort's, so that each of its sessions is as good: by route, the part left alone.
OF_THE_COHORT = {
    "sessions:attendance_person": "session",
    "sessions:attendance_lift": "session",
    "sessions:attendance_excuse": "session",
    "sessions:attendance_name_forget": "session",
}


def crossed(world):
    """Every address with a part of which another stands behind it, with that part taken from elsewhere."""
    others = elsewhere(world)
    for name, row in MATRIX.items():
        kwargs = row.kwargs(world)
        parts = [part for part in kwargs if part in others]
        for part in parts:
            if list(kwargs)[-1] == part or OF_THE_COHORT.get(name) == part:
                continue  # nothing stands below it: another page of the same kind
            other = others[part]
            other = other[kwargs[part]] if isinstance(other, dict) else other
            yield f"{name} from another {part}", reverse(name, kwargs=kwargs | {part: other})


@pytest.fixture
def world():
    made = make_world()
    coordinator = made.cast["coordinator"]
    EnrollmentFactory(cohort=made.cast.neighbor_cohort, person=coordinator, role=Role.COORDINATOR)
    for group in AffinityGroup.objects.filter(cohort=made.cast.cohort):
        GroupMembershipFactory(group=group, person=coordinator)
    return made


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["coordinator", "site_admin"])
def test_nothing_is_found_below_what_it_does_not_belong_to(role, method, world):
    browser = Client()
    browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
    addresses = dict(crossed(world))
    browser.get("/")  # a visit begins
    before = everything_kept()
    told = {name: getattr(browser, method)(address).status_code for name, address in addresses.items()}
    # 405: what takes no request of this kind looks for nothing.
    assert {name: status for name, status in told.items() if status not in {404, 405}} == {}
    assert changed(before) == set()
    assert list(told.values()).count(404) >= 60
