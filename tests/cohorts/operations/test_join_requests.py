from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from cohorts.enums import CohortStatus, EnrollmentStatus, JoinRequestStatus, OrganizationType
from cohorts.models import Cohort, Enrollment, Invitation, JoinRequest, Organization
from cohorts.operations import join_requests
from cohorts.operations.enrollment import CohortIsOver
from cohorts.operations.join_requests import (
    Asking,
    NotEligible,
    RequestIsDecided,
    TakesNoRequests,
    accept_request,
    ask_to_join,
    decline_request,
    open_to_requests,
)
from notifications.models import OutboxMail
from tests.at_once import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ASKING = Asking(
    name="Alex Rivera",
    email="Alex@example.org",
    organization_type=OrganizationType.COMMUNITY_BASED,
    organization_name="Open Gate",
    level="front_line",
    hopes="To learn from neighbors.",
    language="es",
    time_zone="America/Denver",
)


@pytest.fixture
def cohort(db):
    return CohortFactory(takes_requests=True, program__takes_requests=True)


@pytest.fixture
def coordinator(cohort):
    return EnrollmentFactory(cohort=cohort, role="coordinator").person


def asked(cohort, now=NOW, **changes):
    ask_to_join(cohort=cohort, asking=replace(ASKING, **changes), now=now)
    return JoinRequest.objects.order_by("-pk").first()


def mailed():
    rows = OutboxMail.objects.order_by("pk").values_list("kind", "address", "recipient__email")
    return [(kind.removeprefix("cohorts."), address or email) for kind, address, email in rows]


class TestAsking:
    def test_waits_and_both_sides_hear_and_nobody_is_made(self, cohort, coordinator):
        request = asked(cohort)
        assert (request.email, request.status, request.asked_at) == ("alex@example.org", "waiting", NOW)
        assert mailed() == [("request_to_answer", coordinator.email), ("request_arrived", "alex@example.org")]
        assert OutboxMail.objects.get(address="alex@example.org").language == "es"
        assert User.objects.get() == coordinator

    def test_again_is_one_request_and_one_mail_a_day(self, cohort, coordinator):
        for hours in (0, 1, 23):
            asked(cohort, now=NOW + timedelta(hours=hours), email="ALEX@example.org", name="Somebody else")
        assert JoinRequest.objects.get().name == "Somebody else"
        assert len(mailed()) == 2
        asked(cohort, now=NOW + DAY, name="Mallory")
        assert JoinRequest.objects.get().name == "Somebody else"
        assert mailed()[2:] == [("request_arrived", "alex@example.org")]

    @pytest.mark.parametrize("status", ["invited", "active", "completed"])
    def test_who_is_in_or_invited_is_told_by_mail_and_in_no_other_way(self, cohort, coordinator, status):
        EnrollmentFactory(cohort=cohort, person__email="alex@example.org", status=status)
        for _again in range(2):
            assert asked(cohort) is None
        assert mailed() == [("request_of_member", "alex@example.org")]

    def test_who_withdrew_or_is_in_another_cohort_may_ask(self, cohort):
        person = UserFactory(email="alex@example.org")
        EnrollmentFactory(cohort=cohort, person=person, status=EnrollmentStatus.WITHDRAWN)
        EnrollmentFactory(cohort=CohortFactory(program=cohort.program), person=person)
        assert asked(cohort).status == JoinRequestStatus.WAITING

    def test_other_types_are_told_kindly_and_whom_to_ask(self, cohort):
        program = cohort.program
        program.eligible_types, program.support_contact = ["health_center"], "The National Team"
        program.save()
        with pytest.raises(NotEligible, match=r"Thank you for your interest.*please ask: The National Team") as refused:
            asked(cohort)
        assert refused.value.field == "organization_type"
        assert asked(cohort, organization_type="health_center").status == JoinRequestStatus.WAITING

    @pytest.mark.parametrize(
        "changes",
        [{"takes_requests": False}, {"status": CohortStatus.COMPLETED}, {"status": CohortStatus.ARCHIVED}, "program"],
    )
    def test_a_cohort_that_takes_none(self, cohort, changes):
        if changes == "program":
            cohort.program.takes_requests = False
            cohort.program.save()
        else:
            Cohort.objects.filter(pk=cohort.pk).update(**changes)
        with pytest.raises(TakesNoRequests):
            asked(cohort)
        assert mailed() == []


