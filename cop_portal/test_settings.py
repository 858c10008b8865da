"""The settings of the test suite: as in real use, but quick, and with nothing that leaves the process."""

from __future__ import annotations

import os
import tempfile

os.environ["PORTAL_DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdef" * 4)
os.environ["PORTAL_DEMO"] = "0"
os.environ.pop("EMAIL_URL", None)
# No answers by mail, but where that is the subject.
os.environ.update(dict.fromkeys([name for name in os.environ if name.startswith("REPLY_MAIL_")], ""))
# Nobody asks Zoom; tests that mean to, ask a stand-in.
os.environ.update(dict.fromkeys([name for name in os.environ if name.startswith("ZOOM_")], ""))

from cop_portal.settings import *  # noqa: F403
from cop_portal.settings import DATABASES, PORTAL_DATA_DIR, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tasks are called as functions; one that is queued stays in memory.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str] = {}
# Most tests sign in by a session alone; that second factors are asked for is tested where it is the subject.
REQUIRE_SECOND_FACTOR = False
# allauth's limits are tested where they are the subject; elsewhere they'd couple tests to one another.
ACCOUNT_RATE_LIMITS = False

# The tables are made from the models, which takes a tenth of the time of all migrations: tests/database.py.
DATABASES["default"]["TEST"] = {"MIGRATE": False}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and processes of a test meet in it as they would in real use.
    DATABASES["default"]["TEST"]["NAME"] = str(PORTAL_DATA_DIR / "test.sqlite3")
