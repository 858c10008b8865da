from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from cohorts.models import Cohort, JoinRequest
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, JoinRequestFactory

pytestmark = pytest.mark.django_db
CSRF_TOKEN = re.compile("[A-Za-z0-9]{64}")
WORDS = {
    "name": "Alex Rivera",
    "email": "alex@example.org",
    "organization_name": "Open Gate",
    "organization_type": "community_based",
    "level": "",
    "hopes": "To learn.",
    "language": "en",
    "time_zone": "America/Denver",
}


@pytest.fixture
def cohort():
    return CohortFactory(
        takes_requests=True,
        program__takes_requests=True,
        program__funding_note="No lobbying with this money.",
        program__support_contact="The National Team",
        program__agreements=["Listen first."],
    )


def ask(cohort):
    return reverse("cohorts:ask", args=[cohort.program.slug])


def queue(cohort):
    return reverse("cohorts:request_list", args=[cohort.slug])


@pytest.fixture
def coordinator(client, cohort):
    person = EnrollmentFactory(cohort=cohort, role="coordinator").person
    client.force_login(person)
    return person


class TestTheForm:
    def test_stands_on_the_programs_page_and_shows_agreements_and_funding(self, client, cohort):
        assert ask(cohort) in client.get(cohort.program.get_absolute_url()).content.decode()
        page = client.get(ask(cohort)).content.decode()
        assert [words for words in ("No lobbying with this money.", "Listen first.") if words not in page] == []

    def test_is_answered_alike_whoever_has_the_address(self, client, cohort):
        EnrollmentFactory(cohort=cohort, person__email="member@example.org")
        UserFactory(email="known@example.org")
        answers = []
        for email in ("nobody@example.org", "known@example.org", "member@example.org", "nobody@example.org"):
            answer = client.post(ask(cohort), WORDS | {"email": email}, follow=True)
            answers.append((str(answer.redirect_chain), CSRF_TOKEN.sub("", answer.content.decode())))
        assert len(set(answers)) == 1
        assert sorted(JoinRequest.objects.values_list("email", flat=True)) == [
            "known@example.org",
            "nobody@example.org",
        ]
        assert OutboxMail.objects.count() == 3

    def test_those_signed_in_ask_with_their_own_address(self, client, cohort):
        person = UserFactory(email="known@example.org", name="Kim", time_zone="America/Chicago")
        client.force_login(person)
        form = client.get(ask(cohort)).context["form"]
        assert "email" not in form.fields
        assert (form["name"].value(), form["time_zone"].value()) == ("Kim", "America/Chicago")
        client.post(ask(cohort), WORDS | {"email": "somebody.else@example.org"})
        assert JoinRequest.objects.get().email == "known@example.org"

    def test_what_is_missing_is_said_and_nothing_is_lost(self, client, cohort):
        form = client.post(ask(cohort), WORDS | {"email": "álex@example.org", "name": ""}).context["form"]
        assert set(form.errors) == {"email", "name"}
        assert form["hopes"].value() == "To learn."
        assert not JoinRequest.objects.exists()

    def test_only_types_of_the_program_are_offered_and_others_hear_whom_to_ask(self, client, cohort):
        cohort.program.eligible_types = ["health_center", "pca"]
        cohort.program.save()
        form = client.get(ask(cohort)).context["form"]
        assert [value for value, _label in form.fields["organization_type"].choices] == [
            "", "health_center", "pca", "none",
        ]  # fmt: skip
        form = client.post(ask(cohort), WORDS | {"organization_type": "none"}).context["form"]
        (said,) = form.errors["organization_type"]
        assert "please ask: The National Team" in said
        assert set(client.post(ask(cohort), WORDS).context["form"].errors) == {"organization_type"}

    def test_where_two_cohorts_are_open_one_is_chosen(self, client, cohort):
        other = CohortFactory(program=cohort.program, takes_requests=True)
        CohortFactory(program=cohort.program, takes_requests=True, status="completed")
        assert len(client.get(ask(cohort)).context["form"].fields["cohort"].queryset) == 2
        client.post(ask(cohort), WORDS | {"cohort": other.pk})
        assert JoinRequest.objects.get().cohort == other

    @pytest.mark.parametrize("closed", ["program", "cohort"])
    def test_a_program_that_takes_none_says_so(self, client, cohort, closed):
        row = cohort.program if closed == "program" else cohort
        row.takes_requests = False
        row.save()
        for answer in (client.get(ask(cohort)), client.post(ask(cohort), WORDS)):
            assert "takes no requests now" in answer.content.decode()
        assert not JoinRequest.objects.exists()
        assert ask(cohort) not in client.get(cohort.program.get_absolute_url()).content.decode()

    def test_a_program_that_is_not_public_is_not_there(self, client, cohort):
        cohort.program.is_public = False
        cohort.program.save()
        assert [client.get(ask(cohort)).status_code, client.post(ask(cohort), WORDS).status_code] == [404, 404]


