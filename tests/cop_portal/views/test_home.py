"""My community for those who are in no cohort, and what it says of talk that nobody has answered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.discussions.pages import by_id, parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import BoardFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NO_COHORT = "You are in no cohort yet."


def home_of(client, person):
    client.force_login(person)
    return client.get(reverse("home")).content.decode()


def test_whoever_runs_the_portal_is_led_to_what_they_run(client):
    page = home_of(client, UserFactory(is_staff=True, is_superuser=True))
    main = page.partition('<main id="main"')[2]
    assert f'<a class="btn btn-secondary" href="{reverse("cohorts:program_list")}">' in main
    assert "Choose a program and start a cohort" in main
    assert f'<a href="{reverse("admin:index")}">administration</a>' in main
    assert NO_COHORT not in main


def test_anybody_else_is_told_to_look_for_the_invitation(client):
    assert NO_COHORT in home_of(client, UserFactory(is_staff=True))


def test_whoever_runs_the_portal_and_is_in_a_cohort_reads_what_its_people_read(client):
    person = EnrollmentFactory(person=UserFactory(is_staff=True, is_superuser=True)).person
    page = home_of(client, person)
    assert "Your next session will stand here" in page
    assert "Choose a program and start a cohort" not in page


def test_what_is_new_and_nobody_has_answered_is_called_what_it_is(client):
    enrollment = EnrollmentFactory()
    board, now = BoardFactory(cohort=enrollment.cohort), datetime.now(UTC)
    for title, facts in (("We move to the library", {"is_announcement": True}), ("Rent", {})):
        ThreadFactory(board=board, title=title, author=UserFactory(), last_post_at=now, **facts)
    client.force_login(enrollment.person)
    new = text_of(by_id(parsed(client.get(reverse("home"))), "main"))
    assert "We move to the library Announcement" in new
    assert "Rent Topic" in new
    assert "new post" not in new
