from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, OperationalError

from accounts.models import User
from cohorts.enums import EnrollmentStatus, OrganizationType, RosterOutcome
from cohorts.models import Enrollment, Invitation, Organization, Team
from cohorts.operations import roster_writing
from cohorts.operations.roster_plan import plan_roster
from cohorts.operations.rosters import import_roster
from cohorts.operations.teams import note_formed
from discussions.enums import BoardKind
from discussions.models import Board
from notifications.models import OutboxMail
from tests.cohorts.operations.rosters import roster
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory
from tests.factories.discussions import BoardFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
TWO_TEAMS = """
    email, name, organization, organization_type, team, role, title, pronouns
    bo@example.org, Bo Lee, Hillside, CHC, Hillside team, lead, Director, he/him
    cy@example.org, Cy Ito, Hillside, , Hillside team, , ,
    di@example.org, Di Abe, Lakeside, PCA, Lakeside team, observer, Nurse, they/them
    ed@example.org, Ed Roy, , , , coach, ,
"""


@pytest.fixture
def cohort():
    return CohortFactory(slug="forum-2026", team_size_max=4)


@pytest.fixture
def by():
    return SiteAdminFactory()


def stored(cohort):
    rows = Enrollment.objects.filter(cohort=cohort).select_related("person", "organization", "team")
    return [
        (e.person.email, e.person.name, e.role, e.status, str(e.organization or ""), str(e.team or ""))
        for e in rows.order_by("person__email")
    ]


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Organization, Team, Enrollment, Enrollment.history.model, User.history.model)
    ]


def test_everybody_is_enrolled_and_nobody_is_mailed(cohort, by, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert plan.is_sound
    assert plan.totals == [(RosterOutcome.NEW, 4)]
    assert stored(cohort) == [
        ("bo@example.org", "Bo Lee", "team_lead", "invited", "Hillside", "Hillside team"),
        ("cy@example.org", "Cy Ito", "participant", "invited", "Hillside", "Hillside team"),
        ("di@example.org", "Di Abe", "observer", "invited", "Lakeside", "Lakeside team"),
        ("ed@example.org", "Ed Roy", "coach", "invited", "", ""),
    ]
    assert list(Organization.objects.order_by("name").values_list("name", "kind")) == [
        ("Hillside", "health_center"),
        ("Lakeside", "pca"),
    ]
    assert list(User.objects.filter(email="di@example.org").values_list("title", "pronouns")) == [
        ("Nurse", "they/them")
    ]
    assert (mail.outbox, Invitation.objects.count(), OutboxMail.objects.count()) == ([], 0, 0)
    assert {h.history_user for h in Enrollment.history.all()} == {by}


def test_the_same_file_again_changes_nothing(cohort, by):
    import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    before = everything()
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert plan.totals == [(RosterOutcome.UNCHANGED, 4)]
    assert everything() == before


def test_a_file_with_one_more_row_adds_one(cohort, by):
    import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    more = TWO_TEAMS + "    flo@example.org, Flo, Hillside, , Hillside team, , ,\n"
    plan = import_roster(roster=roster(more), cohort=cohort, by=by, now=NOW)
    assert plan.totals == [(RosterOutcome.NEW, 1), (RosterOutcome.UNCHANGED, 4)]
    assert Enrollment.objects.count() == 5


def test_one_wrong_cell_and_nobody_is_enrolled(cohort, by):
    before = everything()
    wrong = TWO_TEAMS + "    flo@example.org, Flo, Hillside, , Hillside team, chief, ,\n"
    plan = import_roster(roster=roster(wrong), cohort=cohort, by=by, now=NOW)
    assert not plan.is_sound
    assert everything() == before


def test_a_file_that_does_something_else_than_was_previewed_does_nothing(cohort, by):
    previewed = plan_roster(roster(TWO_TEAMS), cohort=cohort).fingerprint
    EnrollmentFactory(cohort=cohort, person=UserFactory(email="ed@example.org", name="Ed Roy"), role="observer")
    before = everything()
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW, previewed=previewed)
    assert (plan.is_stale, plan.is_sound, plan.totals) == (
        True, True, [(RosterOutcome.NEW, 3), (RosterOutcome.CHANGED, 1)],
    )  # fmt: skip
    assert everything() == before
    again = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW, previewed=plan.fingerprint)
    assert not again.is_stale
    assert len(stored(cohort)) == 4


