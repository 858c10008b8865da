"""Redis goes away while people work, and comes back (security.md R-08, R-04): nothing is lost, and nothing fails open."""

from __future__ import annotations

import shutil
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cop_portal.celery import app
from discussions.models import Post
from notifications.delivery import deliver_mail
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.discussions.pages import sent
from tests.own_servers import OwnRedis
from tests.permissions.world import make_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server on this machine"),
]
PASSWORD = "seven-quiet-herons"


@pytest.fixture
def own_redis(tmp_path, settings):
    """The portal with its counters and its messages in it, as with REDIS_URL."""
    server = OwnRedis(tmp_path)
    server.start()
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": server.address}
    }
    settings.CELERY_BROKER_URL = server.address
    app.conf.update(
        broker_url=server.address, broker_transport_options={"socket_connect_timeout": 2, "socket_timeout": 5}
    )
    app._after_fork()
    yield server
    server.stop()
    app.conf.update(before)
    app._after_fork()


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def limits(settings):
    from cop_portal import settings as real

    settings.ACCOUNT_RATE_LIMITS = real.ACCOUNT_RATE_LIMITS


def browser_of(person):
    browser = Client(raise_request_exception=False)
    browser.force_login(person, backend="accounts.backends.EmailBackend")
    return browser


def invite(browser, world, email):
    return browser.post(
        f"/cohorts/{world.cast.cohort.slug}/manage/people/invite/", {"email": email, "name": "", "role": "participant"}
    )


def test_people_go_on_reading_writing_and_inviting_and_no_mail_is_missing(own_redis, world, mailoutbox):
    participant, coordinator = browser_of(world.cast["participant"]), browser_of(world.cast["coordinator"])
    thread = world.thread.get_absolute_url()
    invite(coordinator, world, "first@example.org")
    assert own_redis.messages() == 1

    own_redis.stop()
    began = time.monotonic()
    heard = [participant.get(address).status_code for address in ("/", thread, "/me/")]
    heard += [participant.post(f"{thread}posts/", sent("canary-while-away")).status_code]
    heard += [invite(coordinator, world, "second@example.org").status_code]
    assert heard == [200, 200, 200, 302, 302]
    assert time.monotonic() - began < 10
    assert Post.objects.filter(body="canary-while-away").count() == 1
    assert OutboxMail.objects.filter(state=MailState.WAITING).count() == 2
    assert participant.get("/healthz").status_code == 200
    ready = participant.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]) == (
        503,
        {"database": "ok", "broker": "does not answer", "migrations": "ok"},
    )

    own_redis.start()
    assert own_redis.messages() == 0  # what was in it is lost, and nobody misses it:
    deliver_mail(clock=timezone.now)
    assert sorted(mail.to for mail in mailoutbox) == [["first@example.org"], ["second@example.org"]]
    assert participant.get("/readyz").status_code == 200
    invite(coordinator, world, "third@example.org")
    assert own_redis.messages() == 1


@pytest.mark.usefixtures("limits")
def test_nobody_guesses_while_nothing_counts(own_redis, world):
    """Where tries can't be counted none is taken: the door stays closed, with a page of ours, until they can."""
    person = world.cast["participant"]
    User.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
    browser = Client(raise_request_exception=False)
    form = {"login": person.email, "password": PASSWORD}

    own_redis.stop()
    assert browser.get("/account/login/").status_code == 200
    for typed in (form, form | {"password": "wrong"}):
        answer = browser.post("/account/login/", typed)
        assert answer.status_code == 500
        assert "<h1" in answer.text
    assert "_auth_user_id" not in browser.session

    own_redis.start()
    assert browser.post("/account/login/", form).status_code == 302
