from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import CohortStatus, EnrollmentStatus, OrganizationType, Role
from cohorts.models import Enrollment, Invitation, Organization
from cohorts.operations.enrollment import enroll
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, InvitationFactory, OrganizationFactory, TeamFactory


def url(name, cohort, *args):
    return reverse(f"cohorts:{name}", args=[cohort.slug, *args])


def every_page(cast):
    enrollment = cast.enrollment("invited").pk
    return [
        url("manage_people", cast.cohort),
        url("person_invite", cast.cohort),
        url("manage_person", cast.cohort, enrollment),
        url("person_withdraw", cast.cohort, enrollment),
    ]


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["coordinator"])
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("coordinator", 200), ("site_admin", 200), ("facilitator", 403), ("participant", 403), ("observer", 403),
        ("neighbor", 404), ("outsider", 404), ("invited", 404), ("withdrawn", 404),
    ],
)  # fmt: skip
def test_the_desk_is_the_coordinators(client, cast, role, status):
    client.force_login(cast[role])
    assert [client.get(page).status_code for page in every_page(cast)] == [status] * 4
    again = url("person_invite_again", cast.cohort, cast.enrollment("invited").pk)
    assert client.post(again).status_code == (302 if status == 200 else status)
    assert Invitation.objects.count() == (1 if status == 200 else 0)


def test_a_right_taken_away_is_gone_on_the_next_page(desk, cast):
    enrollment = cast.enrollment("coordinator")
    enrollment.role = Role.PARTICIPANT
    enrollment.save()
    assert [desk.get(page).status_code for page in every_page(cast)] == [403] * 4


def test_somebody_of_the_neighbor_cohort_is_not_found(desk, cast):
    theirs = Enrollment.objects.get(cohort=cast.neighbor_cohort)
    for page in ("manage_person", "person_withdraw"):
        assert desk.get(url(page, cast.cohort, theirs.pk)).status_code == 404
    assert desk.post(url("person_withdraw", cast.cohort, theirs.pk), {"reason": "x"}).status_code == 404
    assert desk.post(url("manage_person", cast.cohort, theirs.pk), {"role": "observer"}).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.status, theirs.role) == ("active", "coordinator")


def test_everybody_stands_on_it_with_status_and_invitation(desk, cast):
    now = timezone.now()
    expired = EnrollmentFactory(cohort=cast.cohort, status=EnrollmentStatus.INVITED)
    InvitationFactory(enrollment=expired, created_at=now - timedelta(days=30), expires_at=now - timedelta(days=9))
    waiting = EnrollmentFactory(cohort=cast.cohort, status=EnrollmentStatus.INVITED)
    InvitationFactory(enrollment=waiting, created_at=now, expires_at=now + timedelta(days=21))
    answer = desk.get(url("manage_people", cast.cohort))
    rows = answer.context["enrollments"]
    assert {row.person for row in rows[:3]} == {cast["invited"], expired.person, waiting.person}
    assert rows[-1].person == cast["withdrawn"]
    assert answer.context["counts"] == [("invited", 3), ("active", 6), ("withdrawn", 1)]
    text = " ".join(answer.content.decode().split())
    assert (text.count("not sent yet"), text.count("can be used until"), text.count(">expired</span>")) == (1, 1, 1)
    assert cast["neighbor"].email not in text


@pytest.mark.parametrize(
    "account",
    [{"joined_at": timezone.now() - timedelta(days=9)}, {"last_login": timezone.now()}],
    ids=["made for another cohort", "in use"],
)
def test_the_name_of_somebody_who_has_not_come_in_is_not_told(desk, cast, account):
    """An address that has an account answers as one that has none."""
    UserFactory(email="known@example.org", name="canary-known-name", **account)
    data = {"email": "known@example.org", "role": "participant"}
    answer = desk.post(url("person_invite", cast.cohort), data, follow=True)
    assert said(answer) == ["An invitation is on its way to known@example.org."]
    enrollment = Enrollment.objects.get(person__email="known@example.org")
    for page in (url("manage_people", cast.cohort), url("manage_person", cast.cohort, enrollment.pk)):
        assert "canary-known-name" not in desk.get(page).content.decode()
    # Nor is it told for withdrawing them.
    desk.post(url("person_withdraw", cast.cohort, enrollment.pk), {"reason": "x"})
    for page in (url("manage_people", cast.cohort), url("manage_person", cast.cohort, enrollment.pk)):
        assert "canary-known-name" not in desk.get(page).content.decode()


