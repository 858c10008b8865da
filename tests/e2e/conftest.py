"""A real browser on a real server. Every page visited is watched: an error in the console or a refusal of the content
security policy fails the test, whatever it was about.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from accounts.models import User
from tests.e2e.chromium import find_chromium

CHROMIUM = find_chromium()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # Nothing leaves the machine; where a page leads to elsewhere, its request is seen and goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PHONE, DESKTOP = {"width": 320, "height": 740}, {"width": 1280, "height": 900}

# A loaded machine is slow, not broken.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)

# Playwright's synchronous calls run inside an event loop; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder; tests/conftest.py leaves it out where it can't run."""
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def real_passwords_and_mail(settings, tmp_path):
    """Secure cookies would not travel over the test server's plain HTTP."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def open_context(browser, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser's context (a person's device) and watch it; keywords are Playwright's."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**keywords) -> BrowserContext:
        # Still, unless a test is about motion: what is on its way somewhere is measured nowhere.
        keywords.setdefault("reduced_motion", "reduce")
        context = browser.new_context(base_url=live_server.url, viewport=DESKTOP, **keywords)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: complaints.extend(complaint_in(message)))
        context.on("weberror", lambda error: complaints.append(f"error: {error.error}"))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def sign_in(live_server) -> Callable[[BrowserContext, User], None]:
    """Put a person's session into a context: signing in itself is tested where it is the subject."""

    def put(context: BrowserContext, person: User) -> None:
        client = Client()
        client.force_login(person, backend="accounts.backends.EmailBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])

    return put


@pytest.fixture
def page_of(open_context, sign_in) -> Callable[..., Page]:
    """A page on which a person is signed in (None: nobody)."""

    def open_page(person: User | None = None, **keywords) -> Page:
        context = open_context(**keywords)
        if person is not None:
            sign_in(context, person)
        return context.new_page()

    return open_page


def complaint_in(message: ConsoleMessage) -> list[str]:
    """What the console says, where it is an error, and about us: a list of one, or of none."""
    where = message.page.url if message.page else ""
    # A 403 or 404 that a test asks for shows in the console too.
    asked_for = "status of 40" in message.text
    # The boxes of Django's admin carry their width in a style attribute. The policy drops it; our admin.css gives them one.
    of_django = "inline style" in message.text and "/admin/" in where
    return [] if message.type != "error" or asked_for or of_django else [f"{message.text} ({where})"]


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, of any impact: "rule: selector"."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window (nothing to scroll sideways but tables in their box)."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