class TestLimits:
    @pytest.fixture(autouse=True)
    def limits(self, settings):
        from cop_portal import settings as real

        settings.ACCOUNT_RATE_LIMITS = real.ACCOUNT_RATE_LIMITS
        cache.clear()
        yield
        cache.clear()

    def test_one_mailbox_is_asked_for_five_times_a_day(self, client, cohort):
        answers = [client.post(ask(cohort), WORDS | {"email": email}).status_code for email in [
            *["alex@example.org", "ALEX@example.org"] * 3, "robin@example.org",
        ]]  # fmt: skip
        assert answers == [302, 302, 302, 302, 302, 429, 302]

    def test_one_network_asks_thirty_times_an_hour(self, client, cohort):
        answers = {
            number: client.post(ask(cohort), WORDS | {"email": f"a{number}@example.org"}).status_code
            for number in range(31)
        }
        assert [number for number, answer in answers.items() if answer == 429] == [30]


class TestTheQueue:
    def test_accepting_invites(self, client, cohort, coordinator):
        request = JoinRequestFactory(cohort=cohort, hopes="<b>Bold</b> hopes")
        page = client.get(queue(cohort)).content.decode()
        assert "&lt;b&gt;Bold&lt;/b&gt; hopes" in page
        answer = client.post(reverse("cohorts:request_accept", args=[cohort.slug, request.pk]), follow=True)
        assert f"An invitation is on its way to {request.email}." in answer.content.decode()
        assert cohort.enrollments.filter(person__email=request.email, status="invited").exists()

    def test_declining_needs_words(self, client, cohort, coordinator):
        request = JoinRequestFactory(cohort=cohort)
        decline = reverse("cohorts:request_decline", args=[cohort.slug, request.pk])
        assert client.post(decline, {"answer": " "}).context["form"].errors
        client.post(decline, {"answer": "Not this time."})
        request.refresh_from_db()
        assert (request.status, request.decided_by) == ("declined", coordinator)

    def test_a_request_of_the_neighbors_is_not_there(self, client, cohort, coordinator):
        other = JoinRequestFactory(cohort=CohortFactory(program=cohort.program), name="canary")
        assert client.post(reverse("cohorts:request_accept", args=[cohort.slug, other.pk])).status_code == 404
        assert "canary" not in client.get(queue(cohort)).content.decode()

    def test_opens_and_closes_the_cohort(self, client, cohort, coordinator):
        button = reverse("cohorts:requests_open", args=[cohort.slug])
        for said, is_open in (("no", False), ("yes", True)):
            client.post(button, {"open": said})
            assert Cohort.objects.get(pk=cohort.pk).takes_requests is is_open

    @pytest.mark.parametrize("more", [1, 3])
    def test_takes_the_same_queries_for_any_number(self, client, cohort, coordinator, more, django_assert_num_queries):
        for _ in range(more):
            JoinRequestFactory(cohort=cohort)
            JoinRequestFactory(cohort=cohort, status="declined", decided_by=coordinator, decided_at="2026-01-01T00:00Z")
        client.get(queue(cohort))
        # Session, person, cohort, the viewer's enrollments, those who wait, those who have their answer.
        with django_assert_num_queries(6):
            client.get(queue(cohort))


def test_where_nobody_can_ask_no_requests_are_waited_for(client, cohort, coordinator):
    assert b"Nobody waits for an answer." in client.get(queue(cohort)).content
    type(cohort.program).objects.update(takes_requests=False)
    assert b"Nobody waits for an answer." not in client.get(queue(cohort)).content
