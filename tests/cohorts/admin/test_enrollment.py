from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment, Invitation
from cohorts.operations.invitations import invite
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    EnrollmentFactory,
    InvitationFactory,
    OrganizationFactory,
    TeamFactory,
)

LIST = reverse("admin:cohorts_enrollment_changelist")
ADD = reverse("admin:cohorts_enrollment_add")
NO_INVITATIONS = {"invitations-TOTAL_FORMS": 0, "invitations-INITIAL_FORMS": 0}


@pytest.fixture
def cohort(db):
    return CohortFactory(title="Forum 2026")


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def act(desk, action, *enrollments, **extra):
    data = {"action": action, "_selected_action": [e.pk for e in enrollments], **extra}
    return desk.post(LIST, data, follow=True)


def change(enrollment):
    return reverse("admin:cohorts_enrollment_change", args=[enrollment.pk])


def test_one_person_is_enrolled(desk, admin_person, cohort):
    organization = OrganizationFactory()
    data = {"cohort": cohort.pk, "email": "Ana@Example.org", "name": "Ana Ruiz", "role": "coach"}
    answer = desk.post(ADD, data | {"organization": organization.pk})
    assert answer.status_code == 302, answer.context["errors"]
    enrollment = Enrollment.objects.get()
    assert (enrollment.person.email, enrollment.person.name) == ("ana@example.org", "Ana Ruiz")
    assert (enrollment.role, enrollment.status, enrollment.organization) == ("coach", "invited", organization)
    assert [h.history_user for h in enrollment.history.all()] == [admin_person]
    assert Invitation.objects.count() == 0


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(desk, cohort):
    team = TeamFactory()
    data = {"cohort": cohort.pk, "email": "ana@example.org", "name": "Ana Ruiz", "role": "coach", "team": team.pk}
    answer = desk.post(ADD, data)
    assert answer.context["adminform"].form.errors == {"team": ["This team belongs to another cohort."]}
    assert b'value="ana@example.org"' in answer.content
    assert Enrollment.objects.count() == 0


def test_role_organization_and_team_change_through_the_operations(desk, admin_person, cohort):
    team = TeamFactory(cohort=cohort)
    enrollment = EnrollmentFactory(cohort=cohort, organization=OrganizationFactory())
    data = {"role": "team_lead", "organization": team.organization.pk, "team": team.pk, **NO_INVITATIONS}
    assert desk.post(change(enrollment), data).status_code == 302
    enrollment.refresh_from_db()
    assert (enrollment.role, enrollment.organization, enrollment.team) == ("team_lead", team.organization, team)
    assert [(h.history_change_reason, h.history_user) for h in enrollment.history.all()][:3] == [
        ("Changed team", admin_person),
        ("Changed organization", admin_person),
        ("Role changed", admin_person),
    ]


def test_an_old_page_takes_back_nothing(desk, cohort):
    east, west = (TeamFactory(cohort=cohort, name=name) for name in ("East", "West"))
    enrollment = EnrollmentFactory(cohort=cohort, organization=west.organization, team=west, role="coach")
    seen = {"role": "participant", "organization": east.organization.pk, "team": east.pk}
    data = seen | {f"initial-{name}": value for name, value in seen.items()} | NO_INVITATIONS
    page = desk.get(change(enrollment)).content.decode()
    assert [f'name="initial-{name}"' in page for name in seen] == [True] * 3
    assert desk.post(change(enrollment), data).status_code == 302
    enrollment.refresh_from_db()
    assert (enrollment.role, enrollment.organization, enrollment.team) == ("coach", west.organization, west)
    assert desk.post(change(enrollment), data | {"role": "observer"}).status_code == 302
    enrollment.refresh_from_db()
    assert (enrollment.role, enrollment.team) == ("observer", west)


