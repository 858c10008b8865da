"""Who is found in the directory, by whom and how; the organizations of a cohort."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus, OrganizationType, Role
from cohorts.models import Enrollment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, InvitationFactory, OrganizationFactory, TeamFactory


def people(cohort, query=""):
    return reverse("cohorts:people", args=[cohort.slug]) + query


def entry(cohort):
    return reverse("cohorts:directory_entry", args=[cohort.slug])


def organization_page(cohort, organization):
    return reverse("cohorts:organization_detail", args=[cohort.slug, organization.pk])


def names(answer):
    """Those who are found, holders first."""
    found = answer.context["directory"]
    return [row.person.name for row in found.holders] + [
        row.person.name for group in found.organizations for row in group.enrollments
    ]


@pytest.fixture
def sofia(cast):
    """Somebody who says much of herself."""
    person = UserFactory(
        name="Sofía Ruiz", pronouns="she/ella", interests="housing, doulas", ask_me_about="Home visits"
    )
    clinic = OrganizationFactory(name="Alder Clinic", kind=OrganizationType.SOCIAL_SERVICE, place="Alder Ferry, MN")
    return EnrollmentFactory(cohort=cast.cohort, person=person, organization=clinic)


class TestOnlyThoseWhoWantToBeFound:
    def test_nobody_is_in_it_unasked(self):
        assert Enrollment().in_directory is False

    def test_who_is_not_listed_is_neither_shown_nor_searched(self, client, cast, sofia):
        Enrollment.objects.filter(pk=sofia.pk).update(in_directory=False)
        for role in ("participant", "coordinator", "site_admin"):
            client.force_login(cast[role])
            for query in ("", "?q=sofia", "?q=housing"):
                answer = client.get(people(cast.cohort, query))
                assert (names(answer).count("Sofía Ruiz"), answer.context["directory"].unlisted) == (0, 1)
                assert "housing, doulas" not in answer.content.decode()

    def test_those_who_hold_the_cohort_are_found_without_asking(self, client, cast):
        Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=False)
        client.force_login(cast["participant"])
        assert names(client.get(people(cast.cohort))) == ["Facilitator", "Coordinator", "Coach"]

    def test_one_lists_oneself_and_takes_oneself_out(self, client, cast, sofia):
        Enrollment.objects.filter(pk=sofia.pk).update(in_directory=False)
        client.force_login(sofia.person)
        assert "List me in the directory" in client.get(people(cast.cohort)).content.decode()
        seen = []
        for listed in ("yes", "yes", "no"):
            answer = client.post(entry(cast.cohort), {"listed": listed})
            assert answer.headers["Location"] == people(cast.cohort)
            sofia.refresh_from_db()
            seen.append(sofia.in_directory)
        assert seen == [True, True, False]
        changes = sofia.history.order_by("history_id").values_list("history_user", "history_change_reason")
        assert list(changes)[1:] == [
            (sofia.person_id, "Listed in the directory"), (sofia.person_id, "Taken out of the directory"),
        ]  # fmt: skip

    def test_nobody_else_decides_it(self, client, cast, sofia):
        client.force_login(cast["coordinator"])
        client.post(entry(cast.cohort), {"listed": "no", "enrollment": sofia.pk})
        sofia.refresh_from_db()
        assert sofia.in_directory

    def test_in_a_cohort_that_is_over_one_can_only_leave_it(self, client, cast, sofia):
        cast.cohort.status = CohortStatus.ARCHIVED
        cast.cohort.save()
        client.force_login(sofia.person)
        seen = []
        for listed in ("no", "yes"):
            client.post(entry(cast.cohort), {"listed": listed})
            sofia.refresh_from_db()
            seen.append(sofia.in_directory)
        assert seen == [False, False]

    @pytest.mark.parametrize("ticked", [True, False])
    def test_who_comes_in_is_asked(self, client, cast, ticked):
        invitation = InvitationFactory(enrollment=cast.enrollment("invited"))
        client.force_login(cast["invited"])
        data = {"in_directory": "on"} if ticked else {}
        client.post(reverse("cohorts:join", args=[cast.cohort.slug]), data)
        enrollment = Enrollment.objects.get(pk=invitation.enrollment_id)
        assert (enrollment.status, enrollment.in_directory) == (EnrollmentStatus.ACTIVE, ticked)


class TestSearch:
    @pytest.mark.parametrize(
        "query",
        [
            "?q=sofia", "?q=SOFÍA+ruiz", "?q=ruiz+alder", "?q=doulas", "?q=home+visits", "?q=ella", "?q=ferry",
            "?kind=social_service", "?q=sofia&role=participant",
        ],
    )  # fmt: skip
    def test_finds_by_everything_that_is_shown(self, client, cast, sofia, query):
        client.force_login(cast["observer"])
        assert names(client.get(people(cast.cohort, query))) == ["Sofía Ruiz"]

    @pytest.mark.parametrize("query", ["?q=sofia&role=coach", "?q=%40example.org", "?q=nobody", "?kind=pca"])
    def test_finds_nobody_and_says_so(self, client, cast, sofia, query):
        client.force_login(cast["observer"])
        answer = client.get(people(cast.cohort, query))
        assert names(answer) == []
        assert "Nobody in the directory fits" in answer.content.decode()

    @pytest.mark.parametrize("query", ["?role=emperor", "?kind=%27", "?q=" + "a" * 300, "?role=a&role=b"])
    def test_what_is_not_offered_looks_for_nothing(self, client, cast, sofia, query):
        client.force_login(cast["observer"])
        answer = client.get(people(cast.cohort, query))
        assert (answer.status_code, "Sofía Ruiz" in names(answer)) == (200, True)

    def test_by_role(self, client, cast, sofia):
        client.force_login(cast["observer"])
        assert names(client.get(people(cast.cohort, f"?role={Role.TEAM_LEAD}"))) == ["Team Lead"]


class TestOrganizationPage:
    def test_shows_its_teams_and_those_of_its_people_who_are_listed(self, client, cast, sofia):
        hidden = EnrollmentFactory(cohort=cast.cohort, organization=sofia.organization, in_directory=False)
        TeamFactory(cohort=cast.cohort, organization=sofia.organization, name="Alder team")
        TeamFactory(cohort=cast.neighbor_cohort, organization=sofia.organization, name="canary-neighbor-team")
        EnrollmentFactory(
            cohort=cast.neighbor_cohort, organization=sofia.organization, person=UserFactory(name="canary-neighbor")
        )
        client.force_login(cast["participant"])
        text = client.get(organization_page(cast.cohort, sofia.organization)).content.decode()
        assert [word for word in ("Sofía Ruiz", "Alder team", "Alder Ferry", "1 more is in") if word not in text] == []
        assert [w for w in ("canary-neighbor", hidden.person.name, sofia.person.email) if w in text] == []

    def test_one_that_the_cohort_does_not_know_of_is_not_there(self, client, cast):
        elsewhere = EnrollmentFactory(cohort=cast.neighbor_cohort, organization=OrganizationFactory()).organization
        only_invited = EnrollmentFactory(
            cohort=cast.cohort, organization=OrganizationFactory(), status=EnrollmentStatus.INVITED
        ).organization
        gone = EnrollmentFactory(
            cohort=cast.cohort, organization=OrganizationFactory(), status=EnrollmentStatus.WITHDRAWN
        ).organization
        client.force_login(cast["participant"])
        pages = [organization_page(cast.cohort, each) for each in (elsewhere, only_invited, gone)]
        assert [client.get(page).status_code for page in pages] == [404, 404, 404]

    @pytest.mark.parametrize("more", [0, 2])
    def test_takes_the_same_queries_for_any_number(self, client, cast, more, django_assert_num_queries):
        organization = cast.team.organization
        for _ in range(more):
            EnrollmentFactory(cohort=cast.cohort, organization=organization)
            TeamFactory(cohort=cast.cohort, organization=organization)
        client.force_login(cast["participant"])
        client.get(organization_page(cast.cohort, organization))
        # Session, person, cohort, the viewer's enrollments; the organization, its people, its teams.
        with django_assert_num_queries(7):
            client.get(organization_page(cast.cohort, organization))


def test_the_profile_asks_for_what_the_directory_shows(client, cast):
    client.force_login(cast["participant"])
    page = reverse("accounts:profile")
    typed = {
        "name": "Pat",
        "time_zone": "America/Chicago",
        "language": "en",
        "interests": "maps",
        "ask_me_about": "bees",
    }
    client.post(page, typed)
    text = client.get(people(cast.cohort)).content.decode()
    assert [said for said in ("Interests: maps", "Ask me about: bees") if said not in text] == []
