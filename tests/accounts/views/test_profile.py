from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SAID = {
    "interests": "housing, doulas",
    "ask_me_about": "Home visits",
    "name": "Alex Rivera",
    "pronouns": "they/them",
    "title": "Nurse",
    "time_zone": "America/Denver",
    "language": "en",
}


@pytest.fixture
def person(client):
    person = UserFactory(name="Alex", time_zone="America/New_York")
    client.force_login(person)
    return person


class TestProfile:
    def test_shows_what_is_known(self, client, person):
        form = client.get("/me/").context["form"]
        assert {name: form[name].value() for name in form.fields} == {
            "name": "Alex",
            "pronouns": "",
            "title": "",
            "interests": "",
            "ask_me_about": "",
            "time_zone": "America/New_York",
            "language": "en",
        }

    def test_is_saved_and_says_so(self, client, person):
        answer = client.post("/me/", SAID, follow=True)
        assert answer.redirect_chain == [("/me/", 302)]
        assert [str(message) for message in answer.context["messages"]] == ["Your profile is saved."]
        person.refresh_from_db()
        assert {name: getattr(person, name) for name in SAID} == SAID
        assert person.history.latest().history_user == person

    def test_the_next_page_is_in_the_language_chosen(self, client, person):
        client.post("/me/", SAID | {"language": "es"})
        answer = client.get("/me/")
        assert answer.headers["Content-Language"] == "es"
        assert '<html lang="es">' in answer.content.decode()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", " "),
            ("name", "x" * 121),
            ("interests", "x" * 301),
            ("ask_me_about", "x" * 201),
            ("time_zone", ""),
            ("time_zone", "Mars/Olympus"),
            ("language", "xx"),
        ],
    )
    def test_what_is_wrong_comes_back_with_the_rest_as_typed(self, client, person, field, value):
        form = client.post("/me/", SAID | {field: value}).context["form"]
        assert list(form.errors) == [field]
        assert {name: form[name].value() for name in SAID} == SAID | {field: value}
        person.refresh_from_db()
        assert person.name == "Alex"

    def test_an_old_name_of_a_zone_is_shown_as_the_place_it_means(self, client, person):
        type(person).objects.update(time_zone="US/Eastern")
        assert client.get("/me/").context["form"]["time_zone"].value() == "America/New_York"
        # One that isn't offered and has no other name stays.
        type(person).objects.update(time_zone="EST5EDT")
        assert client.get("/me/").context["form"]["time_zone"].value() == "EST5EDT"
        assert client.post("/me/", SAID | {"time_zone": "EST5EDT"}).status_code == 302

    def test_nothing_else_can_be_slipped_in(self, client, person):
        client.post("/me/", SAID | {"is_superuser": "1", "is_staff": "1", "email": "x@example.org", "is_demo": "1"})
        person.refresh_from_db()
        assert (person.is_superuser, person.is_staff, person.is_demo) == (False, False, False)
        assert person.email != "x@example.org"

    def test_names_are_text(self, client, person):
        name = "<script>alert(1)</script>{{7*7}}"
        client.post("/me/", SAID | {"name": name})
        page = client.get("/me/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page

    def test_leads_to_a_password_for_whoever_has_none(self, client, person):
        type(person).objects.update(password="!")
        client.force_login(type(person).objects.get())
        assert "/me/signing-in/" in client.get("/me/").content.decode()
        assert "/account/password/set/" in client.get("/me/signing-in/").content.decode()

    def test_is_for_those_who_are_signed_in(self):
        assert Client().get("/me/").headers["Location"] == "/account/login/?next=/me/"


class TestTimeZone:
    def test_the_first_is_taken(self, client, person):
        type(person).objects.update(time_zone="")
        answer = client.post("/me/time-zone/", {"time_zone": "Asia/Calcutta"})
        assert (answer.status_code, answer.content) == (204, b"")
        person.refresh_from_db()
        assert person.time_zone == "Asia/Kolkata"  # browsers go on saying the old name

    def test_what_somebody_chose_stays(self, client, person):
        assert client.post("/me/time-zone/", {"time_zone": "Asia/Calcutta"}).status_code == 204
        person.refresh_from_db()
        assert person.time_zone == "America/New_York"

    @pytest.mark.parametrize("said", [{}, {"time_zone": ""}, {"time_zone": "Mars/Olympus"}, {"time_zone": "\x00"}])
    def test_what_is_no_zone_is_refused(self, client, person, said):
        type(person).objects.update(time_zone="")
        answer = client.post("/me/time-zone/", said)
        assert answer.status_code == 400
        assert "is not the name of a time zone" in answer.json()["error"]
        person.refresh_from_db()
        assert person.time_zone == ""

    def test_not_by_looking_and_not_without_the_token(self, client, person):
        assert client.get("/me/time-zone/", {"time_zone": "Asia/Calcutta"}).status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(person)
        assert strict.post("/me/time-zone/", {"time_zone": "Asia/Calcutta"}).status_code == 403