def test_the_same_form_twice_is_once_and_no_reason_to_ask_again(cohort, by):
    previewed = plan_roster(roster(TWO_TEAMS), cohort=cohort).fingerprint
    import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW, previewed=previewed)
    before = everything()
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW, previewed=previewed)
    assert (plan.is_stale, plan.totals) == (False, [(RosterOutcome.UNCHANGED, 4)])
    assert everything() == before


def test_somebody_makes_the_same_person_at_the_same_moment(cohort, by, monkeypatch):
    """The first try meets them when it writes, is undone, and the second finds them."""
    real, tries = roster_writing.make_people, []

    def make_people(**facts):
        tries.append([person.email for person in facts["people"]])
        if len(tries) == 1:
            raise IntegrityError
        return real(**facts)

    monkeypatch.setattr(roster_writing, "make_people", make_people)
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert (len(tries), plan.totals) == (2, [(RosterOutcome.NEW, 4)])
    assert Team.objects.count() == Organization.objects.count() == 2
    assert len(stored(cohort)) == 4


@pytest.mark.parametrize("trouble", [IntegrityError, OperationalError])
def test_somebody_who_is_at_it_for_long_is_said_kindly(cohort, by, monkeypatch, trouble):
    def make_people(**facts):
        raise trouble

    monkeypatch.setattr(roster_writing, "make_people", make_people)
    before = everything()
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert plan.problems == [
        "Somebody else is changing the people of this cohort right now. Wait a minute, then choose the file again."
    ]
    assert not plan.is_sound
    assert everything() == before


def test_a_team_that_cannot_be_opened_undoes_all_of_it(cohort, by):
    BoardFactory(cohort=cohort, slug="team-lakeside-team", kind=BoardKind.COHORT)
    before = everything()
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert plan.problems == ["The cohort has another board at this address: “team-lakeside-team”."]
    assert not plan.is_sound
    assert everything() == before


def test_a_new_team_comes_with_its_board(cohort, by):
    import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert sorted(Board.objects.values_list("slug", "name", "team__name", "kind")) == [
        ("team-hillside-team", "Hillside team", "Hillside team", "team"),
        ("team-lakeside-team", "Lakeside team", "Lakeside team", "team"),
    ]


def test_who_is_enrolled_can_sign_in_by_code(cohort, by):
    UserFactory(email="ed@example.org")
    import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    rows = EmailAddress.objects.filter(user__enrollments__cohort=cohort).order_by("email")
    assert list(rows.values_list("email", "primary", "verified")) == [
        (f"{name}@example.org", True, False) for name in ("bo", "cy", "di", "ed")
    ]
    assert [person.has_usable_password() for person in User.objects.filter(email="bo@example.org")] == [False]


def test_members_of_two_full_teams_change_places(cohort, by):
    cohort.team_size_max = 1
    cohort.save()
    riverbend = OrganizationFactory(name="Riverbend")
    for name in ("East", "West"):
        team = TeamFactory(cohort=cohort, organization=riverbend, name=name)
        person = UserFactory(email=f"{name.lower()}@example.org")
        EnrollmentFactory(cohort=cohort, person=person, organization=riverbend, team=team)
    text = "email,organization,team\neast@example.org,Riverbend,West\nwest@example.org,Riverbend,East"
    assert import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW).totals == [(RosterOutcome.CHANGED, 2)]
    assert [(row[0], row[-1]) for row in stored(cohort)] == [("east@example.org", "West"), ("west@example.org", "East")]


