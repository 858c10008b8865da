"""The coordinators' desk for team formation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from cohorts.enums import EnrollmentStatus
from cohorts.models import Organization, Team, TeamFormation
from cohorts.operations.formation_answers import hand_in
from tests.cohorts.operations.test_formation_answers import FOUR
from tests.factories.cohorts import (
    EnrollmentFactory,
    OrganizationFactory,
    ProposedMemberFactory,
    TeamFactory,
    TeamFormationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    type(cast.cohort).objects.filter(pk=cast.cohort.pk).update(team_size_min=3, team_size_max=5)
    cast.cohort.refresh_from_db()
    return cast.cohort


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["coordinator"], backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def formation(cohort):
    return TeamFormationFactory(cohort=cohort, organization__name="Condor Valley", leader_email="ana@example.org")


@pytest.fixture
def handed_in(formation):
    return hand_in(formation=formation, answers=FOUR, version=0, now=datetime.now(UTC))


def url(act, formation):
    return reverse(f"cohorts:formation_{act}", args=[formation.cohort.slug, formation.pk])


def in_days(number):
    return (datetime.now(UTC) + timedelta(days=number)).date().isoformat()


def text_of(page):
    return " ".join(page.content.decode().split())


def test_all_organizations_and_where_each_stands(desk, cast, cohort, formation):
    now = datetime.now(UTC)
    TeamFormationFactory(cohort=cohort, organization__name="Late", due_at=now - timedelta(days=1))
    named = TeamFormationFactory(cohort=cohort, organization__name="Named", status="handed_in")
    ProposedMemberFactory.create_batch(4, formation=named)
    team = TeamFactory(cohort=cohort, name="Kestrel team")
    EnrollmentFactory.create_batch(2, cohort=cohort, team=team)
    EnrollmentFactory(cohort=cohort, team=team, status=EnrollmentStatus.INVITED)
    TeamFormationFactory(cohort=cohort, organization=team.organization, status="approved", team=team)
    TeamFormationFactory(organization__name="Of another cohort")
    text = text_of(desk.get(reverse("cohorts:formation_list", args=[cohort.slug])))
    for words in ("with the organization", "nothing written yet", "deadline has passed", "handed in", ">4</td>"):
        assert words in text
    assert "forming: 2 of 3 have accepted" in text
    places = [text.index(name) for name in ("Named", "Condor Valley", "Late", "Kestrel team")]
    assert places == sorted(places)
    assert cast.team.name in text[text.index("Teams without a form") :]
    assert "Of another cohort" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list_do_not_grow(desk, cohort, rows):
    for _row in range(rows):
        formation = TeamFormationFactory(cohort=cohort, team=TeamFactory(cohort=cohort), status="approved")
        ProposedMemberFactory.create_batch(2, formation=formation)
        TeamFactory(cohort=cohort)
    address = reverse("cohorts:formation_list", args=[cohort.slug])
    desk.get(address)
    with assertNumQueries(6):
        desk.get(address)


@pytest.mark.parametrize("people", [1, 3])
def test_queries_of_a_form_do_not_grow(desk, formation, people):
    ProposedMemberFactory.create_batch(people, formation=formation)
    desk.get(url("detail", formation))
    with assertNumQueries(7):
        desk.get(url("detail", formation))


def test_opening_for_two_organizations_one_of_them_new(desk, cohort, cast):
    known = cast.team.organization
    sent = {
        "due_on": in_days(14),
        "organization_0": known.pk,
        "leader_name_0": "Ana",
        "leader_email_0": "ana@example.org",
        "new_organization_3": "Saltmarsh",
        "new_organization_type_3": "health_center",
        "leader_name_3": "Ben",
        "leader_email_3": "ben@example.org",
    }
    page = desk.post(reverse("cohorts:formation_open", args=[cohort.slug]), sent, follow=True)
    assert "2 links are on their way." in text_of(page)
    opened = TeamFormation.objects.order_by("pk")
    assert list(opened.values_list("organization__name", "leader_email")) == [
        (known.name, "ana@example.org"),
        ("Saltmarsh", "ben@example.org"),
    ]
    # The evening of that day where the cohort is.
    due = opened[0].due_at.astimezone(cohort.zone)
    assert (due.date().isoformat(), due.hour, due.minute) == (in_days(14), 23, 59)


def test_what_is_wrong_with_a_row_stands_at_that_row_and_nothing_is_opened(desk, cohort):
    known = OrganizationFactory()
    EnrollmentFactory(cohort=cohort, organization=known)
    address = reverse("cohorts:formation_open", args=[cohort.slug])
    form = desk.post(address, {"due_on": in_days(14)}).context["form"]
    assert set(form.errors) == {"organization_0"}
    sent = {"due_on": in_days(14), "organization_1": known.pk, "leader_email_1": "x", "new_organization_2": "New"}
    form = desk.post(address, sent).context["form"]
    assert set(form.errors) == {
        "leader_name_1", "leader_email_1", "new_organization_type_2", "leader_name_2", "leader_email_2",
    }  # fmt: skip
    past = {"due_on": in_days(-3), "organization_1": known.pk, "leader_name_1": "A", "leader_email_1": "a@example.org"}
    assert set(desk.post(address, past).context["form"].errors) == {"due_on"}
    assert TeamFormation.objects.count() == 0


def test_organizations_of_other_cohorts_and_those_with_a_form_are_not_offered(desk, cohort, cast, formation):
    EnrollmentFactory(
        cohort=cast.neighbor_cohort, organization__name="Of the neighbors", organization=OrganizationFactory()
    )
    page = desk.get(reverse("cohorts:formation_open", args=[cohort.slug]))
    offered = {int(pk) for pk, _name in page.context["form"].fields["organization_0"].choices if pk}
    mine = set(Organization.objects.visible_to(cast["coordinator"]).values_list("pk", flat=True))
    assert offered == mine - {formation.organization_id}


def test_approving_from_the_page(desk, handed_in):
    text = text_of(desk.get(url("detail", handed_in)))
    assert ("Approve and invite everybody" in text, "Dee joins in May." in text) == (True, True)
    page = desk.post(url("approve", handed_in), {"team_name": "Condor team"}, follow=True)
    assert "Everybody on the form is invited." in text_of(page)
    assert "has not answered yet" in text_of(page)
    assert Team.objects.get(formation=handed_in).enrollments.count() == 4
    again = desk.post(url("approve", handed_in), {"team_name": "Another name"}, follow=True)
    assert "Somebody else has approved it already, as “Condor team”." in text_of(again)
    assert Team.objects.filter(formation=handed_in).count() == 1


def test_a_refusal_stands_at_the_form_with_what_was_typed(desk, handed_in, cast):
    page = desk.post(url("approve", handed_in), {"team_name": cast.team.name})
    assert f"“{cast.team.name}” is a team of" in text_of(page)
    assert page.context["forms"]["approve"].data["team_name"] == cast.team.name
    page = desk.post(url("send_back", handed_in), {"question": "", "due_on": in_days(5)})
    assert set(page.context["forms"]["send_back"].errors) == {"question"}
    handed_in.refresh_from_db()
    assert handed_in.status == "handed_in"


def test_sending_back_extending_reminding_closing(desk, handed_in):
    def after(act, **sent):
        desk.post(url(act, handed_in), sent)
        handed_in.refresh_from_db()
        return handed_in

    assert after("send_back", question="Who is Dee?", due_on=in_days(5)).status == "sent_back"
    assert after("extend", due_on=in_days(9)).due_at.astimezone(handed_in.cohort.zone).date().isoformat() == in_days(9)
    reminded = handed_in.reminded_at
    assert "a moment ago" in text_of(desk.post(url("remind", handed_in), follow=True))
    handed_in.refresh_from_db()
    assert handed_in.reminded_at == reminded
    token = handed_in.token
    assert after("new_link", leader_name="Ben", leader_email="ben@example.org").token != token
    assert after("close").status == "closed"


def test_what_can_not_be_done_any_more_is_said(desk, handed_in):
    TeamFormation.objects.update(status="closed")
    for act in ("approve", "remind"):
        assert desk.post(url(act, handed_in), {"team_name": "Condor"}, follow=True).status_code == 200
    assert Team.objects.filter(name="Condor").count() == 0


def test_a_form_of_another_cohort_is_not_there(desk, cohort):
    other = TeamFormationFactory(status="handed_in")
    for act in ("detail", "approve", "close"):
        address = reverse(f"cohorts:formation_{act}", args=[cohort.slug, other.pk])
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"team_name": "Condor"}).status_code == 404
    other.refresh_from_db()
    assert other.status == "handed_in"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_nobody_means_is_refused_before_it_breaks_the_desk(desk, cohort, handed_in, day):
    """The last evening of 9999 is in the year 10000 of UTC: PostgreSQL keeps it, and no page can read it any more."""
    open_one = TeamFormationFactory(cohort=cohort)
    refused = [
        desk.post(url("send_back", handed_in), {"question": "Who is Dee?", "due_on": day}),
        desk.post(url("extend", open_one), {"due_on": day}),
    ]
    assert [set(form.errors) for page in refused for form in page.context["forms"].values() if form.is_bound] == [
        {"due_on"},
        {"due_on"},
    ]
    sent = {"due_on": day, "new_organization_0": "New", "new_organization_type_0": "other"}
    sent |= {"leader_name_0": "A", "leader_email_0": "a@example.org"}
    page = desk.post(reverse("cohorts:formation_open", args=[cohort.slug]), sent)
    assert set(page.context["form"].errors) == {"due_on"}
    assert desk.get(reverse("cohorts:formation_list", args=[cohort.slug])).status_code == 200
