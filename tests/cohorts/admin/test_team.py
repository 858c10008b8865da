from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment, Invitation, Team
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory

ADD = reverse("admin:cohorts_team_add")


@pytest.fixture
def cohort(db):
    return CohortFactory(team_size_min=3, team_size_max=4)


@pytest.fixture
def riverbend(db):
    return OrganizationFactory(name="Riverbend Health")


def page(team, rows, *, initial=0, **extra):
    """What the team's page sends: facts of the team, and people as (name, email, role) or with an id."""
    data = {
        "enrollments-TOTAL_FORMS": len(rows),
        "enrollments-INITIAL_FORMS": initial,
        "enrollments-MIN_NUM_FORMS": 0,
        "enrollments-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        data |= {f"enrollments-{number}-{field}": value for field, value in row.items()}
    return {**team, **data, **extra}


def person(name, email, role="participant"):
    return {"name": name, "email": email, "role": role}


FOUR = [
    person("Ana Ruiz", "ana@example.org", "team_lead"),
    person("Bo Lee", "Bo@Example.org"),
    person("Cy Ito", "cy@example.org"),
    person("", ""),
]


def members(team):
    rows = team.enrollments.select_related("person", "organization").order_by("person__email")
    return [(e.person.email, e.person.name, e.role, e.status, e.organization) for e in rows]


def test_a_team_is_enrolled_on_one_page(desk, admin_person, cohort, riverbend):
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "River East"}
    answer = desk.post(ADD, page(facts, FOUR))
    assert answer.status_code == 302, answer.context["errors"]
    team = Team.objects.get()
    assert (team.name, team.slug, team.cohort, team.organization) == ("River East", "river-east", cohort, riverbend)
    assert members(team) == [
        ("ana@example.org", "Ana Ruiz", "team_lead", "invited", riverbend),
        ("bo@example.org", "Bo Lee", "participant", "invited", riverbend),
        ("cy@example.org", "Cy Ito", "participant", "invited", riverbend),
    ]
    assert {h.history_user for h in [*Enrollment.history.all(), *Team.history.all()]} == {admin_person}
    assert [h.history_change_reason for h in Enrollment.history.all()] == ["Enrolled"] * 3
    # Invitations are held.
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_saving_and_inviting_at_once(desk, cohort, riverbend):
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "River East"}
    answer = desk.post(ADD, page(facts, FOUR, _invite="1"), follow=True)
    assert Invitation.objects.count() == OutboxMail.objects.count() == 3
    assert "3 invitations are on their way by mail." in [str(message) for message in answer.context["messages"]]


def test_the_page_sent_twice_makes_one_team(desk, cohort, riverbend):
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "River East"}
    for _time in range(2):
        assert desk.post(ADD, page(facts, FOUR)).status_code == 302
    assert (Team.objects.count(), Enrollment.objects.count()) == (1, 3)


def test_a_team_too_large_is_refused_at_the_row_and_nothing_is_kept(desk, cohort, riverbend):
    rows = [person(f"P{n}", f"p{n}@example.org") for n in range(5)]
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "River East"}
    answer = desk.post(ADD, page(facts, rows))
    assert answer.status_code == 200
    sentence = "River East is full: teams of this cohort have at most 4 people, counting those invited."
    assert answer.context["inline_admin_formsets"][0].formset.errors == [{}] * 4 + [{"__all__": [sentence]}]
    assert (Team.objects.count(), Enrollment.objects.count()) == (0, 0)
    # What was typed is still there.
    assert b'value="p4@example.org"' in answer.content
    assert b'value="River East"' in answer.content


def test_a_team_still_too_small_is_kept_and_said(desk, cohort, riverbend):
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "River East"}
    answer = desk.post(ADD, page(facts, FOUR[:1]), follow=True)
    assert "River East has 1 person so far; a team of this cohort has at least 3." in [
        str(message) for message in answer.context["messages"]
    ]


def test_an_address_that_is_none_and_one_twice_are_refused_at_their_rows(desk, cohort, riverbend):
    rows = [
        person("Ana", "ana@example.org"),
        person("Ana again", "ANA@example.org"),
        person("No address", ""),
        person("Letters", "josé@example.org"),
    ]
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "River East"}
    answer = desk.post(ADD, page(facts, rows))
    errors = answer.context["inline_admin_formsets"][0].formset.errors
    assert [list(row) for row in errors] == [[], ["email"], ["email"], ["email"]]
    assert errors[1]["email"] == ["This address stands in another row too."]
    assert Team.objects.count() == 0