def test_the_name_typed_for_somebody_new_stands_beside_their_address(desk, cast):
    now = timezone.now()
    ana = enroll(cohort=cast.cohort, email="ana@example.org", name="Ana Diaz", by=cast["coordinator"], now=now)
    listed = desk.get(url("manage_people", cast.cohort)).content.decode()
    assert 'Ana Diaz</a><br><span class="meta">ana@example.org</span>' in listed
    assert "Ana Diaz</h1>" in desk.get(url("manage_person", cast.cohort, ana.pk)).content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_takes_the_same_queries_for_any_number(desk, cast, more, django_assert_num_queries):
    for _ in range(more):
        InvitationFactory(enrollment=EnrollmentFactory(cohort=cast.cohort, status=EnrollmentStatus.INVITED))
    desk.get(url("manage_people", cast.cohort))
    with django_assert_num_queries(5):
        desk.get(url("manage_people", cast.cohort))


def test_somebody_is_invited(desk, cast):
    data = {"email": "New@Example.org", "role": "team_lead", "team": cast.team.pk}
    answer = desk.post(url("person_invite", cast.cohort), data, follow=True)
    assert said(answer) == ["An invitation is on its way to new@example.org."]
    enrollment = Enrollment.objects.get(person__email="new@example.org")
    assert (enrollment.role, enrollment.team, enrollment.organization) == (
        "team_lead",
        cast.team,
        cast.team.organization,
    )
    invitation = Invitation.objects.get()
    assert (invitation.enrollment, invitation.invited_by) == (enrollment, cast["coordinator"])
    assert OutboxMail.objects.count() == 1


def test_inviting_twice_is_inviting_once(desk, cast):
    for _ in range(2):
        desk.post(url("person_invite", cast.cohort), {"email": "new@example.org", "role": "observer"})
    assert Enrollment.objects.filter(person__email="new@example.org").count() == 1
    assert Invitation.objects.count() == OutboxMail.objects.count() == 1


def test_somebody_who_is_in_is_mailed_nothing(desk, cast):
    data = {"email": cast["participant"].email, "role": "observer"}
    answer = desk.post(url("person_invite", cast.cohort), data, follow=True)
    assert said(answer) == ["participant@example.org is in this cohort already."]
    assert cast.enrollment("participant").role == "participant"
    assert OutboxMail.objects.count() == 0


def test_a_new_organization_is_named_with_its_type(desk, cast):
    data = {"email": "new@example.org", "role": "participant", "new_organization": " Hillside  Clinic "}
    answer = desk.post(url("person_invite", cast.cohort), data)
    assert answer.context["form"].errors == {"new_organization_type": ["Say what “Hillside Clinic” is."]}
    desk.post(url("person_invite", cast.cohort), data | {"new_organization_type": "health_center"})
    assert Enrollment.objects.get(person__email="new@example.org").organization.name == "Hillside Clinic"
    assert Organization.objects.get(name="Hillside Clinic").kind == OrganizationType.HEALTH_CENTER


def test_organizations_of_other_cohorts_are_not_offered(desk, cast):
    OrganizationFactory(name="canary-organization")
    theirs = TeamFactory(cohort=cast.neighbor_cohort, name="canary-team")
    text = desk.get(url("person_invite", cast.cohort)).content.decode()
    assert [canary for canary in ("canary-organization", "canary-team") if canary in text] == []
    data = {"email": "new@example.org", "role": "participant", "team": theirs.pk}
    answer = desk.post(url("person_invite", cast.cohort), data)
    assert list(answer.context["form"].errors) == ["team"]
    assert not Enrollment.objects.filter(person__email="new@example.org").exists()


def test_a_refusal_keeps_what_was_typed(desk, cast):
    cast.cohort.team_size_max = 2
    cast.cohort.save()
    data = {"email": "new@example.org", "role": "participant", "team": cast.team.pk}
    answer = desk.post(url("person_invite", cast.cohort), data)
    assert answer.context["form"].errors == {
        "team": [f"{cast.team.name} is full: teams of this cohort have at most 2 people, counting those invited."]
    }
    assert 'value="new@example.org"' in answer.content.decode()
    assert not Enrollment.objects.filter(person__email="new@example.org").exists()


def test_an_invitation_is_sent_again(desk, cast):
    again = url("person_invite_again", cast.cohort, cast.enrollment("invited").pk)
    assert said(desk.post(again, follow=True)) == ["A new invitation is on its way to invited@example.org."]
    assert said(desk.post(again, follow=True)) == ["An invitation was sent to invited@example.org a moment ago."]
    assert Invitation.objects.count() == 1
    inside = url("person_invite_again", cast.cohort, cast.enrollment("participant").pk)
    assert said(desk.post(inside, follow=True)) == [
        "This person has no invitation to accept: they are in already, or have left the cohort."
    ]
    assert desk.get(again).status_code == 405


