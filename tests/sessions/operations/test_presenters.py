from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts.enums import EnrollmentStatus
from sessions.operations.presenters import MOST_PRESENTERS, Presenting, UnableToSetPresenters, set_presenters
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory

NOW = datetime(2022, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory()


def put(live_session, *rows, by=None):
    set_presenters(live_session=live_session, rows=rows, by=by, now=NOW)


def names(live_session):
    return list(live_session.presenters.order_by("position").values_list("name", flat=True))


def test_they_stand_in_the_order_in_which_they_are_named(live_session):
    put(live_session, Presenting(name="B. Ng", role="Clinic"), Presenting(name="A. Diaz", bio="Nurse."))
    assert names(live_session) == ["B. Ng", "A. Diaz"]
    put(live_session, Presenting(name="A. Diaz"))
    assert names(live_session) == ["A. Diaz"]
    put(live_session)
    assert names(live_session) == []


def test_a_person_of_the_cohort_goes_by_their_own_name(live_session):
    person = EnrollmentFactory(cohort=live_session.cohort, person__name="Kim Reyes").person
    put(live_session, Presenting(person=person, role="Riverside"), Presenting(name="Dr. Reyes", person=person))
    assert list(live_session.presenters.order_by("position").values_list("name", "person")) == [
        ("Kim Reyes", person.pk), ("Dr. Reyes", person.pk),
    ]  # fmt: skip


def test_people_from_elsewhere_are_refused(live_session):
    with pytest.raises(UnableToSetPresenters, match="Kim Reyes is not active in this cohort"):
        put(live_session, Presenting(name="B. Ng"), Presenting(person=UserFactory(name="Kim Reyes")))
    assert names(live_session) == []


def test_who_stood_there_before_leaving_the_cohort_stays(live_session):
    enrollment = EnrollmentFactory(cohort=live_session.cohort, person__name="Kim Reyes")
    put(live_session, Presenting(person=enrollment.person))
    enrollment.status = EnrollmentStatus.WITHDRAWN
    enrollment.save()
    put(live_session, Presenting(person=enrollment.person), Presenting(name="B. Ng"))
    assert names(live_session) == ["Kim Reyes", "B. Ng"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Presenting(name="  "), "Name: "),
        (Presenting(name="x" * 121), "Name: "),
        (Presenting(name="B. Ng", role="x" * 161), "Role or organization: "),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(live_session, row, sentence):
    put(live_session, Presenting(name="A. Diaz"))
    with pytest.raises(UnableToSetPresenters, match=sentence):
        put(live_session, row)
    assert names(live_session) == ["A. Diaz"]


def test_there_are_not_too_many(live_session):
    with pytest.raises(UnableToSetPresenters, match="at most 20"):
        put(live_session, *[Presenting(name="A. Diaz")] * (MOST_PRESENTERS + 1))


def test_history_says_who_and_nothing_where_nothing_changed(live_session):
    facilitator = UserFactory()
    put(live_session, Presenting(name="A. Diaz"), by=facilitator)
    put(live_session, Presenting(name="A. Diaz"), by=facilitator)
    changes = live_session.history.filter(history_change_reason="Presenters changed")
    assert [entry.history_user for entry in changes] == [facilitator]