def test_another_organizations_team_of_this_name_is_refused(desk, cohort, riverbend):
    TeamFactory(cohort=cohort, name="East", organization=OrganizationFactory(name="Hillside"))
    answer = desk.post(ADD, page({"cohort": cohort.pk, "organization": riverbend.pk, "name": "east"}, FOUR))
    assert answer.context["adminform"].form.errors == {
        "name": ["“East” is a team of Hillside already. Give this team another name."]
    }
    assert Enrollment.objects.count() == 0


def test_people_are_added_and_roles_changed_on_the_teams_page(desk, admin_person, cohort, riverbend):
    team = TeamFactory(cohort=cohort, organization=riverbend, name="East")
    ana = EnrollmentFactory(cohort=cohort, organization=riverbend, team=team)
    coach = UserFactory()
    rows = [{"id": ana.pk, "team": team.pk, "role": "team_lead"}, person("Bo", "bo@example.org")]
    url = reverse("admin:cohorts_team_change", args=[team.pk])
    answer = desk.post(url, page({"name": "River East", "coach": coach.pk}, rows, initial=1))
    assert answer.status_code == 302, answer.context["errors"]
    team.refresh_from_db()
    ana.refresh_from_db()
    assert (team.name, team.coach) == ("River East", coach)
    assert (ana.role, team.enrollments.count()) == ("team_lead", 2)
    assert next((h.history_change_reason, h.history_user) for h in ana.history.all()) == ("Role changed", admin_person)


def test_somebody_of_another_team_is_not_taken_away_from_it(desk, cohort, riverbend):
    west = TeamFactory(cohort=cohort, organization=riverbend, name="West")
    EnrollmentFactory(cohort=cohort, organization=riverbend, team=west, person=UserFactory(email="ana@example.org"))
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "East"}
    answer = desk.post(ADD, page(facts, FOUR[:2]))
    sentence = "This person is in another team of the cohort, West. Move them on their own page."
    assert answer.context["inline_admin_formsets"][0].formset.errors == [{"email": [sentence]}, {}]
    assert Team.objects.count() == 1


def test_somebody_enrolled_alone_joins_the_team(desk, cohort, riverbend):
    alone = EnrollmentFactory(cohort=cohort, person=UserFactory(email="ana@example.org"))
    facts = {"cohort": cohort.pk, "organization": riverbend.pk, "name": "East"}
    assert desk.post(ADD, page(facts, FOUR[:1])).status_code == 302
    alone.refresh_from_db()
    assert (alone.team.name, alone.role, alone.status) == ("East", "team_lead", "active")


def test_the_action_invites_those_who_have_not_come_in(desk, cohort, riverbend):
    team = TeamFactory(cohort=cohort, organization=riverbend)
    for status in EnrollmentStatus:
        EnrollmentFactory(cohort=cohort, organization=riverbend, team=team, status=status)
    data = {"action": "invite_members", "_selected_action": [team.pk]}
    answer = desk.post(reverse("admin:cohorts_team_changelist"), data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["1 invitation is on its way by mail."]
    assert [i.enrollment.status for i in Invitation.objects.all()] == ["invited"]


def test_a_team_that_people_have_been_in_is_not_deleted(desk, cohort):
    empty, used = TeamFactory(cohort=cohort), TeamFactory(cohort=cohort)
    EnrollmentFactory(cohort=cohort, team=used, status=EnrollmentStatus.WITHDRAWN)
    assert desk.get(reverse("admin:cohorts_team_delete", args=[empty.pk])).status_code == 200
    assert desk.get(reverse("admin:cohorts_team_delete", args=[used.pk])).status_code == 403


def test_an_old_page_takes_back_no_role(desk, cohort, riverbend):
    team = TeamFactory(cohort=cohort, organization=riverbend)
    enrollment = EnrollmentFactory(cohort=cohort, organization=riverbend, team=team, role="team_lead")
    data = page({"name": "New name"}, [{"id": enrollment.pk, "role": "participant"}], initial=1)
    data["initial-enrollments-0-role"] = "participant"
    address = reverse("admin:cohorts_team_change", args=[team.pk])
    assert "initial-enrollments-0-role" in desk.get(address).content.decode()
    assert desk.post(address, data).status_code == 302
    enrollment.refresh_from_db()
    team.refresh_from_db()
    assert (team.name, enrollment.role) == ("New name", "team_lead")
