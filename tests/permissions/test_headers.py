"""What every answer carries, whoever asks and whatever the answer is (security.md C-02, Z-22)."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from cop_portal.views.home import HomeView
from tests.permissions.matrix import DJANGO_ADMIN, MATRIX
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "frame-src": "'none'",
    "form-action": "'self'",
    "img-src": "'self' data:",
}
# A file that is downloaded runs nothing at all, should a browser show it after all.
DOWNLOAD = {"sandbox": "", "default-src": "'none'"}
EVERY_ANSWER = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def policy_of(response):
    """A content security policy as a table: what is allowed for what."""
    parts = [part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, _, values in parts if name}


def lacks(response, policy):
    """What an answer should carry and doesn't."""
    missing = [name for name, value in EVERY_ANSWER.items() if response.headers.get(name) != value]
    if response.headers.get("Referrer-Policy") not in {"same-origin", "strict-origin"}:
        missing.append("Referrer-Policy")
    if policy_of(response) != policy:
        missing.append("Content-Security-Policy")
    if {"no-store", "private"} - set(response.headers.get("Cache-Control", "").split(", ")):
        missing.append("Cache-Control")
    for close in response._resource_closers:
        close()
    return missing


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def browser_of(world):
    def open_browser(role):
        browser = Client(raise_request_exception=False)
        if role != "anonymous":
            browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
        return browser

    return open_browser


@pytest.mark.parametrize("role", ["anonymous", "outsider", "participant", "facilitator", "site_admin"])
def test_every_page_and_every_refusal_of_every_address(role, world, browser_of):
    browser, lacking, heard = browser_of(role), {}, set()
    for name, row in MATRIX.items():
        for method in ("get", "options"):
            response = getattr(browser, method)(reverse(name, kwargs=row.kwargs(world)))
            heard.add(response.status_code)
            expected = DOWNLOAD if "Content-Disposition" in response.headers else POLICY
            if missing := lacks(response, expected):
                lacking[name, method] = missing
    # The two that tell a machine whether the portal lives say so to nobody in particular.
    assert {name: missing for (name, _), missing in lacking.items() if name not in {"healthz", "readyz"}} == {}
    assert {200, 404} <= heard


@pytest.mark.parametrize("name", DJANGO_ADMIN)
def test_the_administration(name, browser_of):
    for role, status in (("site_admin", 200), ("participant", 302), ("anonymous", 302)):
        response = browser_of(role).get(reverse(name))
        assert (response.status_code, lacks(response, POLICY)) == (status, [])


def test_a_download(world, browser_of):
    kwargs = MATRIX["sessions:material_download"].kwargs(world)
    response = browser_of("participant").get(reverse("sessions:material_download", kwargs=kwargs))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert lacks(response, DOWNLOAD) == []


def refusals(world, browser):
    """One of every kind of refusal, made by whoever makes it first."""
    cohort = f"/cohorts/{world.cast.cohort.slug}/"
    checked = Client(enforce_csrf_checks=True, raise_request_exception=False)
    yield 404, browser.get("/nowhere/")
    yield 403, browser.get(f"{cohort}manage/people/")
    yield 405, browser.post(cohort)
    yield 403, checked.post("/account/login/", {"login": "a@example.org"})
    yield 400, browser.get("/", headers={"host": "evil.example"})
    yield 400, browser.post("/account/login/", b"--x\r\n", content_type="multipart/form-data; boundary=\xff")


def test_refusals(world, browser_of):
    for status, response in refusals(world, browser_of("participant")):
        assert (response.status_code, lacks(response, POLICY)) == (status, []), response.request["PATH_INFO"]


def test_a_page_that_breaks(world, browser_of, monkeypatch, caplog):
    def breaks(*_, **__):
        raise RuntimeError("canary-inside")

    monkeypatch.setattr(HomeView, "get", breaks)
    response = browser_of("participant").get("/")
    assert (response.status_code, lacks(response, POLICY)) == (HTTPStatus.INTERNAL_SERVER_ERROR, [])
    assert "<h1" in response.text
    assert "canary-inside" not in response.text
    assert "canary-inside" in caplog.text
