"""When a team counts as formed, and who hears that it no longer does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Enrollment
from cohorts.operations.completion import complete
from cohorts.operations.enrollment import activate, move_team, withdraw
from cohorts.operations.organizations import belong_to
from cohorts.operations.teams import note_formed
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def team():
    """Three invited people in a cohort of teams of three to five."""
    team = TeamFactory(cohort=CohortFactory(team_size_min=3, team_size_max=5), name="Condor team")
    invite_to(team, 3)
    return team


def invite_to(team, number):
    rows = {"cohort": team.cohort, "team": team, "organization": team.organization}
    return EnrollmentFactory.create_batch(number, status=EnrollmentStatus.INVITED, **rows)


def let_in(team, by, now=NOW):
    for enrollment in Enrollment.objects.filter(team=team, status=EnrollmentStatus.INVITED):
        activate(enrollment=enrollment, by=by, now=now)
    team.refresh_from_db()


def coordinators_of(team, number=2):
    rows = EnrollmentFactory.create_batch(number, cohort=team.cohort, role=Role.COORDINATOR)
    EnrollmentFactory(cohort=team.cohort, role=Role.COORDINATOR, status=EnrollmentStatus.WITHDRAWN)
    EnrollmentFactory(cohort=team.cohort, role=Role.FACILITATOR)
    EnrollmentFactory(role=Role.COORDINATOR)
    return sorted(row.person.email for row in rows)


def test_is_formed_when_the_third_has_accepted(team, by):
    first, second, third = Enrollment.objects.filter(team=team)
    for enrollment in (first, second):
        activate(enrollment=enrollment, by=by, now=NOW)
    team.refresh_from_db()
    assert team.formed_at is None
    activate(enrollment=third, by=by, now=LATER)
    team.refresh_from_db()
    assert team.formed_at == LATER
    assert [(line.history_change_reason, line.history_user) for line in team.history.all()[:1]] == [("Formed", by)]


def test_a_fourth_changes_nothing(team, by):
    let_in(team, by)
    invite_to(team, 1)
    written = team.history.count()
    let_in(team, by, now=LATER)
    assert (team.formed_at, team.history.count()) == (NOW, written)


def test_is_forming_again_when_the_third_is_withdrawn_and_the_coordinators_hear_of_it(team, by, mailoutbox):
    emails = coordinators_of(team)
    let_in(team, by)
    withdraw(enrollment=Enrollment.objects.filter(team=team).first(), by=by, reason="left", now=LATER)
    team.refresh_from_db()
    assert team.formed_at is None
    deliver_mail(clock=lambda: LATER)
    assert sorted(mail.to[0] for mail in mailoutbox) == emails
    assert {mail.subject for mail in mailoutbox} == {"Condor team has too few people"}
    ((html, _kind),) = mailoutbox[0].alternatives
    for part in (mailoutbox[0].body, html):
        assert "2 people are in now." in part
        assert "at least 3 people" in part
        assert f"/cohorts/{team.cohort.slug}/manage/people/" in part


def test_nobody_hears_while_enough_are_left(team, by):
    coordinators_of(team)
    invite_to(team, 1)
    let_in(team, by)
    withdraw(enrollment=Enrollment.objects.filter(team=team).first(), by=by, reason="left", now=LATER)
    team.refresh_from_db()
    assert (team.formed_at, OutboxMail.objects.count()) == (NOW, 0)


def test_an_invited_person_who_is_withdrawn_was_never_counted(team, by):
    coordinators_of(team)
    let_in(team, by)
    [fourth] = invite_to(team, 1)
    withdraw(enrollment=fourth, by=by, reason="no answer", now=LATER)
    team.refresh_from_db()
    assert (team.formed_at, OutboxMail.objects.count()) == (NOW, 0)


def test_moving_somebody_tells_both_teams(team, by):
    coordinators_of(team, 1)
    let_in(team, by)
    other = TeamFactory(cohort=team.cohort, organization=team.organization)
    EnrollmentFactory.create_batch(2, cohort=team.cohort, team=other)
    move_team(enrollment=Enrollment.objects.filter(team=team).first(), team=other, by=by, now=LATER)
    team.refresh_from_db()
    other.refresh_from_db()
    assert (team.formed_at, other.formed_at) == (None, LATER)
    assert OutboxMail.objects.get().params == {"team": team.pk}


def test_somebody_of_another_organization_is_out_of_the_team(team, by):
    let_in(team, by)
    person = Enrollment.objects.filter(team=team).first()
    belong_to(enrollment=person, organization=OrganizationFactory(), by=by, now=LATER)
    team.refresh_from_db()
    assert team.formed_at is None


def test_completing_is_not_leaving(team, by):
    coordinators_of(team)
    let_in(team, by)
    for enrollment in Enrollment.objects.filter(team=team):
        complete(enrollment=enrollment, by=by, now=LATER)
    note_formed(team=team, by=by, now=LATER)
    team.refresh_from_db()
    assert (team.formed_at, OutboxMail.objects.count()) == (NOW, 0)


def test_no_mail_where_somebody_new_has_come_in_meanwhile(team, by, mailoutbox):
    coordinators_of(team)
    let_in(team, by)
    withdraw(enrollment=Enrollment.objects.filter(team=team).first(), by=by, reason="left", now=LATER)
    invite_to(team, 1)
    let_in(team, by, now=LATER)
    deliver_mail(clock=lambda: LATER)
    assert (team.formed_at, mailoutbox) == (LATER, [])


def test_nobody_is_written_to_about_a_cohort_that_is_over(team, by):
    coordinators_of(team)
    let_in(team, by)
    type(team.cohort).objects.update(status="completed")
    withdraw(enrollment=Enrollment.objects.filter(team=team).first(), by=by, reason="left", now=LATER)
    team.refresh_from_db()
    assert (team.formed_at, OutboxMail.objects.count()) == (None, 0)
