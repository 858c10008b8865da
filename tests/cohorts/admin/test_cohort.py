from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, ProgramFactory

ADD = reverse("admin:cohorts_cohort_add")
FORM = {
    "title": "Forum 2026",
    "slug": "forum-2026",
    "status": "running",
    "time_zone": "America/Chicago",
    "agreements": "Listen.\n\nMake room.",
    "reminder_minutes": "1 hour, 7 days",
    "first_posts_held": "1",
    "team_size_min": 3,
    "team_size_max": 5,
    "accommodation_days": 7,
    "makeup_words": 80,
    "makeup_days": 10,
    "attendance_minutes": 30,
    "smallest_group": 5,
    "zoom_registration": "on",
    "recordings_publish_themselves": "on",
    "holidays-TOTAL_FORMS": 0,
    "holidays-INITIAL_FORMS": 0,
    "phases-TOTAL_FORMS": 0,
    "phases-INITIAL_FORMS": 0,
}


@pytest.fixture
def program(db):
    return ProgramFactory()


def test_a_cohort_is_opened(desk, admin_person, program):
    phase = {
        "phases-TOTAL_FORMS": 1,
        "phases-0-position": 1,
        "phases-0-title": "Level setting",
        "phases-0-slug": "level",
    }
    answer = desk.post(ADD, FORM | {"program": program.pk} | phase)
    assert answer.status_code == 302, answer.context["errors"]
    cohort = Cohort.objects.get()
    assert (cohort.title, cohort.program, cohort.time_zone) == ("Forum 2026", program, "America/Chicago")
    assert (cohort.agreements, cohort.reminder_minutes) == (["Listen.", "Make room."], [10080, 60])
    assert (cohort.accommodation_days, cohort.attendance_minutes) == (7, 30)
    assert (cohort.makeup_words, cohort.makeup_days) == (80, 10)
    assert cohort.zoom_registration
    assert cohort.recordings_publish_themselves
    assert [(h.history_user, h.history_change_reason) for h in cohort.history.all()] == [(admin_person, "Opened")]
    assert [phase.title for phase in cohort.phases.all()] == ["Level setting"]


def test_a_cohort_is_changed_and_its_program_stays(desk, admin_person, program):
    cohort = CohortFactory(program=program)
    url = reverse("admin:cohorts_cohort_change", args=[cohort.pk])
    assert desk.post(url, FORM | {"program": ProgramFactory().pk}).status_code == 302
    cohort.refresh_from_db()
    assert (cohort.title, cohort.program) == ("Forum 2026", program)
    assert cohort.history.first().history_user == admin_person
    desk.post(url, FORM)
    assert cohort.history.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reminder_minutes": "soon"}, "reminder_minutes"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "__all__"),
        ({"team_size_min": 6}, "__all__"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(desk, program, wrong, field):
    answer = desk.post(ADD, FORM | {"program": program.pk} | wrong)
    assert list(answer.context["adminform"].form.errors) == [field]
    assert 'value="Forum 2026"' in answer.content.decode()
    assert Cohort.objects.count() == 0


def test_a_cohort_that_somebody_has_been_in_is_not_deleted(desk):
    used = EnrollmentFactory().cohort
    assert desk.get(reverse("admin:cohorts_cohort_delete", args=[used.pk])).status_code == 403
    assert desk.get(reverse("admin:cohorts_cohort_delete", args=[CohortFactory().pk])).status_code == 200
