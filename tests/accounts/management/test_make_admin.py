from __future__ import annotations

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.conftest import app_code, with_app

pytestmark = pytest.mark.django_db


def make_admin(*arguments):
    said = StringIO()
    call_command("make_admin", *arguments, stdout=said)
    return said.getvalue()


def link_in(said, settings):
    return re.search(rf"{settings.PORTAL_ORIGIN}(/account/first/\S+/)", said).group(1)


def test_makes_an_administrator_and_prints_a_link_from_our_origin(client, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    said = make_admin("Ada@Example.org", "--name", "Ada")
    assert "Ada <ada@example.org> is an administrator." in said
    person = User.objects.get()
    assert person.is_site_admin
    link = link_in(said, settings)
    assert "ada@example.org" in client.get(link).content.decode()
    assert client.post(link).headers["Location"] == "/me/"
    assert get_user(client) == person
    assert client.get("/admin/").status_code == 200


def test_the_link_works_once_however_often_it_is_looked_at(client, settings):
    link = link_in(make_admin("ada@example.org"), settings)
    for _ in range(3):
        page = client.get(link)
        # The link tells itself to no page it leads to.
        assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "strict-origin")
    client.post(link)
    other = Client()
    assert other.get(link).status_code == 404
    assert other.post(link).status_code == 404
    assert not get_user(other).is_authenticated


def test_the_link_works_for_an_hour(client, settings, time_machine):
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    link = link_in(make_admin("ada@example.org"), settings)
    time_machine.shift(3601)
    assert client.post(link).status_code == 404


def test_a_password_or_a_closed_account_ends_it(client, settings):
    link = link_in(make_admin("ada@example.org"), settings)
    User.objects.update(is_active=False)
    assert client.post(link).status_code == 404
    link = link_in(make_admin("ada@example.org"), settings)
    person = User.objects.get()
    person.set_password("a long quiet river")
    person.save()
    assert client.post(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "W10:x:y"])
def test_a_made_up_link_signs_nobody_in(client, token):
    assert client.get(f"/account/first/{token}/").status_code == 404
    assert client.post(f"/account/first/{token}/").status_code == 404


def test_the_form_asks_for_the_token(settings):
    link = link_in(make_admin("ada@example.org"), settings)
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403


def test_somebody_who_is_there_keeps_what_they_have(settings):
    person = User.objects.create_user("ada@example.org", "a long quiet river", name="Ada")
    make_admin("ADA@example.org", "--name", "Somebody")
    person.refresh_from_db()
    assert (person.name, person.is_superuser, person.has_usable_password()) == ("Ada", True, True)


def test_what_is_no_address_is_refused(settings):
    with pytest.raises(CommandError, match=r"^ada is not an e-mail address\."):
        make_admin("ada")
    assert User.objects.count() == 0


def test_the_first_administrator_sets_up_a_second_factor_before_mail_works(client, settings, time_machine, mailoutbox):
    settings.REQUIRE_SECOND_FACTOR = True
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    client.post(link_in(make_admin("ada@example.org"), settings))
    assert client.get("/admin/").headers["Location"] == "/me/signing-in/"
    secret = client.get("/me/signing-in/app/").context["secret"]
    client.post("/me/signing-in/app/", {"code": app_code(timezone.now(), secret)})
    assert client.get("/admin/").status_code == 200
    assert mailoutbox == []


def test_the_link_is_no_way_around_a_second_factor(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    said = make_admin("ada@example.org")
    with_app(User.objects.get())
    assert client.post(link_in(said, settings)).headers["Location"] == "/account/login/step/"
    assert not get_user(client).is_authenticated
