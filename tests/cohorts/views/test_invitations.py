"""Coming in by the mailed link, and by saying yes (A-09, C-03)."""

from __future__ import annotations

import io
import logging
from logging.config import dictConfigClass

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations.people import deactivate, person_for_email
from cohorts.enums import CohortStatus, EnrollmentStatus
from cohorts.models import Cohort, Enrollment, Invitation
from cohorts.operations.enrollment import enroll, withdraw
from cohorts.operations.invitations import invite, revoke
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long quiet river"
SAID = {
    "name": "Alex Rivera",
    "pronouns": "they/them",
    "time_zone": "America/Denver",
    "language": "en",
    "password": "",
    "agreements": "on",
}


@pytest.fixture
def cohort():
    return CohortFactory(title="Forum 2026", agreements=["Listen to understand."])


@pytest.fixture
def by():
    return UserFactory(name="Connie Coordinator")


@pytest.fixture
def invitation(cohort, by):
    enrollment = enroll(cohort=cohort, email="alex@example.org", by=by, now=timezone.now())
    return invite(enrollment=enrollment, by=by, now=timezone.now())


@pytest.fixture
def link(invitation):
    return reverse("cohorts:invitation_accept", args=[invitation.token])


@pytest.fixture
def has_account(invitation):
    """The invited person, with a password since long ago."""
    person = person_for_email(email="alex@example.org", name="Alex", by=None, verified=True)
    person.set_password(PASSWORD)
    person.save()
    return person


def status():
    return Enrollment.objects.get(person__email="alex@example.org").status


def closed_page(client, path):
    answer = client.get(path)
    return answer.status_code, next(template.name for template in answer.templates)


CLOSED = (404, "cohorts/invitation_closed.html")


class TestSomebodyNew:
    def test_sees_who_invites_whom_to_what(self, client, link, cohort):
        page = client.get(link)
        assert page.status_code == 200
        text = page.content.decode()
        for fact in [
            "Join Forum 2026", cohort.program.title, cohort.program.summary, "participant", "Connie Coordinator",
            "alex@example.org", "Listen to understand.", "m Eastern</time>",
        ]:  # fmt: skip
            assert fact in text

    def test_looking_changes_nothing_however_often_a_mailbox_does(self, client, link):
        for method in (client.get, client.head, client.options):
            for _ in range(3):
                method(link)
        assert status() == EnrollmentStatus.INVITED
        assert Invitation.objects.get().accepted_at is None
        assert client.post(link, SAID).status_code == 302

    def test_comes_in_signed_in_and_lands_on_the_cohort(self, client, link, cohort):
        answer = client.post(link, SAID)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/cohorts/" + cohort.slug + "/")
        person = get_user(client)
        assert (person.email, person.name, person.pronouns) == ("alex@example.org", "Alex Rivera", "they/them")
        assert (person.time_zone, person.language) == ("America/Denver", "en")
        assert person.emailaddress_set.get().verified
        assert status() == EnrollmentStatus.ACTIVE
        page = client.get(answer.headers["Location"])
        assert page.status_code == 200
        assert [str(said) for said in page.context["messages"]] == ["Welcome. You are in."]

    def test_without_a_password_goes_on_with_codes(self, client, link, mailoutbox):
        client.post(link, SAID)
        assert not get_user(client).has_usable_password()
        client.post("/account/logout/")
        client.post("/account/login/code/", {"email": "alex@example.org"})
        assert [mail.to for mail in mailoutbox] == [["alex@example.org"]]

    def test_with_a_password_signs_in_with_it(self, client, link):
        client.post(link, SAID | {"password": PASSWORD})
        other = Client()
        answer = other.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
        assert answer.headers["Location"] == "/"

    @pytest.mark.parametrize("weak", ["short", "1234567890", "alex@example.org", "Alex Rivera"])
    def test_a_weak_password_is_refused_and_the_rest_kept(self, client, link, weak):
        answer = client.post(link, SAID | {"password": weak})
        form = answer.context["form"]
        assert list(form.errors) == ["password"]
        assert form["name"].value() == "Alex Rivera"
        assert 'type="password"' in answer.content.decode()
        assert form["password"].field.widget.render_value is False
        assert status() == EnrollmentStatus.INVITED

    @pytest.mark.parametrize("left_out", ["name", "time_zone", "language", "agreements"])
    def test_what_is_missing_is_asked_for(self, client, link, left_out):
        said = {name: value for name, value in SAID.items() if name != left_out}
        assert list(client.post(link, said).context["form"].errors) == [left_out]
        assert status() == EnrollmentStatus.INVITED

    def test_a_cohort_without_agreements_asks_for_none(self, client, link):
        Cohort.objects.update(agreements=[])
        assert "agreements" not in client.get(link).context["form"].fields
        client.post(link, {name: value for name, value in SAID.items() if name != "agreements"})
        assert status() == EnrollmentStatus.ACTIVE

    def test_the_page_is_in_the_browsers_language_and_offers_it(self, client, link):
        form = client.get(link, headers={"accept-language": "es"}).context["form"]
        assert form["language"].value() == "es"

    def test_nothing_else_can_be_slipped_in(self, client, link):
        client.post(link, SAID | {"role": "coordinator", "is_superuser": "1", "email": "boss@example.org"})
        person = get_user(client)
        assert (person.is_superuser, person.email) == (False, "alex@example.org")
        assert Enrollment.objects.get(person=person).role == "participant"

    def test_the_form_asks_for_the_token(self, link):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link, SAID).status_code == 403
        assert status() == EnrollmentStatus.INVITED

    def test_the_address_goes_to_no_other_site(self, client, link):
        """`no-referrer` would be stricter, and make browsers send the form without an Origin."""
        assert client.get(link).headers["Referrer-Policy"] == "strict-origin"
        assert client.get("/invitations/x/").headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in client.get(link).headers["Cache-Control"]

    def test_a_second_invitation_is_then_a_matter_of_one_button(self, client, link, by):
        second = CohortFactory(title="Second")
        enrollment = enroll(cohort=second, email="alex@example.org", by=by, now=timezone.now())
        invitation = invite(enrollment=enrollment, by=by, now=timezone.now())
        client.post(link, SAID)
        answer = client.get(reverse("cohorts:invitation_accept", args=[invitation.token]))
        assert answer.headers["Location"] == f"/cohorts/{second.slug}/join/"


