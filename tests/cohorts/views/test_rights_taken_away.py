"""A right taken away is gone on the next request of the same sign-in (Z-15); no page of a person is kept anywhere (Z-22)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.enums import Role
from cohorts.operations.enrollment import change_role, enroll, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast):
    return f"/cohorts/{cast.cohort.slug}/"


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.mark.parametrize("role", Role.values)
def test_whoever_withdraws_is_out_and_back_only_by_accepting_anew(cast, home, role):
    browser = browser_of(cast[role])
    assert browser.get(home).status_code == 200
    withdraw(enrollment=cast.enrollment(role), by=cast["coordinator"], reason="", now=timezone.now())
    assert browser.get(home).status_code == 404
    enroll(cohort=cast.cohort, email=cast[role].email, by=cast["coordinator"], now=timezone.now())
    assert browser.get(home).status_code == 404


def test_whoever_is_no_coordinator_any_more_manages_nobody(cast, home):
    browser = browser_of(cast["coordinator"])
    assert browser.get(f"{home}manage/people/").status_code == 200
    change_role(enrollment=cast.enrollment("coordinator"), role=Role.PARTICIPANT, by=None, now=timezone.now())
    assert browser.get(f"{home}manage/people/").status_code == 403
    assert browser.get(home).status_code == 200


def test_whoever_is_no_administrator_any_more_sees_no_cohort(cast, home):
    browser = browser_of(cast["site_admin"])
    assert browser.get(home).status_code == 200
    type(cast["site_admin"]).objects.filter(pk=cast["site_admin"].pk).update(is_superuser=False, is_staff=False)
    assert browser.get(home).status_code == 404
    assert browser.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/me/", "/account/devices/", "{home}", "{home}people/", "{home}join/", "/nowhere/"]
)
def test_no_cache_keeps_a_page_of_somebody(cast, home, path):
    answer = browser_of(cast["participant"]).get(path.format(home=home))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_one_persons_page_is_no_answer_to_another(cast):
    first, second = browser_of(cast["participant"]), browser_of(cast["coach"])
    page = first.get("/me/")
    fresh = second.get(
        "/me/",
        headers={
            "if-none-match": page.headers.get("ETag", '"x"'),
            "if-modified-since": page.headers.get("Last-Modified", "Tue, 01 Sep 2099 12:00:00 GMT"),
        },
    )
    assert fresh.status_code == 200
    assert cast["coach"].email in fresh.content.decode()
    assert cast["participant"].email not in fresh.content.decode()
