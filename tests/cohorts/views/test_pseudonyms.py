"""The pages of speaking without one's name: choosing it, and looking up whose one is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus
from cohorts.models import Cohort, Pseudonym, PseudonymOpening
from tests.factories.cohorts import PseudonymFactory, PseudonymOpeningFactory

WHY = "A worry about their safety"


@pytest.fixture
def cohort(cast):
    cast.cohort.pseudonyms_allowed = True
    cast.cohort.save()
    return cast.cohort


@pytest.fixture
def heron(cohort, cast):
    return PseudonymFactory(cohort=cohort, person=cast["participant"], name="Heron")


def own(cohort):
    return reverse("cohorts:pseudonym", args=[cohort.slug])


def desk(cohort, *pseudonym):
    name = "cohorts:pseudonym_detail" if pseudonym else "cohorts:pseudonym_list"
    return reverse(name, args=[cohort.slug, *(row.pk for row in pseudonym)])


def page(client, person, address):
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client.get(address)


class TestOnesOwn:
    def test_a_name_is_chosen_among_those_proposed(self, client, cohort, cast):
        form = page(client, cast["participant"], own(cohort)).context["form"]
        names = [value for value, _label in form.fields["name"].choices]
        assert len(names) == 6
        answer = client.post(own(cohort), {"name": names[3], "speaks_as": "community"}, follow=True)
        assert f"You can speak as “{names[3]}, community member” in this cohort." in answer.content.decode()
        assert Pseudonym.objects.get().person == cast["participant"]

    def test_one_taken_meanwhile_is_said_and_what_was_chosen_stays(self, client, cohort, cast):
        page(client, cast["participant"], own(cohort))
        PseudonymFactory(cohort=cohort, name="Heron")
        answer = client.post(own(cohort), {"name": "Heron", "speaks_as": "partner"})
        form = answer.context["form"]
        assert form.errors == {"name": ["This name is no longer free. Choose another one."]}
        assert (form["name"].value(), form["speaks_as"].value()) == ("Heron", "partner")

    def test_who_looked_it_up_stands_there(self, client, heron, cohort, cast):
        PseudonymOpeningFactory(pseudonym=heron, opened_by=cast["facilitator"], reason=WHY)
        text = page(client, cast["participant"], own(cohort)).content.decode()
        assert "Heron" in text
        assert "Facilitator" in text
        assert WHY in text

    def test_it_stays_where_the_cohort_takes_no_more(self, client, heron, cohort, cast):
        Cohort.objects.update(pseudonyms_allowed=False)
        assert (
            "Nothing more is posted without a name" in page(client, cast["participant"], own(cohort)).content.decode()
        )
        assert page(client, cast["team_lead"], own(cohort)).status_code == 404


class TestTheDesk:
    def test_the_list_tells_nobody_who_they_are(self, client, heron, cohort, cast):
        PseudonymFactory(cohort=cast.neighbor_cohort, name="Neighbor's")
        text = page(client, cast["facilitator"], desk(cohort)).content.decode()
        assert "Heron" in text
        assert "Never looked up" in text
        assert "Neighbor" not in text
        assert "participant@example.org" not in text

    def test_a_name_is_shown_after_a_reason(self, client, heron, cohort, cast):
        address = desk(cohort, heron)
        assert "participant@example.org" not in page(client, cast["coordinator"], address).content.decode()
        refused = client.post(address, {"reason": "because"})
        assert refused.context["form"].errors["reason"] == [
            "Say why, in a few words: the reason is kept, and the person can read it."
        ]
        assert "participant@example.org" not in refused.content.decode()
        answer = client.post(address, {"reason": WHY}, follow=True)
        assert "participant@example.org" in answer.content.decode()
        assert PseudonymOpening.objects.get().opened_by == cast["coordinator"]
        # Another at the desk, and oneself an hour later, give a reason of their own.
        assert "participant@example.org" not in page(client, cast["facilitator"], address).content.decode()
        PseudonymOpening.objects.update(opened_at=datetime.now(UTC) - timedelta(hours=1))
        assert "participant@example.org" not in page(client, cast["coordinator"], address).content.decode()

    def test_one_of_another_cohort_is_not_there(self, client, cohort, cast):
        other = PseudonymFactory(cohort=cast.neighbor_cohort)
        for address in (desk(cohort, other), desk(cast.neighbor_cohort, other)):
            assert page(client, cast["coordinator"], address).status_code == 404

    def test_who_has_left_the_portal_is_known_to_nobody(self, client, heron, cohort, cast):
        Pseudonym.objects.update(person=None)
        assert (
            "nobody knows any more who it was"
            in page(client, cast["coordinator"], desk(cohort, heron)).content.decode()
        )

    def test_a_completed_cohort_is_looked_up_all_the_same(self, client, heron, cohort, cast):
        Cohort.objects.update(status=CohortStatus.COMPLETED)
        assert page(client, cast["facilitator"], desk(cohort, heron)).status_code == 200

    @pytest.mark.parametrize("names", [1, 3])
    def test_the_list_costs_the_same(self, client, cohort, cast, names, django_assert_num_queries):
        for _ in range(names):
            PseudonymOpeningFactory(pseudonym=PseudonymFactory(cohort=cohort))
        page(client, cast["facilitator"], desk(cohort))
        # Session, person, cohort, standings; the names.
        with django_assert_num_queries(5):
            client.get(desk(cohort))


class TestTheAdministration:
    def test_it_knows_that_they_are_there_and_not_who(self, client, heron, cast):
        opening = PseudonymOpeningFactory(pseudonym=heron, opened_by=cast["facilitator"])
        client.force_login(cast["site_admin"])
        for address in (
            reverse("admin:cohorts_pseudonym_changelist"),
            reverse("admin:cohorts_pseudonym_change", args=[heron.pk]),
            reverse("admin:cohorts_pseudonymopening_changelist"),
            reverse("admin:cohorts_pseudonymopening_change", args=[opening.pk]),
        ):
            text = client.get(address).content.decode()
            assert "Heron" in text, address
            assert "participant@example.org" not in text, address
        found = client.get(reverse("admin:cohorts_pseudonym_changelist"), {"q": "participant@example.org"})
        assert "0 pseudonyms" in found.content.decode()
