from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.middleware import VISIT, ViewerMiddleware
from accounts.operations.people import person_for_email
from tests.accounts.conftest import app_code, confirm_by_mail, with_app
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def visits_of(person):
    person.refresh_from_db()
    return person.previous_visit_at, person.visit_began_at


def writes(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/me/").status_code == 200
    return [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_a_visit_is_one_write_and_every_further_page_none(client, at_noon):
    person = UserFactory()
    client.force_login(person)
    (write,) = writes(client)
    assert write.startswith('UPDATE "accounts_user" SET "previous_visit_at"')
    at_noon.shift(VISIT)
    assert writes(client) == []
    at_noon.shift(1)
    assert len(writes(client)) == 1
    assert writes(client) == []


def test_the_visit_before_is_remembered(client, at_noon):
    person = UserFactory()
    client.force_login(person)
    client.get("/me/")
    assert visits_of(person) == (None, NOON)
    at_noon.move_to(NOON + timedelta(days=3), tick=False)
    client.get("/me/")
    assert visits_of(person) == (NOON, NOON + timedelta(days=3))


def test_a_visit_is_no_line_of_the_history(client, at_noon):
    person = UserFactory()
    client.force_login(person)
    lines = person.history.count()
    client.get("/me/")
    assert person.history.count() == lines


def test_who_is_signed_out_writes_nothing(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/account/login/")
    assert list(queries) == []


@pytest.mark.parametrize(
    ("zone", "language", "seen"),
    [
        ("America/Denver", "es", ("America/Denver", "es")),
        ("", "en", ("America/New_York", "en")),
        ("Mars/Olympus", "en", ("America/New_York", "en")),
        ("../../etc/passwd", "en", ("America/New_York", "en")),
        ("x" * 64, "en", ("America/New_York", "en")),
    ],
)
def test_pages_are_made_in_the_viewers_zone_and_language(rf, zone, language, seen):
    request = rf.get("/")
    request.user = UserFactory(time_zone=zone, language=language)
    request.session = {}
    during = []

    def page(request):
        from django.http import HttpResponse

        during.append((timezone.get_current_timezone_name(), translation.get_language()))
        return HttpResponse()

    answer = ViewerMiddleware(page)(request)
    assert during == [seen]
    assert answer.headers["Content-Language"] == language
    assert (timezone.get_current_timezone_name(), translation.get_language()) == ("UTC", "en")


def test_a_zone_that_is_none_breaks_no_page(client):
    client.force_login(UserFactory(time_zone="Mars/Olympus"))
    assert client.get("/me/").status_code == 200


class TestSecondFactor:
    """Whoever needs one sets it up before anything else (security.md A-04)."""

    @pytest.fixture
    def staff(self, asked):
        return UserFactory(is_staff=True)

    @pytest.fixture
    def browser(self, client, staff):
        client.force_login(staff)
        return client

    @pytest.mark.parametrize(
        "path", ["/", "/me/", "/programs/", "/admin/", "/admin/accounts/user/", "/account/address/"]
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_whatever_they_open(self, browser, path, method):
        assert getattr(browser, method)(path).headers["Location"] == "/me/signing-in/"

    @pytest.mark.parametrize("path", ["/me/signing-in/", "/healthz", "/account/logout/"])
    def test_but_for_the_pages_that_help_and_the_way_out(self, browser, path):
        assert browser.get(path).status_code == 200

    def test_htmx_is_told_where_to_go(self, browser):
        answer = browser.get("/me/", headers={"hx-request": "true"})
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/me/signing-in/")

    def test_they_sign_out(self, browser):
        browser.post("/account/logout/")
        assert browser.get("/me/").headers["Location"] == "/account/login/?next=/me/"

    def test_the_page_says_why(self, browser):
        assert "Your role asks for a second step" in browser.get("/me/signing-in/").content.decode()

    def test_setting_one_up_opens_everything(self, half_minute, browser, staff, mailoutbox):
        person_for_email(email=staff.email, by=None, verified=True)
        type(staff).objects.filter(pk=staff.pk).update(password="!")
        browser.force_login(type(staff).objects.get())
        confirm_by_mail(browser, mailoutbox, "/me/signing-in/app/")
        secret = browser.get("/me/signing-in/app/").context["secret"]
        browser.post("/me/signing-in/app/", {"code": app_code(timezone.now(), secret)})
        assert browser.get("/me/").status_code == 200

    def test_signed_in_before_it_was_set_up_elsewhere_they_sign_in_anew(self, browser, staff):
        with_app(staff)
        assert browser.get("/me/").headers["Location"] == "/account/login/?next=/me/"
        assert "_auth_user_id" not in browser.session

    def test_nobody_else(self, client, asked):
        client.force_login(UserFactory())
        assert client.get("/me/").status_code == 200

    def test_not_where_the_portal_asks_for_none(self, browser, settings):
        settings.REQUIRE_SECOND_FACTOR = False
        assert browser.get("/me/").status_code == 200


class TestSigningInAgain:
    """A button pressed after the sign-in ended: its own address takes no reader, so one comes back to its page."""

    BUTTON = "/me/time-zone/"

    @pytest.mark.parametrize(
        ("referer", "back"),
        [
            ("http://testserver/cohorts/forum/people/?q=ana", "/cohorts/forum/people/%3Fq%3Dana"),
            ("http://testserver/", "/"),
            ("https://elsewhere.example.org/cohorts/", BUTTON),
            ("http://testserver.example.org/cohorts/", BUTTON),
            ("nonsense", BUTTON),
            ("", BUTTON),
        ],
    )
    def test_leads_back_to_the_page_of_the_button(self, client, db, referer, back):
        answer = client.post(self.BUTTON, headers={"referer": referer})
        assert answer.headers["Location"] == f"/account/login/?next={back}"

    def test_a_page_leads_back_to_itself(self, client, db):
        answer = client.get("/me/", headers={"referer": "http://testserver/programs/"})
        assert answer.headers["Location"] == "/account/login/?next=/me/"