def test_a_team_formed_or_unformed_by_moving_people_says_so(cohort, by):
    cohort.team_size_min = 2
    cohort.save()
    riverbend = OrganizationFactory(name="Riverbend")
    east, west = (TeamFactory(cohort=cohort, organization=riverbend, name=name) for name in ("East", "West"))
    for n in range(2):
        person = UserFactory(email=f"p{n}@example.org")
        EnrollmentFactory(cohort=cohort, person=person, organization=riverbend, team=east)
    note_formed(team=east, by=by, now=NOW)
    text = "email,organization,team\np0@example.org,Riverbend,West\np1@example.org,Riverbend,West"
    import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW)
    assert [Team.objects.get(pk=team.pk).formed_at for team in (east, west)] == [None, NOW]


def test_level_language_and_time_zone(cohort, by):
    text = "email,level,language,time zone\na@example.org,C-suite,Español,Central time"
    import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW)
    row = Enrollment.objects.select_related("person").get()
    assert (row.level, row.person.language, row.person.time_zone) == ("executive", "es", "America/Chicago")
    text = "email,level,language,time zone\na@example.org,director,,Pacific"
    plan = import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW, source="people.xlsx")
    assert plan.totals == [(RosterOutcome.CHANGED, 1)]
    row = Enrollment.objects.select_related("person").get()
    assert (row.level, row.person.language, row.person.time_zone) == ("director", "es", "America/Los_Angeles")
    reasons = [model.history.latest().history_change_reason for model in (Enrollment, User)]
    assert reasons == ["Import of people.xlsx: level", "Import of people.xlsx: time_zone"]
    assert {model.history.latest().history_user for model in (Enrollment, User)} == {by}


def test_changes_go_through_the_history(cohort, by):
    riverbend = OrganizationFactory(name="Riverbend")
    person = UserFactory(email="ana@example.org", name="Ana")
    east, west = (TeamFactory(cohort=cohort, organization=riverbend, name=name) for name in ("East", "West"))
    EnrollmentFactory(cohort=cohort, person=person, organization=riverbend, team=east)
    text = "email,name,organization,team,role\nANA@example.org,Ana Ruiz,riverbend,west,coach"
    plan = import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW)
    assert plan.totals == [(RosterOutcome.CHANGED, 1)]
    assert stored(cohort) == [("ana@example.org", "Ana Ruiz", "coach", "active", "Riverbend", "West")]
    assert [(h.history_change_reason, h.history_user) for h in Enrollment.history.all()] == [
        ("Import of a spreadsheet: role, team", by),
        (None, None),
    ]
    assert west.enrollments.count() == 1


def test_somebody_changes_to_another_organization_and_its_team(cohort, by):
    old, new = OrganizationFactory(name="Old"), OrganizationFactory(name="New", kind=OrganizationType.PCA)
    team = TeamFactory(cohort=cohort, organization=old, name="East")
    person = UserFactory(email="ana@example.org")
    EnrollmentFactory(cohort=cohort, person=person, organization=old, team=team, role="team_lead")
    text = "email,organization,team\nana@example.org,New,Newcomers"
    import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW)
    assert stored(cohort) == [("ana@example.org", person.name, "team_lead", "active", "New", "Newcomers")]
    assert Team.objects.get(name="Newcomers").organization == new


def test_two_teams_for_two_cohorts_in_one_file(cohort, by):
    other = CohortFactory(slug="sni-2026")
    text = "email,cohort\na@example.org,sni-2026\na@example.org,\n"
    plan = import_roster(roster=roster(text), cohort=cohort, by=by, now=NOW)
    assert plan.totals == [(RosterOutcome.NEW, 2)]
    assert User.objects.filter(email="a@example.org").count() == 1
    assert {e.cohort for e in Enrollment.objects.filter(person__email="a@example.org")} == {cohort, other}


def test_the_withdrawn_stay_withdrawn(cohort, by):
    import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    Enrollment.objects.filter(person__email="bo@example.org").update(status=EnrollmentStatus.WITHDRAWN)
    before = everything()
    plan = import_roster(roster=roster(TWO_TEAMS), cohort=cohort, by=by, now=NOW)
    assert plan.totals == [(RosterOutcome.UNCHANGED, 3), (RosterOutcome.LEFT_OUT, 1)]
    assert everything() == before
