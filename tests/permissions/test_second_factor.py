"""Which roles need a second factor, and that nothing of theirs opens without one (security.md A-04)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from tests.cast import ROLES
from tests.permissions.matrix import DJANGO_ADMIN, MATRIX
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

# The outsider and the neighbor coordinate cohorts of their own.
NEED_ONE = {"outsider", "neighbor", "facilitator", "coordinator", "site_admin"}
SET_UP = "/me/signing-in/"
OPEN = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "accounts:recovery_codes",
    "account_reauthenticate",
    "accounts:mailed_code",
    "accounts:time_zone",
    "account_logout",
    "healthz",
    "readyz",
    # Their address is their key: no sign-in is asked for.
    "sessions:calendar_feed",
    "sessions:calendar_feed_of_cohort",
}


@pytest.fixture(autouse=True)
def asked(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def world():
    return make_world()


def browser_of(world, role):
    browser = Client()
    browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
    return browser


@pytest.mark.parametrize("role", ROLES[1:])
def test_those_who_run_something_and_nobody_else(world, role):
    answer = browser_of(world, role).get("/me/")
    sent = answer.headers.get("Location") == SET_UP
    assert sent == (role in NEED_ONE)


@pytest.mark.parametrize("role", sorted(NEED_ONE))
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_but_setting_one_up_and_leaving_is_closed(world, role, method):
    browser = browser_of(world, role)
    addresses = {name: reverse(name, kwargs=row.kwargs(world)) for name, row in MATRIX.items() if name not in OPEN}
    addresses |= {name: reverse(name) for name in DJANGO_ADMIN}
    told = {name: getattr(browser, method)(path).headers.get("Location") for name, path in addresses.items()}
    assert {name: location for name, location in told.items() if location != SET_UP} == {}


@pytest.mark.parametrize(
    ("status", "closed"),
    [
        (EnrollmentStatus.INVITED, False),
        (EnrollmentStatus.ACTIVE, True),
        (EnrollmentStatus.COMPLETED, True),
        (EnrollmentStatus.WITHDRAWN, False),
    ],
)
def test_as_long_as_they_are_inside(world, status, closed):
    enrollment = world.cast.enrollment("facilitator")
    type(enrollment).objects.filter(pk=enrollment.pk).update(status=status)
    assert (browser_of(world, "facilitator").get("/me/").status_code == 302) == closed


def test_asking_costs_a_participant_no_query_on_the_pages_of_a_cohort(world, settings):
    browser = browser_of(world, "participant")
    path = world.thread.get_absolute_url()
    browser.get(path)
    counts = []
    for asks in (False, True):
        settings.REQUIRE_SECOND_FACTOR = asks
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
