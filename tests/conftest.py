"""What every test of the portal lives with. Other fixtures stand in the deepest folder that needs them."""

from __future__ import annotations

import gc

import pytest
from django.core.cache import cache

from tests.cast import Cast, make_cast
from tests.database import catch_up_with_the_migrations
from tests.e2e.chromium import find_chromium

WITHOUT_CHROMIUM = (
    "browser tests: left out, for no Chromium was found. "
    "Install one (apt-get install chromium) or name it in PORTAL_CHROMIUM; CI runs them."
)


@pytest.hookimpl(trylast=True)  # after tests/e2e/conftest.py has marked its own
def pytest_collection_modifyitems(config, items):
    """Browser tests need a browser: where there is none they are left out, and the run says so."""
    if find_chromium():
        return
    left_out = [item for item in items if item.get_closest_marker("e2e")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("e2e")]


def pytest_collection_finish():
    """What is loaded by now stays, so it need not be looked through for garbage again and again: a tenth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def pytest_terminal_summary(terminalreporter):
    if not find_chromium():
        terminalreporter.write_line(WITHOUT_CHROMIUM, yellow=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Pytest-django's own, and what else migrations do."""
    with django_db_blocker.unblock():
        catch_up_with_the_migrations()


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path):
    """Files a test uploads go with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _limits_count_from_nothing():
    """What another test did is not held against this one."""
    cache.clear()


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()
