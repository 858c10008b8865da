"""Reminders by kind of session, as the coordinators set them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, Role
from cohorts.models import Cohort
from sessions.operations.reminder_times import UnknownSessionKind, set_reminders_by_kind
from tests.discussions.pages import parsed, text_of
from tests.factories.cohorts import CohortFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db
EMPTY = {
    f"{end}-{kind}": ""
    for kind in ("opening", "module", "workshop", "kick_off", "coaching_clinic", "sharing", "closing")
    for end in ("before", "after")
}


@pytest.fixture
def cohort():
    return CohortFactory(reminder_minutes=[10080, 60], reminder_minutes_after=[])


@pytest.fixture
def coordinator(client, cohort):
    person = EnrollmentFactory(cohort=cohort, role=Role.COORDINATOR).person
    client.force_login(person)
    client.get("/me/")
    return person


def address(cohort):
    return reverse("sessions:reminders", args=[cohort.slug])


def by_kind(cohort):
    return Cohort.objects.get(pk=cohort.pk).reminders_by_kind


def values(page):
    return {field.get("name"): field.get("value") or "" for field in page.iter("input") if field.get("name") in EMPTY}


def test_they_are_set_shown_and_taken_back(client, cohort, coordinator):
    typed = EMPTY | {"before-workshop": "3 days, 2 hours", "after-workshop": "1 day", "before-closing": "None"}
    page = parsed(client.post(address(cohort), typed, follow=True))
    assert "The reminders are saved." in text_of(page)
    assert by_kind(cohort) == {"workshop": {"before": [4320, 120], "after": [1440]}, "closing": {"before": []}}
    assert values(page) == EMPTY | {
        "before-workshop": "3 days, 2 hours", "after-workshop": "1 day", "before-closing": "none"
    }  # fmt: skip
    entry = Cohort.objects.get(pk=cohort.pk).history.latest()
    assert entry.history_user == coordinator
    client.post(address(cohort), EMPTY)
    assert by_kind(cohort) == {}


def test_it_says_what_holds_for_all_sessions(client, cohort, coordinator):
    words = text_of(parsed(client.get(address(cohort))))
    assert "Empty: as for all sessions, 7 days, 1 hour." in words
    assert "Empty: as for all sessions, none." in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"before-module": "soon"}, "“soon” is not a length of time."),
        ({"before-module": "61 days"}, "“61 days”: a reminder is sent 1 minute to 60 days before."),
        ({"after-module": "0 hours"}, "“0 hours”: a reminder is sent 1 minute to 60 days after the end."),
    ],
)
def test_what_is_no_length_is_refused_with_a_sentence(client, cohort, coordinator, typed, said):
    page = parsed(client.post(address(cohort), EMPTY | typed))
    assert said in text_of(page)
    assert values(page) == EMPTY | typed
    assert by_kind(cohort) == {}


def test_in_spanish_what_stands_there_can_be_saved_again(client, cohort, coordinator):
    coordinator.language = "es"
    coordinator.save()
    client.post(address(cohort), EMPTY | {"before-module": "2 semanas, 3 días", "after-module": "ninguno"})
    shown = values(parsed(client.get(address(cohort))))
    assert by_kind(cohort) == {"module": {"before": [20160, 4320], "after": []}}
    client.post(address(cohort), shown)
    assert by_kind(cohort) == {"module": {"before": [20160, 4320], "after": []}}


def test_two_coordinators_take_nothing_back_from_each_other(client, cohort, coordinator):
    seen = next(
        field.get("value") for field in parsed(client.get(address(cohort))).iter("input") if field.get("name") == "seen"
    )
    set_reminders_by_kind(cohort=cohort, changes={("sharing", "before"): [30]}, by=coordinator, now=None)
    client.post(address(cohort), EMPTY | {"seen": seen, "before-module": "1 day"})
    assert by_kind(cohort) == {"sharing": {"before": [30]}, "module": {"before": [1440]}}


def test_a_kind_that_there_is_not_is_refused(cohort, coordinator):
    with pytest.raises(UnknownSessionKind, match="no sessions of this kind"):
        set_reminders_by_kind(cohort=cohort, changes={("party", "before"): [30]}, by=coordinator, now=None)


def test_a_cohort_that_is_over_takes_none(client, cohort, coordinator):
    Cohort.objects.filter(pk=cohort.pk).update(status=CohortStatus.COMPLETED)
    assert "nobody is reminded of anything" in text_of(parsed(client.get(address(cohort))))
    client.post(address(cohort), EMPTY | {"before-module": "1 day"})
    assert by_kind(cohort) == {}