class TestAccepting:
    def test_enrolls_and_invites_somebody_new_in_their_language(self, cohort, coordinator):
        request = asked(cohort)
        for _again in range(2):
            accept_request(request=request, by=coordinator, now=NOW)
        enrollment = Enrollment.objects.get(person__email="alex@example.org")
        assert (enrollment.role, enrollment.status, enrollment.level) == ("participant", "invited", "front_line")
        assert (enrollment.organization.name, enrollment.organization.kind) == ("Open Gate", "community_based")
        person = enrollment.person
        assert (person.name, person.language, person.time_zone) == ("Alex Rivera", "es", "America/Denver")
        assert Invitation.objects.get().enrollment == enrollment
        assert mailed()[2:] == [("invitation", "alex@example.org")]
        request.refresh_from_db()
        assert (request.status, request.decided_by, request.decided_at) == ("accepted", coordinator, NOW)

    def test_somebody_with_an_account_keeps_it_and_gets_a_second_cohort(self, cohort, coordinator):
        known = UserFactory(email="alex@example.org", name="Álex", language="en", time_zone="America/Chicago")
        EnrollmentFactory(person=known)
        OrganizationFactory(name="OPEN GATE", kind="social_service")
        accept_request(request=asked(cohort), by=coordinator, now=NOW)
        known.refresh_from_db()
        assert (known.name, known.language, known.time_zone) == ("Álex", "en", "America/Chicago")
        assert known.enrollments.count() == 2
        assert Organization.objects.filter(name__iexact="open gate").count() == 1

    def test_without_an_organization(self, cohort, coordinator):
        accept_request(request=asked(cohort, organization_name=""), by=coordinator, now=NOW)
        assert Enrollment.objects.get(person__email="alex@example.org").organization is None

    def test_after_the_cohort_is_over_nothing_happens(self, cohort, coordinator):
        request = asked(cohort)
        Cohort.objects.update(status=CohortStatus.COMPLETED)
        with pytest.raises(CohortIsOver):
            accept_request(request=request, by=coordinator, now=NOW)
        request.refresh_from_db()
        assert (request.status, User.objects.count()) == ("waiting", 1)


class TestDeclining:
    def test_the_words_go_to_the_address(self, cohort, coordinator):
        request = asked(cohort)
        for words in (" Next year, please. ", "Other words"):
            decline_request(request=request, answer=words, by=coordinator, now=NOW)
        request.refresh_from_db()
        assert (request.status, request.answer) == ("declined", "Next year, please.")
        assert mailed()[2:] == [("request_declined", "alex@example.org")]
        assert not User.objects.filter(email="alex@example.org").exists()

    def test_the_first_answer_stands(self, cohort, coordinator):
        one, other = asked(cohort), asked(cohort, email="robin@example.org")
        accept_request(request=one, by=coordinator, now=NOW)
        decline_request(request=other, answer="No", by=coordinator, now=NOW)
        with pytest.raises(RequestIsDecided, match="it is accepted"):
            decline_request(request=one, answer="No", by=coordinator, now=NOW)
        with pytest.raises(RequestIsDecided, match="it is declined"):
            accept_request(request=other, by=coordinator, now=NOW)

    def test_who_was_declined_may_ask_again(self, cohort, coordinator):
        decline_request(request=asked(cohort), answer="Not yet", by=coordinator, now=NOW)
        assert asked(cohort, now=NOW + DAY).status == JoinRequestStatus.WAITING


def test_opening_and_closing_to_requests_is_kept(cohort, coordinator):
    for is_open in (False, False, True):
        open_to_requests(cohort=cohort, is_open=is_open, by=coordinator, now=NOW)
    reasons = cohort.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(reasons)[1:] == ["Closed to requests", "Opened to requests"]


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_are_one_request(cohort, monkeypatch):
    arrived = join_requests.tell_it_arrived

    def slowly(**facts):
        time.sleep(0.1)
        arrived(**facts)

    monkeypatch.setattr(join_requests, "tell_it_arrived", slowly)
    assert at_once(*[lambda: ask_to_join(cohort=cohort, asking=ASKING, now=NOW)] * 2) == [None, None]
    assert JoinRequest.objects.count() == 1
    assert mailed() == [("request_arrived", "alex@example.org")]