def test_role_and_team_are_changed(desk, cast):
    west = TeamFactory(cohort=cast.cohort, organization=cast.team.organization)
    page = url("manage_person", cast.cohort, cast.enrollment("participant").pk)
    assert said(
        desk.post(page, {"role": "team_lead", "team": west.pk, "reason": "Leads the west side"}, follow=True)
    ) == ["Saved."]
    enrollment = cast.enrollment("participant")
    assert (enrollment.role, enrollment.team) == ("team_lead", west)
    assert {h.history_user for h in enrollment.history.all()} == {cast["coordinator"]}
    text = desk.get(page).content.decode()
    assert "Role changed: Leads the west side" in text
    assert "Changed team: Leads the west side" in text


def test_an_old_page_moves_nobody_back(desk, cast):
    west = TeamFactory(cohort=cast.cohort, organization=cast.team.organization)
    page = url("manage_person", cast.cohort, cast.enrollment("participant").pk)
    seen = desk.get(page).context["form"]["seen"].value()
    Enrollment.objects.filter(pk=cast.enrollment("participant").pk).update(team=west)
    old = {"role": "participant", "team": cast.team.pk, "seen": seen}
    assert desk.post(page, old | {"role": "team_lead"}).status_code == 302
    enrollment = cast.enrollment("participant")
    assert (enrollment.role, enrollment.team) == ("team_lead", west)


def test_nobody_locks_themselves_out(desk, cast):
    own = cast.enrollment("coordinator").pk
    sentence = "This is you. Ask another coordinator or an administrator to change your own place in the cohort."
    answer = desk.post(url("manage_person", cast.cohort, own), {"role": "participant"})
    assert answer.context["form"].non_field_errors() == [sentence]
    answer = desk.post(url("person_withdraw", cast.cohort, own), {"reason": "Enough"})
    assert answer.context["form"].non_field_errors() == [sentence]
    assert (cast.enrollment("coordinator").role, cast.enrollment("coordinator").status) == ("coordinator", "active")


def test_withdrawing_takes_a_reason_and_the_next_page(desk, client, cast):
    page = url("person_withdraw", cast.cohort, cast.enrollment("participant").pk)
    assert list(desk.post(page, {"reason": "  "}).context["form"].errors) == ["reason"]
    assert said(desk.post(page, {"reason": "Changed jobs"}, follow=True)) == [
        "participant@example.org has been withdrawn."
    ]
    enrollment = cast.enrollment("participant")
    assert enrollment.status == "withdrawn"
    latest = enrollment.history.first()
    assert (latest.history_change_reason, latest.history_user) == ("Changed jobs", cast["coordinator"])
    client.force_login(cast["participant"])
    assert client.get(url("people", cast.cohort)).status_code == 404


def test_who_is_withdrawn_is_called_by_the_name_once_it_may_be_known(desk, cast):
    cast["participant"].name, cast["invited"].name = "Amina Yusuf", "Kim Aldana"
    for person in (cast["participant"], cast["invited"]):
        person.last_login = timezone.now()  # an account that was there before says nothing of itself to who invites it
        person.save()
    pages = [url("person_withdraw", cast.cohort, cast.enrollment(role).pk) for role in ("participant", "invited")]
    headings = [re.search("<h1>(.*?)</h1>", desk.get(page).content.decode())[1] for page in pages]
    assert headings == ["Withdraw Amina Yusuf", "Withdraw invited@example.org"]


def test_a_completed_cohort_stays_as_it_is(desk, cast):
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    text = desk.get(url("manage_people", cast.cohort)).content.decode()
    assert url("person_invite", cast.cohort) not in text
    answer = desk.post(url("person_invite", cast.cohort), {"email": "new@example.org", "role": "participant"})
    assert answer.context["form"].non_field_errors() == ["This cohort is completed; its people stay as they are."]
    page = url("manage_person", cast.cohort, cast.enrollment("participant").pk)
    assert desk.post(page, {"role": "coach"}).context["form"].non_field_errors() == [
        "This cohort is completed; its people stay as they are."
    ]


def test_names_are_text(desk, cast):
    hostile = "<script>hostile()</script>"
    cast["participant"].name = hostile
    cast["participant"].save()
    cast.team.name = hostile
    cast.team.save()
    for page in (
        url("manage_people", cast.cohort),
        url("manage_person", cast.cohort, cast.enrollment("participant").pk),
        url("person_invite", cast.cohort),
    ):
        text = desk.get(page).content.decode()
        assert hostile not in text
        assert "&lt;script&gt;hostile()" in text
