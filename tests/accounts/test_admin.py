from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.conftest import PASSWORD, SECRET, with_app, with_codes
from tests.accounts.views.test_sign_in import signed_in
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import PostFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"


@pytest.fixture
def boss(client):
    person = SiteAdminFactory(email="boss@example.org", name="Boss")
    client.force_login(person)
    return person


def page_of(person):
    return f"{LIST}{person.pk}/change/"


def typed(person, **changes):
    """The change form as it is sent when only `changes` were made."""
    fields = ["email", "name", "pronouns", "title", "time_zone", "language"]
    said = {field: getattr(person, field) for field in fields}
    said |= {right: "on" for right in ("is_active", "is_staff", "is_superuser") if getattr(person, right)}
    for prefix in ("emailaddress_set", "authenticator_set", "recovery_codes", "usersession_set"):
        said |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    said |= changes
    return {name: value for name, value in said.items() if value is not None}


def reasons(person):
    return [line.history_change_reason for line in person.history.order_by("pk")]


class TestList:
    @pytest.mark.parametrize("word", ["alex", "RIVERA", "alex@example", "Nurse"])
    def test_people_are_found_by_address_name_and_role(self, client, boss, word):
        person = UserFactory(email="alex@example.org", name="Alex Rivera", title="Nurse")
        assert list(client.get(LIST, {"q": word}).context["cl"].result_list) == [person]

    @pytest.mark.parametrize("between", [" ", ", ", ";"])
    def test_two_accounts_of_one_person_are_found_beside_each_other(self, client, boss, between):
        people = [UserFactory(email=f"{name}@example.org") for name in ("alex", "rivera")]
        UserFactory(email="alex@example.org.example", name="alex@example.org rivera@example.org")
        words = {"q": between.join(["ALEX@example.org", "rivera@example.org"])}
        assert list(client.get(LIST, words).context["cl"].result_list) == people

    @pytest.mark.parametrize(("asked", "found"), [("yes", "alex"), ("no", "boss")])
    def test_who_has_a_second_factor_is_found(self, client, boss, alex, asked, found):
        with_app(alex)
        people = client.get(LIST, {"second_factor": asked}).context["cl"].result_list
        assert [person.email for person in people] == [f"{found}@example.org"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_few_and_many(self, client, boss, django_assert_num_queries, count):
        UserFactory.create_batch(count)
        client.get(LIST)
        with django_assert_num_queries(7):
            client.get(LIST)


class TestAdd:
    def test_a_person_without_a_password_who_comes_in_by_code(self, client, boss):
        client.post(f"{LIST}add/", {"email": " Alex@Example.org ", "name": "Alex"})
        person = User.objects.get(email="alex@example.org")
        assert not person.has_usable_password()
        assert list(person.emailaddress_set.values_list("email", "verified")) == [("alex@example.org", False)]
        assert [(line.history_user, line.history_change_reason) for line in person.history.all()] == [
            (boss, "Account made")
        ]

    @pytest.mark.parametrize("written", ["boss@example.org", "BOSS@example.org"])
    def test_nobody_twice(self, client, boss, written):
        answer = client.post(f"{LIST}add/", {"email": written, "name": "Boss"})
        assert answer.context["adminform"].form.errors
        assert User.objects.count() == 1

    def test_not_with_a_look_alike(self, client, boss):
        answer = client.post(f"{LIST}add/", {"email": "bоss@example.org", "name": "Boss"})
        assert list(answer.context["adminform"].form.errors) == ["email"]
        assert User.objects.count() == 1


class TestChange:
    def test_the_address_to_sign_in_with_moves_along(self, client, boss, alex):
        client.post(page_of(alex), typed(alex, email="Alex.Rivera@example.org"))
        alex.refresh_from_db()
        assert alex.email == "alex.rivera@example.org"
        assert list(alex.emailaddress_set.values_list("email", "primary", "verified")) == [
            ("alex.rivera@example.org", True, False)
        ]
        assert reasons(alex)[-1] == "Address changed"

    def test_somebody_elses_address_is_refused_at_its_field(self, client, boss, alex):
        answer = client.post(page_of(alex), typed(alex, email="BOSS@example.org", name="Somebody"))
        assert "email" in answer.context["adminform"].form.errors
        alex.refresh_from_db()
        assert (alex.email, alex.name) == ("alex@example.org", "Alex Rivera")

    def test_closing_the_account_signs_the_person_out_everywhere(self, client, boss, alex, sign_in):
        theirs = Client()
        sign_in(theirs)
        client.post(page_of(alex), typed(alex, is_active=None))
        assert UserSession.objects.filter(user=alex).count() == 0
        client.post(page_of(alex), typed(alex, is_active="on"))
        assert not signed_in(theirs)
        assert reasons(alex)[-2:] == ["Account closed", "Account opened again"]

    def test_a_password_set_in_the_meantime_stays(self, client, boss, alex):
        client.post(page_of(alex), typed(alex, name="Alex R."))
        alex.refresh_from_db()
        assert alex.name == "Alex R."
        assert alex.check_password(PASSWORD)
        assert reasons(alex)[-1] == "Changed by an administrator"

    def test_nothing_changed_is_nothing_kept(self, client, boss, alex):
        before = reasons(alex)
        client.post(page_of(alex), typed(alex))
        assert reasons(alex) == before

    @pytest.mark.parametrize("right", ["is_active", "is_staff", "is_superuser"])
    def test_nobody_closes_the_door_behind_themselves(self, client, boss, right):
        answer = client.post(page_of(boss), typed(boss, **{right: None}))
        assert right in answer.context["adminform"].form.errors
        boss.refresh_from_db()
        assert getattr(boss, right)

    def test_shows_no_hash_and_no_key(self, client, boss, alex, sign_in):
        theirs = Client()
        sign_in(theirs)
        page = client.get(page_of(alex)).content.decode()
        assert theirs.session.session_key not in page
        alex.refresh_from_db()
        assert alex.password not in page
        assert 'name="password' not in page

    def test_shows_second_factors_and_none_of_their_secrets(self, client, boss, alex):
        app = with_app(alex)
        codes = with_codes(alex, timezone.now())
        page = client.get(page_of(alex)).content.decode()
        assert "TOTP" in page
        assert codes[0][:4] in page
        hidden = [app.data["secret"], SECRET, *alex.recovery_codes.values_list("digest", flat=True), codes[0][5:]]
        assert [secret for secret in hidden if secret in page] == []

    def test_the_history_is_read(self, client, boss, alex):
        page = client.get(f"{LIST}{alex.pk}/history/")
        assert page.status_code == 200
        assert "Account made" in page.content.decode()


class TestActions:
    def do(self, client, action, people):
        return client.post(LIST, {"action": action, "_selected_action": [person.pk for person in people]}, follow=True)

    def test_sign_out_everywhere(self, client, boss, alex, sign_in):
        theirs = Client()
        sign_in(theirs)
        answer = self.do(client, "end_sign_ins", [alex])
        assert [str(said) for said in answer.context["messages"]] == ["1 sign-in is ended."]
        assert not signed_in(theirs)

    def test_close_and_open_but_never_ones_own(self, client, boss, alex, robin):
        answer = self.do(client, "close_accounts", [alex, robin, boss])
        assert [str(said) for said in answer.context["messages"]] == ["2 accounts are closed."]
        assert set(User.objects.filter(is_active=True)) == {boss}
        self.do(client, "open_accounts", [alex])
        assert set(User.objects.filter(is_active=True)) == {boss, alex}

    def test_second_factors_go_with_a_reason_and_the_person_hears_of_it(self, client, boss, alex, mailoutbox):
        with_app(alex)
        with_codes(alex, timezone.now())
        answer = self.do(client, "remove_second_factors", [alex, boss])
        assert answer.context["people"] == [alex]
        assert Authenticator.objects.exists()
        said = {
            "action": "remove_second_factors",
            "_selected_action": [alex.pk],
            "reason": "Lost the phone; called back",
        }
        answer = client.post(LIST, said, follow=True)
        assert [str(message) for message in answer.context["messages"]] == [
            "1 person signs in without a second factor now, and was told by mail."
        ]
        assert (Authenticator.objects.count(), alex.recovery_codes.count()) == (0, 0)
        line = alex.history.latest()
        assert (line.history_user, line.history_change_reason) == (
            boss,
            "Second factors removed: Lost the phone; called back",
        )
        (mail,) = mailoutbox
        assert mail.to == ["alex@example.org"]
        assert "removed your authenticator app, passkeys and recovery codes" in mail.body

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_not_without_one(self, client, boss, alex, reason):
        with_app(alex)
        said = {"action": "remove_second_factors", "_selected_action": [alex.pk], "reason": reason}
        assert client.post(LIST, said).context["form"].errors
        assert Authenticator.objects.exists()

    def test_never_ones_own(self, client, boss):
        with_app(boss)
        said = {"action": "remove_second_factors", "_selected_action": [boss.pk], "reason": "Tired of it"}
        client.post(LIST, said)
        assert Authenticator.objects.get().user == boss

    def test_nobody_is_deleted(self, client, boss, alex):
        assert "delete_selected" not in dict(client.get(LIST).context["action_form"].fields["action"].choices)
        assert client.post(f"{LIST}{alex.pk}/delete/", {"post": "yes"}).status_code == 403
        assert User.objects.filter(pk=alex.pk).exists()


@pytest.mark.parametrize("model", [EmailAddress, UserSession, Authenticator, Group])
def test_what_would_part_from_the_person_has_no_page_of_its_own(model):
    assert not admin.site.is_registered(model)


@pytest.mark.parametrize("person", [UserFactory, lambda: UserFactory(is_staff=True)])
def test_only_administrators(client, person):
    client.force_login(person())
    assert client.get(LIST, follow=True).status_code == 403


class TestMerge:
    def act(self, client, *people, **extra):
        data = {"action": "merge_two", "_selected_action": [person.pk for person in people], **extra}
        return client.post(LIST, data, follow=True)

    def test_the_page_tells_what_there_is_of_each(self, client, boss, alex):
        other = UserFactory()
        enrollment = EnrollmentFactory(person=other)
        PostFactory(author=other)
        rows = self.act(client, alex, other).context["rows"]
        assert rows == [(alex, []), (other, [f"{enrollment.cohort}: participant, active", "1 post or topic"])]
        assert User.objects.filter(is_active=True).count() == 3

    def test_one_is_kept_and_the_other_closed(self, client, boss, alex):
        other = UserFactory(email="alex@home.example.org", name="Alex")
        enrollment = EnrollmentFactory(person=other)
        answer = self.act(client, alex, other, kept=alex.pk, reason="Called them")
        assert [str(message) for message in answer.context["messages"]] == [f"{other} is part of {alex} now."]
        enrollment.refresh_from_db()
        other.refresh_from_db()
        assert (enrollment.person, other.is_active) == (alex, False)
        assert other.history.latest().history_user == boss
        assert reasons(alex)[-1] == "Merged with alex@home.example.org: Called them"

    def test_a_refusal_stands_at_the_choice(self, client, boss, alex):
        answer = self.act(client, boss, alex, kept=alex.pk, reason="Called them")
        assert answer.context["form"].errors == {"kept": [f"You are signed in with {boss}. Keep that account."]}
        assert User.objects.filter(is_active=True).count() == 2