class TestClosed:
    """One page, one status, whatever the reason; it tells nothing of whose the link was."""

    def end(self, reason, invitation, by, time_machine):
        if reason == "used":
            Client().post(reverse("cohorts:invitation_accept", args=[invitation.token]), SAID)
        elif reason == "taken back":
            revoke(invitation=invitation, by=by, now=timezone.now())
        elif reason == "replaced":
            Invitation.objects.update(created_at=timezone.now() - timezone.timedelta(days=1))
            invite(enrollment=invitation.enrollment, by=by, now=timezone.now())
        elif reason == "expired":
            time_machine.move_to(invitation.expires_at)
        elif reason == "withdrawn":
            withdraw(enrollment=invitation.enrollment, by=by, reason="", now=timezone.now())
        elif reason == "account closed":
            deactivate(person=invitation.enrollment.person, by=by)
        elif reason == "cohort over":
            Cohort.objects.update(status=CohortStatus.COMPLETED)

    REASONS = ["used", "taken back", "replaced", "expired", "withdrawn", "account closed", "cohort over"]

    @pytest.mark.parametrize("reason", REASONS)
    def test_says_the_same_as_an_unknown_link(self, client, invitation, link, by, time_machine, reason):
        self.end(reason, invitation, by, time_machine)
        assert closed_page(client, link) == CLOSED
        pages = [client.get(path).content.decode() for path in (link, "/invitations/never-was/")]
        tokens = ("csrf-token", "csrfmiddlewaretoken")
        lines = [[line for line in page.splitlines() if not any(t in line for t in tokens)] for page in pages]
        assert lines[0] == lines[1]
        assert "alex@example.org" not in pages[0]
        assert "Forum 2026" not in pages[0]

    @pytest.mark.parametrize("reason", REASONS)
    def test_opens_nothing_when_the_form_is_sent_all_the_same(self, client, invitation, link, by, time_machine, reason):
        self.end(reason, invitation, by, time_machine)
        before = status()
        assert client.post(link, SAID | {"name": "Mallory", "password": PASSWORD}).status_code == 404
        assert status() == before
        person = User.objects.get(email="alex@example.org")
        assert person.name != "Mallory"
        assert not person.has_usable_password()
        assert not get_user(client).is_authenticated

    @pytest.mark.parametrize("token", ["x", "a:b", "%00", "..", "x" * 3000, "nonce:signature:more", "ünï", "'or 1=1--"])
    def test_a_made_up_link_is_no_error(self, client, db, token):
        assert closed_page(client, f"/invitations/{token}/") == CLOSED

    def test_a_token_signed_for_something_else_opens_nothing(self, client, invitation):
        from django.core import signing

        for salt in ("", "cohorts.calendar", "django.core.signing"):
            token = signing.Signer(salt=salt or None).sign(invitation.nonce)
            assert closed_page(client, f"/invitations/{token}/") == CLOSED

    def test_the_nonce_in_the_database_opens_nothing(self, client, invitation):
        assert closed_page(client, f"/invitations/{invitation.nonce}/") == CLOSED

    def test_somebody_was_quicker_between_the_look_and_the_click(self, client, link, monkeypatch):
        """Two clicks at once: the second finds the invitation accepted only when it holds the lock."""
        from cohorts.operations import invitations
        from cohorts.views import invitations as views

        real = invitations.accept

        def quicker(**facts):
            real(**facts)
            return real(**facts)

        monkeypatch.setattr(views, "accept", quicker)
        assert client.post(link, SAID).status_code == 404
        assert status() == EnrollmentStatus.ACTIVE


