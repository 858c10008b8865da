"""The mails about team formation forms, written when they leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import Role
from cohorts.formation_notices import APPROVED, HANDED_IN, LINK, QUESTION, REMINDER, tell_coordinators, tell_leader
from cohorts.models import Cohort, Enrollment, TeamFormation
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    EnrollmentFactory,
    OrganizationFactory,
    ProposedMemberFactory,
    TeamFactory,
    TeamFormationFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
ODD = "Condor\r\nBcc: mallory@example.org <b>{{7*7}}</b>"
STATUS = {LINK: "open", REMINDER: "open", QUESTION: "sent_back", APPROVED: "approved"}


@pytest.fixture
def formation():
    cohort = CohortFactory(title="SNI 2026", team_size_min=3, team_size_max=5, program__support_contact="National Team")
    formation = TeamFormationFactory(
        cohort=cohort,
        organization=OrganizationFactory(name="Condor Valley"),
        leader_name="Ana Lead",
        leader_email="ana@example.org",
        opened_by=UserFactory(name="Connie Coordinator", email="connie@example.org"),
        opened_at=NOW,
        due_at=NOW + timedelta(days=14),
        question="Who is Dee?",
    )
    ProposedMemberFactory.create_batch(2, formation=formation)
    return formation


def send(kind, formation, **facts):
    """The leader's mail of this kind as it leaves, or None."""
    facts = {"status": STATUS[kind], "team": TeamFactory(cohort=formation.cohort, name="Condor team")} | facts
    tell_leader(kind, formation, NOW)
    TeamFormation.objects.filter(pk=formation.pk).update(**facts)
    deliver_mail(clock=lambda: NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        (LINK, "Who will be on the team of Condor Valley? SNI 2026",
         ["Connie Coordinator asks you to put together the team", "A team has 3 to 5 people.",
          "The form is open until Sep 15, 8:00 am Eastern."]),
        (REMINDER, "The team of Condor Valley: the form is open until Sep 15, 8:00 am Eastern", ["is still empty"]),
        (QUESTION, "A question about the team of Condor Valley", ["Who is Dee?", "until Sep 15, 8:00 am Eastern"]),
        (APPROVED, "The team of Condor Valley is approved", ["“Condor team” of SNI 2026", "when 3 people have accepted"]),
    ],
)  # fmt: skip
def test_the_leader_reads_what_is_asked_and_finds_the_link(formation, mailoutbox, settings, kind, subject, words):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    send(kind, formation)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ana@example.org"], subject)
    ((html, _kind),) = mail.alternatives
    for part in (mail.body, html):
        for text in ["Hello Ana Lead,", "National Team", *words]:
            assert text in part
        assert part.count(f"https://portal.example.org/teams/form/{formation.token}/") == 1
    assert "connie@example.org" not in mail.message().as_string()


@pytest.mark.parametrize("kind", [LINK, REMINDER, QUESTION])
@pytest.mark.parametrize("facts", [{"status": "handed_in"}, {"status": "closed"}, {"due_at": NOW}])
def test_it_stays_where_there_is_nothing_to_write_any_more(formation, mailoutbox, kind, facts):
    send(kind, formation, **facts)
    assert mailoutbox == []


@pytest.mark.parametrize("kind", list(STATUS))
def test_a_link_goes_to_nobody_but_the_leader_of_now(formation, mailoutbox, kind):
    send(kind, formation, leader_email="ben@example.org")
    assert mailoutbox == []
    assert OutboxMail.objects.get().reason == "The form has another leader now."


def test_a_leader_who_is_known_reads_it_in_their_language(formation):
    UserFactory(email="ana@example.org", language="es")
    tell_leader(LINK, formation, NOW)
    assert OutboxMail.objects.get().language == "es"


def test_nothing_of_a_cohort_that_is_over(formation, mailoutbox):
    Cohort.objects.update(status="completed")
    send(LINK, formation)
    assert mailoutbox == []


def test_coordinators_hear_that_a_form_waits_for_them(formation, mailoutbox):
    rows = EnrollmentFactory.create_batch(2, cohort=formation.cohort, role=Role.COORDINATOR)
    EnrollmentFactory(cohort=formation.cohort, role=Role.FACILITATOR)
    TeamFormation.objects.update(status="handed_in")
    tell_coordinators(formation, NOW)
    Enrollment.objects.filter(pk=rows[1].pk).update(role=Role.PARTICIPANT)
    deliver_mail(clock=lambda: NOW)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([rows[0].person.email], "The team of Condor Valley is waiting for you")
    assert "Ana Lead has handed in the team of Condor Valley for SNI 2026: 2 people." in mail.body
    assert f"/cohorts/{formation.cohort.slug}/manage/formation/{formation.pk}/" in mail.body
    assert formation.token not in mail.message().as_string()


def test_coordinators_do_not_hear_of_what_was_answered_already(formation, mailoutbox):
    EnrollmentFactory(cohort=formation.cohort, role=Role.COORDINATOR)
    tell_coordinators(formation, NOW)
    deliver_mail(clock=lambda: NOW)
    assert mailoutbox == []
    assert OutboxMail.objects.get().kind == HANDED_IN


def test_names_are_text_and_end_no_header(formation, mailoutbox):
    OrganizationFactory._meta.model.objects.filter(pk=formation.organization_id).update(name=ODD)
    send(QUESTION, formation, leader_name=ODD, question=ODD)
    (mail,) = mailoutbox
    assert mail.message()["Bcc"] is None
    ((html, _kind),) = mail.alternatives
    assert "<b>" not in html
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in html
