"""The server fetches nothing that somebody names (security.md C-04): a listener on this machine hears nothing."""

from __future__ import annotations

import socket

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.markdown import render
from discussions.models import Post
from notifications.delivery import deliver_mail
from sessions.models import LiveSession, Material, Recording
from sessions.operations.reminders import plan_due_reminders
from tests.discussions.pages import sent
from tests.permissions.matrix import MATRIX
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def was_called(listener):
    try:
        line, _ = listener.accept()
    except BlockingIOError:
        return False
    line.close()
    return True


def test_a_listener_hears_when_it_is_called(listener):
    assert not was_called(listener)
    socket.create_connection(listener.getsockname()).close()
    assert was_called(listener)


def test_no_address_that_people_type_is_asked(listener, mailoutbox):
    world = make_world()
    there = f"http://127.0.0.1:{listener.getsockname()[1]}/canary"
    words = f"{there} [a]({there}) ![b]({there}.png) <{there}>"
    Material.objects.filter(file="").update(url=there)
    Recording.objects.update(url=there)
    LiveSession.objects.update(join_url=there, summary=words)
    Post.objects.update(body=words, body_html=render(words))

    facilitator = Client()
    facilitator.force_login(world.cast["facilitator"], backend="accounts.backends.EmailBackend")
    session = {"cohort": world.cast.cohort.slug, "session": world.past.slug}
    materials = reverse("sessions:material_list", kwargs=session)
    assert facilitator.post(materials, {"title": "New", "url": f"{there}/new", "description": words}).status_code == 302
    recordings = reverse("sessions:recording_list", kwargs=session)
    assert facilitator.post(recordings, {"title": "New", "url": "https://127.0.0.1/new"}).status_code in {200, 302}
    posts = f"{world.thread.get_absolute_url()}posts/"
    assert facilitator.post(posts, sent(words)).status_code == 302
    assert facilitator.post(posts, sent(words, action="preview")).status_code in {200, 302}
    for name, row in MATRIX.items():
        response = facilitator.get(reverse(name, kwargs=row.kwargs(world)))
        for close in response._resource_closers:
            close()
    plan_due_reminders(now=timezone.now())
    deliver_mail(clock=timezone.now)

    assert not was_called(listener)
    assert Material.objects.filter(url=f"{there}/new").exists()
