from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from accounts.addresses import UnreadableAddress
from accounts.models import User
from accounts.operations import people
from common.wall_clock import UnknownZone
from tests.factories.accounts import SiteAdminFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return SiteAdminFactory()


def addresses_of(person):
    rows = EmailAddress.objects.filter(user=person).order_by("email")
    return [(row.email, row.primary, row.verified) for row in rows]


def changes_of(person):
    return [(row.history_type, row.history_user, row.history_change_reason) for row in person.history.order_by("pk")]


class TestPersonForEmail:
    def test_makes_a_person_without_password_whose_address_is_not_shown_to_be_theirs(self, by):
        person = people.person_for_email(email=" Alex@Example.org ", name=" Alex Rivera ", by=by)
        assert (person.email, person.name) == ("alex@example.org", "Alex Rivera")
        assert not person.has_usable_password()
        assert addresses_of(person) == [("alex@example.org", True, False)]
        assert changes_of(person) == [("+", by, "Account made")]

    @pytest.mark.parametrize("written", ["alex@example.org", "ALEX@EXAMPLE.ORG", " Alex@example.org "])
    def test_finds_the_one_person_whatever_the_case(self, by, written):
        person = people.person_for_email(email="Alex@example.org", by=by)
        assert people.person_for_email(email=written, by=by) == person
        assert User.objects.exclude(pk=by.pk).count() == 1
        assert EmailAddress.objects.count() == 1

    def test_adds_a_name_where_there_is_none_and_leaves_one_that_is_there(self, by):
        person = people.person_for_email(email="alex@example.org", by=by)
        assert people.person_for_email(email="alex@example.org", name="Alex", by=by).name == "Alex"
        assert people.person_for_email(email="alex@example.org", name="Somebody", by=by).name == "Alex"
        assert changes_of(person) == [("+", by, "Account made"), ("~", by, "Name added")]

    def test_gives_a_person_made_elsewhere_an_address_to_sign_in_with(self):
        person = UserFactory(email="robin@example.org")
        people.person_for_email(email="robin@example.org", by=None)
        assert addresses_of(person) == [("robin@example.org", True, False)]

    def test_a_verified_address_stays_verified(self, by):
        person = people.person_for_email(email="alex@example.org", by=by, verified=True)
        people.person_for_email(email="alex@example.org", by=by)
        assert addresses_of(person) == [("alex@example.org", True, True)]

    def test_refuses_what_is_no_address(self, by):
        with pytest.raises(UnreadableAddress):
            people.person_for_email(email="alex at example", by=by)
        assert list(User.objects.all()) == [by]


class TestChangeAddress:
    def test_moves_the_address_for_signing_in_along_and_asks_for_it_to_be_shown(self, by):
        person = people.person_for_email(email="alex@example.org", by=by, verified=True)
        people.change_address(person=person, email="Alex.Rivera@example.org", by=by)
        person.refresh_from_db()
        assert person.email == "alex.rivera@example.org"
        assert addresses_of(person) == [("alex.rivera@example.org", True, False)]
        assert changes_of(person)[-1] == ("~", by, "Address changed")

    def test_the_same_address_again_changes_nothing(self, by):
        person = people.person_for_email(email="alex@example.org", by=by, verified=True)
        people.change_address(person=person, email="ALEX@example.org", by=by)
        assert addresses_of(person) == [("alex@example.org", True, True)]
        assert changes_of(person) == [("+", by, "Account made")]

    def test_somebody_elses_address_is_refused(self, by):
        people.person_for_email(email="robin@example.org", by=by)
        person = people.person_for_email(email="alex@example.org", by=by)
        with pytest.raises(people.AddressIsTaken) as refusal:
            people.change_address(person=person, email="ROBIN@example.org", by=by)
        assert str(refusal.value) == "Somebody else on this portal has this address."
        assert addresses_of(person) == [("alex@example.org", True, False)]


class TestDescribe:
    def test_says_who_changed_what(self):
        person = UserFactory(name="Alex", title="Nurse", time_zone="")
        people.describe(
            person=person, name=" Alex R. ", pronouns="they/them", time_zone="America/Denver", language="es", by=person
        )
        person.refresh_from_db()
        assert (person.name, person.pronouns, person.title) == ("Alex R.", "they/them", "Nurse")
        assert (person.time_zone, person.language) == ("America/Denver", "es")
        assert changes_of(person)[-1] == ("~", person, "Profile changed")

    def test_refuses_a_zone_that_is_none(self):
        person = UserFactory(name="Alex")
        with pytest.raises(UnknownZone):
            people.describe(person=person, name="B", time_zone="Mars/Olympus", language="en", by=person)
        person.refresh_from_db()
        assert person.name == "Alex"


class TestNoteTimeZone:
    def test_is_heard_once(self):
        person = UserFactory(time_zone="")
        assert people.note_time_zone(person=person, time_zone="America/Denver")
        assert not people.note_time_zone(person=person, time_zone="Europe/Berlin")
        person.refresh_from_db()
        assert person.time_zone == "America/Denver"

    @pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "america/denver", "x" * 500])
    def test_refuses_what_is_no_zone(self, name):
        person = UserFactory(time_zone="")
        with pytest.raises(UnknownZone):
            people.note_time_zone(person=person, time_zone=name)
        person.refresh_from_db()
        assert person.time_zone == ""


def test_closing_an_account_signs_the_person_out_everywhere(client, by):
    person = UserFactory()
    client.force_login(person)
    UserSession.objects.create(user=person, session_key=client.session.session_key, ip="192.0.2.1", user_agent="x")
    people.deactivate(person=person, by=by)
    assert not client.session.exists(client.session.session_key)
    assert UserSession.objects.count() == 0
    people.reactivate(person=person, by=by)
    person.refresh_from_db()
    assert person.is_active
    assert [reason for _, _, reason in changes_of(person)[-2:]] == ["Account closed", "Account opened again"]


def test_an_administrator_is_made_once():
    person = people.make_administrator(email="Admin@example.org", name="Ada", by=None)
    assert people.make_administrator(email="admin@example.org", by=None) == person
    assert person.is_site_admin
    assert person.is_staff
    assert [reason for _, _, reason in changes_of(person)] == ["Account made", "Made an administrator"]


def test_the_address_is_found_by_its_unique_index(django_assert_num_queries):
    person = UserFactory(email="alex@example.org")
    with django_assert_num_queries(1) as queries:
        assert User.objects.with_email("ALEX@example.org").get() == person
    assert 'LOWER("accounts_user"."email")' in queries.captured_queries[0]["sql"]
