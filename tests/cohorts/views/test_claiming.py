"""Invited at one address, at home in the portal under another one (A-09, C-03)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from cohorts.operations.enrollment import enroll
from cohorts.operations.invitations import invite, revoke
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db
CLAIM = {"claim": "1"}


@pytest.fixture
def cohort():
    return CohortFactory(agreements=["Listen to understand."])


@pytest.fixture
def invitation(cohort):
    enrollment = enroll(cohort=cohort, email="ana@clinic.example.org", role="coach", by=None, now=timezone.now())
    return invite(enrollment=enrollment, by=None, now=timezone.now())


@pytest.fixture
def link(invitation):
    return reverse("cohorts:invitation_accept", args=[invitation.token])


@pytest.fixture
def ana(client):
    """She has been here for long, under her own address."""
    person = UserFactory(email="ana@home.example.org")
    EnrollmentFactory(person=person)
    client.force_login(person)
    return person


def test_joins_with_the_account_she_has(client, link, ana, invitation, cohort):
    shown = client.get(link)
    assert (shown.context["claimable"], Enrollment.objects.get(cohort=cohort).person.email) == (
        True,
        "ana@clinic.example.org",
    )
    asked = client.post(link, CLAIM, follow=True)
    assert asked.redirect_chain == [(reverse("cohorts:join", args=[cohort.slug]), 302)]
    client.post(asked.redirect_chain[0][0], {"agreements": "on"})
    enrollment = Enrollment.objects.get(cohort=cohort)
    assert (enrollment.person, enrollment.role, enrollment.status) == (ana, "coach", EnrollmentStatus.ACTIVE)
    lines = enrollment.history.order_by("pk").values_list("history_user", "history_change_reason")
    assert list(lines)[1] == (ana.pk, "Invited as ana@clinic.example.org, comes in with this account")
    # The place is taken: the link opens nothing for anybody else, and no account was added.
    client.logout()
    assert client.get(link).status_code == 404
    assert User.objects.count() == 2


def test_the_agreements_are_kept_as_they_stood(client, link, ana, cohort):
    client.post(link, CLAIM)
    client.post(reverse("cohorts:join", args=[cohort.slug]), {"agreements": "on"})
    enrollment = Enrollment.objects.get(cohort=cohort)
    assert (enrollment.agreed_to, enrollment.agreed_at) == (["Listen to understand."], enrollment.activated_at)
    assert enrollment.history.latest().agreed_to == ["Listen to understand."]


def test_without_saying_so_nothing_moves(client, link, ana, cohort):
    client.post(link, {"agreements": "on"})
    assert Enrollment.objects.get(cohort=cohort).person.email == "ana@clinic.example.org"


def test_an_account_in_use_is_not_taken_over(client, link, ana, invitation, cohort):
    invited = invitation.enrollment.person
    invited.last_login = timezone.now()
    invited.save()
    assert client.get(link).context["claimable"] is False
    assert client.post(link, CLAIM).status_code == 404
    assert Enrollment.objects.get(cohort=cohort).person == invited


@pytest.mark.parametrize("status", EnrollmentStatus.values)
def test_who_has_a_place_there_gets_no_second_one(client, link, ana, invitation, cohort, status):
    EnrollmentFactory(cohort=cohort, person=ana, status=status)
    assert client.get(link).context["claimable"] is False
    answer = client.post(link, CLAIM)
    assert [str(message) for message in answer.context["messages"]] == [
        "This account has a place in that community already."
    ]
    assert Enrollment.objects.get(pk=invitation.enrollment_id).person.email == "ana@clinic.example.org"


def test_a_link_that_was_taken_back_is_not_claimed(client, link, ana, invitation, cohort):
    revoke(invitation=invitation, by=None, now=timezone.now())
    assert client.post(link, CLAIM).status_code == 404
    assert Enrollment.objects.get(cohort=cohort).person.email == "ana@clinic.example.org"


def test_nobody_claims_without_being_signed_in(client, link, cohort):
    client.post(link, CLAIM)
    assert Enrollment.objects.get(cohort=cohort).status == EnrollmentStatus.INVITED
