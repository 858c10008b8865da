"""The mails about asking to join, asked again when they leave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts.models import JoinRequest
from cohorts.operations.enrollment import change_role
from cohorts.operations.join_requests import Asking, accept_request, ask_to_join, decline_request
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from tests.factories.cohorts import CohortFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
SPAM = "Buy <b>gold</b> at spam.example.com"


@pytest.fixture
def cohort():
    return CohortFactory(
        title="Forum 2026", takes_requests=True, program__takes_requests=True, program__short_title="Forum"
    )


@pytest.fixture
def coordinator(cohort):
    return EnrollmentFactory(cohort=cohort, role="coordinator", person__email="connie@example.org").person


def asked(cohort, **facts):
    said = {"name": SPAM, "email": "alex@example.org", "organization_type": "other", "hopes": "To listen."} | facts
    ask_to_join(cohort=cohort, asking=Asking(**said), now=NOW)
    return JoinRequest.objects.first()


def deliver():
    deliver_mail(clock=lambda: NOW)


def whole(mail):
    ((html, _kind),) = mail.alternatives
    return f"{mail.subject}\n{mail.body}\n{html}"


def test_a_stranger_is_told_that_it_arrived_and_gets_no_words_of_anybody(cohort, coordinator, mailoutbox):
    asked(cohort)
    deliver()
    to_them = next(mail for mail in mailoutbox if mail.to == ["alex@example.org"])
    assert to_them.subject == "Your request to join Forum has arrived"
    # What a form says may be written by anybody, to anybody's address.
    assert ("gold" in whole(to_them), "To listen." in whole(to_them)) == (False, False)
    to_coordinator = next(mail for mail in mailoutbox if mail.to == ["connie@example.org"])
    assert "To listen." in to_coordinator.body
    assert "<b>gold</b>" not in to_coordinator.alternatives[0][0]
    assert f"/cohorts/{cohort.slug}/manage/requests/" in to_coordinator.body
    assert len(mailoutbox) == 2


def test_in_their_language(cohort, mailoutbox):
    asked(cohort, language="es")
    deliver()
    assert mailoutbox[0].extra_headers["Content-Language"] == "es"


def test_answered_before_they_left(cohort, coordinator, mailoutbox):
    accept_request(request=asked(cohort), by=coordinator, now=NOW)
    deliver()
    assert [mail.subject for mail in mailoutbox] == ["Your invitation to Forum 2026"]
    assert set(OutboxMail.objects.exclude(reason="").values_list("reason", flat=True)) == {
        "The request has its answer already."
    }


def test_declined_with_the_coordinators_words(cohort, coordinator, mailoutbox):
    decline_request(request=asked(cohort, name="Alex"), answer="The cohort is full.", by=coordinator, now=NOW)
    deliver()
    (mail,) = mailoutbox
    assert mail.to == ["alex@example.org"]
    assert whole(mail).count("The cohort is full.") == 2


def test_who_coordinates_no_more_is_not_told(cohort, coordinator, mailoutbox):
    asked(cohort)
    change_role(enrollment=coordinator.enrollments.get(), role="observer", by=None, now=NOW)
    deliver()
    assert [mail.to for mail in mailoutbox] == [["alex@example.org"]]


@pytest.mark.parametrize(
    ("status", "words"), [("invited", "you are invited to Forum 2026"), ("active", "you are in Forum 2026")]
)
def test_members_are_told_that_they_need_not_ask(cohort, mailoutbox, status, words):
    EnrollmentFactory(cohort=cohort, person__email="alex@example.org", status=status)
    asked(cohort)
    deliver()
    (mail,) = mailoutbox
    assert whole(mail).count(words) == 2
