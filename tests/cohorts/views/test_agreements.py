"""The agreements: shown on the pages of a cohort until they are accepted, once; and again when they have changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus
from cohorts.models import Cohort
from tests.discussions.pages import by_id, form_values, parsed, text_of
from tests.permissions.world import make_world

ASKED = "agreements-asked"


@pytest.fixture
def agreed(cast):
    cast.cohort.agreements = ["Listen to understand.", "Share the air."]
    cast.cohort.save()
    return cast.cohort


@pytest.fixture
def address(agreed):
    return reverse("cohorts:agreements", args=[agreed.slug])


def asked_on(client, page):
    tree = parsed(client.get(page))
    heading = by_id(tree, ASKED)
    forms = [f for f in tree.iter("form") if f.get("action", "").endswith("/agreements/")]
    assert (heading is not None) == bool(forms)
    return form_values(forms[0]) if forms else None


@pytest.mark.parametrize("role", ["participant", "team_lead", "facilitator", "coach", "coordinator", "observer"])
def test_who_is_in_and_has_not_accepted_is_asked_on_every_page_until_they_do(role, agreed, address, cast, client):
    client.force_login(cast[role])
    pages = [agreed.get_absolute_url(), reverse("sessions:schedule", args=[agreed.slug]), address]
    for page in pages:
        values = asked_on(client, page)
        assert values["next"] == page
    answer = client.post(address, asked_on(client, pages[1]))
    assert answer.headers["Location"] == pages[1]
    assert [asked_on(client, page) for page in pages] == [None, None, None]
    enrollment = cast.enrollment(role)
    assert enrollment.agreed_to == agreed.agreements
    line = enrollment.history.latest()
    assert (line.history_user, line.history_change_reason, line.agreed_to) == (
        cast[role],
        "Accepted the agreements",
        agreed.agreements,
    )


def test_twice_is_once(agreed, address, cast, client):
    client.force_login(cast["participant"])
    values = asked_on(client, address)
    client.post(address, values)
    lines = cast.enrollment("participant").history.count()
    first = cast.enrollment("participant").agreed_at
    client.post(address, values)
    assert (cast.enrollment("participant").history.count(), cast.enrollment("participant").agreed_at) == (lines, first)


def test_changed_agreements_are_asked_about_once_more(agreed, address, cast, client):
    client.force_login(cast["participant"])
    client.post(address, asked_on(client, address))
    Cohort.objects.filter(pk=agreed.pk).update(agreements=["Listen first."])
    page = client.get(agreed.get_absolute_url()).content.decode()
    assert "The agreements of this cohort have changed since you accepted them." in page
    client.post(address, asked_on(client, address))
    told = [
        line.agreed_to
        for line in cast.enrollment("participant").history.filter(history_change_reason__contains="agree")
    ]
    assert told == [["Listen first."], ["Listen to understand.", "Share the air."]]


def test_nobody_accepts_words_they_have_not_read(agreed, address, cast, client):
    client.force_login(cast["participant"])
    values = asked_on(client, address)
    Cohort.objects.filter(pk=agreed.pk).update(agreements=["Listen first."])
    assert "Please read them once more." in client.post(address, values, follow=True).content.decode()
    assert cast.enrollment("participant").agreed_at is None


@pytest.mark.parametrize("change", ["no agreements", "cohort over", "part done", "site admin"])
def test_nobody_else_is_asked(change, agreed, address, cast, client):
    if change == "no agreements":
        Cohort.objects.update(agreements=[])
    elif change == "cohort over":
        Cohort.objects.update(status=CohortStatus.COMPLETED)
    elif change == "part done":
        agreed.enrollments.update(status=EnrollmentStatus.COMPLETED)
    client.force_login(cast["site_admin" if change == "site admin" else "participant"])
    assert asked_on(client, agreed.get_absolute_url()) is None
    assert asked_on(client, address) is None


def test_who_is_in_no_such_place_cannot_accept(agreed, address, cast, client):
    client.force_login(cast["site_admin"])
    answer = client.post(address, {"read": "x"}, follow=True)
    assert "accepted by those who take part in this cohort now" in answer.content.decode()
    client.force_login(cast["outsider"])
    assert client.post(address, {"read": "x"}).status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_accepting_leads_nowhere_else(elsewhere, agreed, address, cast, client):
    client.force_login(cast["participant"])
    answer = client.post(address, asked_on(client, address) | {"next": elsewhere})
    assert answer.headers["Location"] == agreed.get_absolute_url()


@pytest.mark.django_db
def test_nothing_is_blocked_meanwhile():
    """Who hasn't accepted gets every page all the same: machines, feeds and old browsers go on."""
    world = make_world()
    world.cast.cohort.agreements = ["Listen."]
    world.cast.cohort.save()
    client = Client()
    client.force_login(world.cast["participant"])
    for page in (world.cast.cohort.get_absolute_url(), world.thread.get_absolute_url(), world.past.get_absolute_url()):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Before anything else" in text_of(parsed(answer))


def test_being_asked_costs_no_query(agreed, cast, client):
    client.force_login(cast["participant"])
    page = reverse("cohorts:team_list", args=[agreed.slug])
    client.get(page)
    costs = []
    for agreements in (agreed.agreements, []):
        Cohort.objects.filter(pk=agreed.pk).update(agreements=agreements)
        with CaptureQueriesContext(connection) as asked:
            assert (ASKED in client.get(page).content.decode()) == bool(agreements)
        costs.append(len(asked))
    assert costs[0] == costs[1]