class TestWhoHasAnAccount:
    def test_signs_in_first(self, client, link, has_account, cohort):
        page = client.get(link)
        assert page.status_code == 200
        assert next(template.name for template in page.templates) == "cohorts/invitation_sign_in.html"
        text = page.content.decode()
        assert f"/account/login/?next=/cohorts/{cohort.slug}/join/" in text
        assert f"/account/login/code/?next=/cohorts/{cohort.slug}/join/" in text
        assert "Forum 2026" in text

    def test_the_link_alone_takes_over_nothing(self, client, link, has_account):
        client.post(link, SAID | {"name": "Mallory", "password": "mallory's own river"})
        has_account.refresh_from_db()
        assert has_account.name == "Alex"
        assert has_account.check_password(PASSWORD)
        assert not get_user(client).is_authenticated
        assert status() == EnrollmentStatus.INVITED

    def test_signed_in_one_button_is_left_and_the_token_is_out_of_the_address(self, client, link, has_account, cohort):
        client.force_login(has_account)
        answer = client.get(link)
        assert answer.headers["Location"] == f"/cohorts/{cohort.slug}/join/"
        page = client.get(answer.headers["Location"])
        assert list(page.context["form"].fields) == ["in_directory", "agreements"]
        assert "Connie Coordinator" in page.content.decode()
        answer = client.post(f"/cohorts/{cohort.slug}/join/", {"agreements": "on"})
        assert answer.headers["Location"] == f"/cohorts/{cohort.slug}/"
        assert status() == EnrollmentStatus.ACTIVE

    def test_the_agreements_are_asked_for(self, client, has_account, cohort):
        client.force_login(has_account)
        answer = client.post(f"/cohorts/{cohort.slug}/join/", {})
        assert list(answer.context["form"].errors) == ["agreements"]
        assert status() == EnrollmentStatus.INVITED

    def test_twice_is_once(self, client, link, has_account, cohort):
        client.force_login(has_account)
        for _ in range(2):
            answer = client.post(f"/cohorts/{cohort.slug}/join/", {"agreements": "on"})
            assert answer.headers["Location"] == f"/cohorts/{cohort.slug}/"
        assert client.get(link).headers["Location"] == f"/cohorts/{cohort.slug}/"
        assert Enrollment.objects.get(person=has_account).history.filter(status="active").count() == 1

    def test_the_whole_way_by_code(self, client, link, has_account, cohort, mailoutbox):
        from tests.accounts.views.test_sign_in import code_in

        client.get(link)
        join = f"/cohorts/{cohort.slug}/join/"
        answer = client.post(f"/account/login/code/?next={join}", {"email": "alex@example.org"})
        answer = client.post(answer.headers["Location"], {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == join
        assert client.get(join).status_code == 200


class TestSomebodyElse:
    @pytest.fixture
    def else_(self, client):
        person = UserFactory(email="robin@example.org")
        client.force_login(person)
        return person

    def test_is_told_kindly_and_led_on(self, client, link, else_):
        page = client.get(link)
        assert page.status_code == 200
        text = page.content.decode()
        assert "This invitation is for another account" in text
        assert "robin@example.org" in text
        assert "alex@example.org" not in text
        answer = client.post("/account/logout/", {"next": link})
        assert answer.headers["Location"] == link
        assert "Join Forum 2026" in client.get(link).content.decode()

    def test_cannot_accept_it(self, client, link, else_, cohort):
        client.post(link, SAID)
        assert client.post(f"/cohorts/{cohort.slug}/join/", {"agreements": "on"}).status_code == 404
        assert status() == EnrollmentStatus.INVITED
        assert not Enrollment.objects.filter(person=else_).exists()


class TestJoin:
    def test_is_for_those_who_are_signed_in(self, client, cohort):
        answer = client.get(f"/cohorts/{cohort.slug}/join/")
        assert answer.headers["Location"] == f"/account/login/?next=/cohorts/{cohort.slug}/join/"

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn"])
    def test_who_has_no_open_invitation_finds_nothing(self, client, cast, role):
        client.force_login(cast[role])
        assert client.get(f"/cohorts/{cast.cohort.slug}/join/").status_code == 404

    def test_who_is_inside_is_taken_there(self, client, cast):
        client.force_login(cast["participant"])
        answer = client.get(f"/cohorts/{cast.cohort.slug}/join/")
        assert answer.headers["Location"] == f"/cohorts/{cast.cohort.slug}/"

    def test_home_leads_there(self, client, has_account, cohort):
        client.force_login(has_account)
        assert f'href="/cohorts/{cohort.slug}/join/"' in client.get("/").content.decode()


def test_the_token_gets_into_no_log(client, link, invitation, settings):
    """P-06: through the page, the form, and the page of a link that opens nothing any more."""
    configured = dictConfigClass(settings.LOGGING).configure_formatter(settings.LOGGING["formatters"]["line"])
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(configured)
    logging.getLogger().addHandler(handler)
    try:
        client.get(link)
        client.post(link, SAID)
        other = Client()
        other.get(link)
        other.get(f"{link}more")
        other.post(link + "?again")
    finally:
        logging.getLogger().removeHandler(handler)
    lines = written.getvalue().splitlines()
    assert "WARNING django.request: Not Found: /invitations/…/" in lines
    assert not [line for line in lines if invitation.token in line or invitation.nonce in line]