def test_the_history_says_in_words_what_has_changed(desk, cohort):
    team = TeamFactory(cohort=cohort, name="East")
    enrollment = EnrollmentFactory(cohort=cohort, organization=team.organization)
    desk.post(
        change(enrollment),
        {
            "role": "team_lead",
            "organization": team.organization.pk,
            "team": team.pk,
            "reason": "Asked",
            **NO_INVITATIONS,
        },
    )
    lines = desk.get(reverse("admin:cohorts_enrollment_history", args=[enrollment.pk])).context["page_obj"]
    told = [(line.history_change_reason, line.history_delta_changes) for line in list(lines)[:-1]]
    assert told == [
        ("Changed team: Asked", [{"field": "Team", "old": "–", "new": "East"}]),
        ("Role changed: Asked", [{"field": "Role", "old": "participant", "new": "team lead"}]),
    ]


def test_saving_without_a_change_writes_no_history(desk, cohort):
    enrollment = EnrollmentFactory(cohort=cohort)
    desk.post(change(enrollment), {"role": enrollment.role, "organization": "", "team": "", **NO_INVITATIONS})
    assert enrollment.history.count() == 1


def test_status_and_person_are_not_fields(desk, cohort):
    enrollment = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.WITHDRAWN)
    data = {"role": enrollment.role, "status": "active", "person": UserFactory().pk, "cohort": CohortFactory().pk}
    desk.post(change(enrollment), data | NO_INVITATIONS)
    stored = Enrollment.objects.get(pk=enrollment.pk)
    assert (stored.status, stored.person, stored.cohort) == ("withdrawn", enrollment.person, cohort)


def test_invitations_go_to_those_who_wait_for_one(desk, cohort):
    waiting = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.INVITED)
    inside = EnrollmentFactory(cohort=cohort)
    answer = act(desk, "invite_people", waiting, inside)
    assert said(answer) == [
        "1 invitation is on its way by mail.",
        "1 person needs no invitation: they are in, or have left.",
    ]
    assert [i.enrollment for i in Invitation.objects.all()] == [waiting]
    assert said(act(desk, "invite_people", waiting)) == [
        "1 person was sent an invitation a moment ago; it was not sent again."
    ]
    assert Invitation.objects.count() == 1


def test_withdrawing_asks_for_a_reason_first(desk, admin_person, cohort):
    people = [EnrollmentFactory(cohort=cohort) for _ in range(2)]
    asked = act(desk, "withdraw_people", *people)
    assert asked.templates[0].name == "admin/cohorts/enrollment_withdraw.html"
    assert [e.status for e in Enrollment.objects.all()] == ["active", "active"]
    again = act(desk, "withdraw_people", *people, reason=" ")
    assert again.context["form"].errors == {"reason": ["This field is required."]}
    done = act(desk, "withdraw_people", *people, reason="Changed jobs")
    assert said(done) == ["2 people were withdrawn."]
    assert [e.status for e in Enrollment.objects.all()] == ["withdrawn", "withdrawn"]
    latest = people[0].history.first()
    assert (latest.history_change_reason, latest.history_user) == ("Changed jobs", admin_person)


def test_completing(desk, cohort):
    inside = EnrollmentFactory(cohort=cohort)
    invited = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.INVITED)
    answer = act(desk, "complete_people", inside, invited)
    assert said(answer) == [
        f"{invited.person}: Only people who are active can complete; this person is invited or has left.",
        "1 person has completed.",
    ]
    inside.refresh_from_db()
    assert inside.status == "completed"


def test_nobody_is_deleted(desk, cohort):
    enrollment = EnrollmentFactory(cohort=cohort)
    assert desk.get(reverse("admin:cohorts_enrollment_delete", args=[enrollment.pk])).status_code == 403
    assert "delete_selected" not in dict(
        desk.get(LIST).context["cl"].model_admin.get_actions(desk.get(LIST).wsgi_request)
    )


