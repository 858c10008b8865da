"""The invitation's mail, written when it leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.operations.people import deactivate
from cohorts.models import Cohort, Invitation
from cohorts.operations.enrollment import enroll, withdraw
from cohorts.operations.invitations import Newcomer, accept, invite, revoke
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, ProgramFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def by():
    return UserFactory(name="Connie Coordinator", email="connie@example.org")


@pytest.fixture
def invitation(by):
    program = ProgramFactory(
        title="Health Equity Community of Practice", summary="We learn together.", support_contact="National Team"
    )
    cohort = CohortFactory(program=program, title="Forum 2026")
    enrollment = enroll(cohort=cohort, email="alex@example.org", name="Alex", by=by, now=NOW)
    return invite(enrollment=enrollment, by=by, now=NOW)


def deliver(now=NOW):
    deliver_mail(clock=lambda: now)


def test_says_who_invites_to_what_until_when_and_whom_to_ask(invitation, mailoutbox, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    deliver()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["alex@example.org"], "Your invitation to Forum 2026")
    ((html, _kind),) = mail.alternatives
    link = f"https://portal.example.org/invitations/{invitation.token}/"
    for part in (mail.body, html):
        assert "Hello Alex," in part
        assert "Connie Coordinator invites you to Forum 2026. Your role there: participant." in part
        assert "Health Equity Community of Practice" in part
        assert "We learn together." in part
        assert "good until Sep 22, 8:00 am Eastern" in part
        assert "National Team" in part
        assert part.count(link) == 1
    assert "connie@example.org" not in mail.message().as_string()


def test_leaves_once(invitation, mailoutbox):
    deliver()
    deliver(NOW + DAY)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("what_happens", "why"),
    [
        ("accepted", "The invitation was accepted in the meantime."),
        ("taken back", "The invitation was taken back in the meantime."),
        ("withdrawn", "The invitation was taken back in the meantime."),
        ("deleted", "The invitation is gone."),
        ("account closed", "The account has been closed."),
        ("cohort over", "The invitation has expired, or the cohort is completed."),
    ],
)
def test_stays_where_it_would_open_nothing(invitation, by, mailoutbox, what_happens, why):
    person = invitation.enrollment.person
    if what_happens == "accepted":
        newcomer = Newcomer(name="Alex", pronouns="", time_zone="America/Denver", language="en")
        accept(invitation=invitation, by=person, newcomer=newcomer, now=NOW)
    elif what_happens == "taken back":
        revoke(invitation=invitation, by=by, now=NOW)
    elif what_happens == "withdrawn":
        withdraw(enrollment=invitation.enrollment, by=by, reason="", now=NOW)
    elif what_happens == "deleted":
        Invitation.objects.all().delete()
    elif what_happens == "account closed":
        deactivate(person=person, by=by)
    else:
        Cohort.objects.update(status="completed")
    deliver()
    assert mailoutbox == []
    assert OutboxMail.objects.get().reason == why


def test_is_not_sent_after_it_expired(invitation, mailoutbox):
    deliver(invitation.expires_at)
    assert mailoutbox == []


def test_names_are_text_and_end_no_header(by, mailoutbox):
    odd = "Forum\r\nBcc: mallory@example.org <b>{{7*7}}</b>"
    cohort = CohortFactory(title=odd, program__summary=odd, program__accent="sni")
    invite(enrollment=enroll(cohort=cohort, email="alex@example.org", name=odd, by=by, now=NOW), by=by, now=NOW)
    deliver()
    (mail,) = mailoutbox
    assert mail.message()["Subject"] == "Your invitation to Forum Bcc: mallory@example.org <b>{{7*7}}</b>"
    assert mail.message()["Bcc"] is None
    ((html, _kind),) = mail.alternatives
    assert "<b>" not in html
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in html
    assert 'class="card sni"' in html
