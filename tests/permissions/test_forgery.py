"""Nothing changes by looking, and nothing by a form that is not from a page of the portal (security.md C-01)."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.permissions.matrix import MATRIX
from tests.permissions.state import changed, everything_kept, may_have_written
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

# What forms of the portal ask for, so that whoever took an address's query for a form would find one.
FILLED_IN = {
    "email": "forged@example.org",
    "name": "Forged",
    "title": "Forged",
    "body": "Forged",
    "reason": "Forged",
    "role": "facilitator",
    "time_zone": "America/Chicago",
    "time": "2026-01-01T00:00:00Z",
    "up_to": "1",
    "locked": "1",
    "pinned": "1",
    "direction": "up",
    "url": "https://example.org/forged",
    "new_password": "a-forged-password-9",
    "confirm": "1",
    "action": "send",
}
OURS = "http://testserver"


@pytest.fixture
def world():
    made = make_world()
    # As the operations make people: where the row is missing, allauth's page of addresses would add it.
    for person in made.cast.people.values():
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return made


def addresses(world):
    return {name: reverse(name, kwargs=row.kwargs(world)) for name, row in MATRIX.items()}


@pytest.mark.parametrize("role", ["participant", "coordinator", "facilitator", "site_admin"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(role, method, world):
    browser = Client()
    browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
    before = everything_kept()
    changing = {}
    for name, address in addresses(world).items():
        with CaptureQueriesContext(connection) as asked:
            response = getattr(browser, method)(address, FILLED_IN)
            for close in response._resource_closers:
                close()
        if may_have_written(asked) and (tables := changed(before)):
            changing[name], before = tables, everything_kept()
    assert changing == {}
    # What was written unseen would show now.
    assert changed(before) == set()


def sent(browser, address, token, how):
    """One POST as a page elsewhere could send it, or (`as ours`) as our own pages do."""
    form, headers = FILLED_IN | {"csrfmiddlewaretoken": token}, {"origin": OURS}
    match how:
        case "as ours":
            return browser.post(address, form, headers=headers)
        case "no token":
            return browser.post(address, FILLED_IN, headers=headers)
        case "wrong token":
            return browser.post(address, form | {"csrfmiddlewaretoken": "x" * 64}, headers=headers)
        case "another site":
            return browser.post(address, form, headers={"origin": "https://evil.example"})
        case "a site that hides":
            return browser.post(address, form, headers={"origin": "null"})
        case "our name on another port":
            return browser.post(address, form, headers={"origin": f"{OURS}:8080"})
        case "plain text":
            body = "&".join(f"{name}={value}" for name, value in form.items())
            return browser.post(address, body, content_type="text/plain", headers=headers)
        case "JSON":
            return browser.post(address, json.dumps(form), content_type="application/json", headers=headers)


FORGED = [
    "no token",
    "wrong token",
    "another site",
    "a site that hides",
    "our name on another port",
    "plain text",
    "JSON",
]


@pytest.fixture
def browser_and_token(world):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.cast["site_admin"], backend="accounts.backends.EmailBackend")
    page = browser.get(reverse("accounts:profile"))
    return browser, str(page.context["csrf_token"])


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_form_changes_nothing_at_any_address(how, world, browser_and_token):
    browser, token = browser_and_token
    before = everything_kept()
    heard = {name: sent(browser, address, token, how).status_code for name, address in addresses(world).items()}
    # What Zoom tells and what mailboxes press comes from no form: without a signature it has no effect.
    unsigned = {"sessions:zoom_webhook": 401, "notifications:unsubscribe": 404}
    assert {name: status for name, status in heard.items() if status != 403} == unsigned
    assert changed(before) == set()


def test_the_administration_too(world, browser_and_token):
    browser, token = browser_and_token
    address = reverse("admin:cohorts_program_add")
    assert [sent(browser, address, token, how).status_code for how in FORGED] == [403] * len(FORGED)
    assert sent(browser, address, token, "as ours").status_code == 200


def test_a_form_of_ours_is_heard_everywhere(world, browser_and_token):
    """The twin of the above: with a token from our own page it is not this check that refuses."""
    browser, token = browser_and_token
    there, before = addresses(world), everything_kept()
    for name in ("accounts:time_zone", "cohorts:manage_person", "discussions:thread_lock", "account_email"):
        assert sent(browser, there[name], token, "as ours").status_code != 403
    assert "cohorts.Enrollment" in changed(before)