def test_the_history_is_read_and_not_changed(desk, cohort):
    enrollment = EnrollmentFactory(cohort=cohort)
    line = enrollment.history.get()
    url = reverse("admin:cohorts_enrollment_simple_history", args=[enrollment.pk, line.pk])
    assert desk.get(reverse("admin:cohorts_enrollment_history", args=[enrollment.pk])).status_code == 200
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"role": "coordinator"}).status_code == 403
    enrollment.refresh_from_db()
    assert enrollment.role == "participant"


def test_who_was_sent_what_can_be_filtered(desk, cohort):
    now = timezone.now()
    none, waiting, expired = (EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.INVITED) for _ in range(3))
    EnrollmentFactory(cohort=cohort)
    InvitationFactory(enrollment=waiting, created_at=now, expires_at=now + timedelta(days=1))
    InvitationFactory(enrollment=waiting, created_at=now - timedelta(days=9), expires_at=now - timedelta(days=8))
    InvitationFactory(enrollment=expired, created_at=now - timedelta(days=9), expires_at=now - timedelta(days=8))
    found = {
        state: list(desk.get(LIST, {"invitation": state}).context["cl"].result_list)
        for state in ("none", "waiting", "expired")
    }
    assert found == {"none": [none], "waiting": [waiting], "expired": [expired]}


def test_an_invitation_is_taken_back(desk, cohort):
    invitation = InvitationFactory()
    data = {"action": "take_back", "_selected_action": [invitation.pk]}
    answer = desk.post(reverse("admin:cohorts_invitation_changelist"), data, follow=True)
    assert said(answer) == ["1 invitation was taken back; its link opens nothing any more."]
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_the_link_of_an_invitation_is_shown_to_nobody(desk, cohort):
    invitation = InvitationFactory()
    urls = [
        reverse("admin:cohorts_invitation_changelist"),
        reverse("admin:cohorts_invitation_change", args=[invitation.pk]),
        change(invitation.enrollment),
    ]
    for url in urls:
        answer = desk.get(url)
        assert answer.status_code == 200
        assert invitation.nonce.encode() not in answer.content
    assert desk.get(reverse("admin:cohorts_invitation_add")).status_code == 403


def test_an_invitation_that_was_not_delivered_is_shown_and_found(desk, cohort):
    for name in ("ana", "bo"):
        enrollment = EnrollmentFactory(
            cohort=cohort, person__email=f"{name}@example.org", status=EnrollmentStatus.INVITED
        )
        invite(enrollment=enrollment, by=None, now=timezone.now())
    OutboxMail.objects.filter(recipient__email="ana@example.org").update(
        state=MailState.FAILED, reason="550 5.1.1 No such user"
    )
    people = desk.get(LIST, {"invitation": "undelivered"}).context["cl"]
    assert [row.person.email for row in people.result_list] == ["ana@example.org"]
    assert people.model_admin.invitation(people.result_list[0]) == "not delivered: 550 5.1.1 No such user"
    people = desk.get(LIST, {"invitation": "waiting"}).context["cl"].result_list
    assert [row.person.email for row in people] == ["bo@example.org"]
    # The coordinators' page says it too.
    page = desk.get(reverse("cohorts:manage_people", args=[cohort.slug])).content.decode()
    assert page.count("550 5.1.1 No such user") == 1


def test_a_change_says_why_in_the_history(desk, admin_person, cohort):
    team = TeamFactory(cohort=cohort)
    enrollment = EnrollmentFactory(cohort=cohort, organization=OrganizationFactory())
    data = {"role": "coach", "organization": team.organization.pk, "team": team.pk, "reason": " Covers for  Bo "}
    assert desk.post(change(enrollment), data | NO_INVITATIONS).status_code == 302
    lines = enrollment.history.values_list("history_user", "history_change_reason")
    assert list(lines)[:3] == [
        (admin_person.pk, f"{what}: Covers for Bo") for what in ("Changed team", "Changed organization", "Role changed")
    ]
