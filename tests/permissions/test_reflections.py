"""What somebody writes for themselves is found nowhere else: no page, no administration, no mail, no history, whoever looks.

The canaries stand in the world (world.py): words of the team lead and of somebody who has left, never shared; a copy of the
participant's earlier words on the wall, and what they have written since.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from sessions.models import Reflection
from sessions.operations.reflections import save_reflection, share_reflection, take_off_wall
from tests.cast import ROLES
from tests.permissions.test_leaks import leaks
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db

OF_THE_TEAM_LEAD, OF_ONE_GONE, AFTERTHOUGHT = "canary-own-words", "canary-of-one-gone", "canary-afterthought"
PRIVATE = [OF_THE_TEAM_LEAD, OF_ONE_GONE, AFTERTHOUGHT]
ON_THE_WALL = ["canary-on-the-wall", "canary-shared-before"]
OWN = {"team_lead": {OF_THE_TEAM_LEAD}, "participant": {AFTERTHOUGHT}}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def administration(world):
    client = Client()
    client.force_login(world.cast["site_admin"], backend="accounts.backends.EmailBackend")
    return client


@pytest.mark.walk
@pytest.mark.parametrize("role", ROLES)
def test_on_the_pages_one_reads_ones_own_words_and_nobody_elses(role):
    found = leaks(role, PRIVATE)
    assert {canary for _, canary in found} == OWN.get(role, set())
    assert {name for name, _ in found} == ({"sessions:reflection"} if role in OWN else set())


@pytest.mark.walk
@pytest.mark.parametrize("role", ROLES)
def test_the_wall_is_read_by_those_who_read_posts(role):
    found = leaks(role, ON_THE_WALL)
    readers = {"participant", "team_lead", "facilitator", "coach", "coordinator", "site_admin"}
    assert {canary for _, canary in found} == (set(ON_THE_WALL) if role in readers else set())
    where = {"sessions:wall"}
    where |= {"sessions:wall_take_off"} if role in {"facilitator", "coordinator", "site_admin"} else set()
    # Their own page shows them what is on the wall while they have written more.
    where |= {"sessions:reflection"} if role == "participant" else set()
    assert {name for name, _ in found} == (where if role in readers else set())


def test_the_words_of_other_sessions_and_cohorts_are_not_on_this_wall(world):
    client = Client()
    client.force_login(world.cast["participant"], backend="accounts.backends.EmailBackend")
    wall = reverse("sessions:wall", args=[world.cast.cohort.slug, world.coming.slug])
    assert not any(canary in client.get(wall).content.decode() for canary in [*PRIVATE, *ON_THE_WALL])


def test_the_administration_shows_none_of_the_words(administration, world):
    row = world.shared
    take_off_wall(reflection=row, reason="canary-reason", by=world.cast["facilitator"], now=timezone.now())
    base = "admin:live_sessions_reflection"
    addresses = [reverse(f"{base}_changelist"), reverse(f"{base}_changelist") + "?q=canary"]
    for reflection in Reflection.objects.all():
        addresses += [reverse(f"{base}_change", args=[reflection.pk]), reverse(f"{base}_history", args=[reflection.pk])]
        for line in reflection.history.all():
            addresses.append(reverse("admin:live_sessions_reflection_simple_history", args=[reflection.pk, line.pk]))
    for person in ("participant", "team_lead", "withdrawn"):
        addresses.append(reverse("admin:accounts_user_change", args=[world.cast[person].pk]))
    pages = {address: administration.get(address) for address in addresses}
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {}
    text = " ".join(page.content.decode() for page in pages.values())
    assert [canary for canary in [*PRIVATE, *ON_THE_WALL] if canary in text] == []
    # They were looked at: what is there to be found is.
    assert "canary-reason" in text


def test_no_table_but_its_own_holds_them(world):
    cast, live_session = world.cast, world.past
    now = timezone.now()
    saved = save_reflection(live_session=live_session, body="canary-secret words", version=0, by=cast["coach"], now=now)
    share_reflection(live_session=live_session, version=saved.version, by=cast["coach"], now=now)
    take_off_wall(reflection=saved, reason="Later", by=cast["facilitator"], now=now)
    secrets = ["canary-secret", *PRIVATE, *ON_THE_WALL]
    found = {
        (model._meta.label, canary)
        for model in apps.get_models()
        for values in model._base_manager.values_list()
        for canary in secrets
        if canary in repr(values)
    }
    assert {label for label, _ in found} == {"live_sessions.Reflection"}
    assert {canary for _, canary in found} == set(secrets)
    assert saved.history.count() == 2


def test_no_mail_tells_of_them(world):
    cast = world.cast
    saved = save_reflection(
        live_session=world.past, body="canary-mailed", version=0, by=cast["coach"], now=timezone.now()
    )
    share_reflection(live_session=world.past, version=saved.version, by=cast["coach"], now=timezone.now())
    take_off_wall(reflection=saved, reason="Later", by=cast["facilitator"], now=timezone.now())
    deliver_mail(clock=timezone.now)
    told = [str(one.message()) for one in mail.outbox] + [repr(row) for row in OutboxMail.objects.values_list()]
    assert [canary for canary in ("canary-mailed", *PRIVATE, *ON_THE_WALL) if canary in " ".join(told)] == []


def test_an_error_tells_nothing_of_what_was_typed(world, settings, monkeypatch, caplog):
    """Where the portal breaks while saving, neither the page nor the log holds the words."""

    def broken(**words):
        raise RuntimeError("broken")

    monkeypatch.setattr("sessions.views.reflections.save_reflection", broken)
    client = Client(raise_request_exception=False)
    client.force_login(world.cast["coach"], backend="accounts.backends.EmailBackend")
    url = reverse("sessions:reflection", args=[world.cast.cohort.slug, world.past.slug])
    answer = client.post(url, {"body": "canary-typed", "version": "0"})
    assert answer.status_code == 500
    assert "canary-typed" not in answer.content.decode() + caplog.text
    assert mail.outbox == []


def test_shared_without_a_name_nobody_finds_whose_it_is(world, administration):
    """No page that others get, no search and no history of the administration; facilitators look it up with a reason."""
    cast, live_session = world.cast, world.past
    type(cast.cohort).objects.filter(pk=cast.cohort.pk).update(pseudonyms_allowed=True)
    hidden = cast["team_lead"]
    hidden.name, hidden.title = "canary-hidden-name", "canary-hidden-title"
    hidden.save()
    reflection = Reflection.objects.get(person=hidden)
    shared = share_reflection(live_session=live_session, version=1, by=hidden, now=timezone.now(), without_name=True)
    wall = reverse("sessions:wall", args=[cast.cohort.slug, live_session.slug])
    take_off = reverse("sessions:wall_take_off", args=[cast.cohort.slug, live_session.slug, reflection.pk])
    look_up = reverse("cohorts:pseudonym_detail", args=[cast.cohort.slug, shared.pseudonym_id])
    for role, pages in {"participant": [wall], "coach": [wall], "facilitator": [wall, take_off]}.items():
        client = Client()
        client.force_login(cast[role], backend="accounts.backends.EmailBackend")
        for page in pages:
            said = client.get(page).content.decode()
            assert OF_THE_TEAM_LEAD in said
            assert str(shared.pseudonym) in said
            assert [trace for trace in ("canary-hidden", hidden.email) if trace in said] == []
            assert (look_up in said) == (role == "facilitator" and page == wall)
    base = "admin:live_sessions_reflection"
    addresses = [
        reverse(f"{base}_changelist"),
        reverse(f"{base}_change", args=[reflection.pk]),
        reverse(f"{base}_history", args=[reflection.pk]),
        *(reverse(f"{base}_simple_history", args=[reflection.pk, line.pk]) for line in reflection.history.all()),
    ]
    pages = {address: administration.get(address).content.decode() for address in addresses}
    assert all(str(shared.pseudonym) in page for page in list(pages.values())[:2])
    traces = ("canary-hidden", hidden.email, f"person {hidden.pk} ")
    assert [(address, trace) for address, page in pages.items() for trace in traces if trace in page] == []
    found = administration.get(f"{addresses[0]}?q=canary-hidden").content.decode()
    assert str(shared.pseudonym) not in found
