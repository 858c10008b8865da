from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from sessions.enums import ZoomState
from sessions.models import ZoomRegistrant
from sessions.operations.zoom_desk import bring_along_again
from sessions.operations.zoom_meetings import send_to_work
from sessions.operations.zoom_registrants import keep_people_registered, somebody_came_or_went
from sessions.queries.room import room_link
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.sessions.zoom.standin.faults import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(zoom_registration=True)


def emails(at_zoom, meeting):
    return sorted(row["email"] for row in at_zoom.standin.registrants[meeting.meeting_id])


def test_everybody_who_takes_part_has_a_link_of_their_own(at_zoom, cohort):
    ana = EnrollmentFactory(cohort=cohort, person__email="ana@example.org", person__name="Ana Ruiz Ortiz")
    EnrollmentFactory(cohort=cohort, person__email="cedar@example.org", person__name="")
    EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.WITHDRAWN)
    EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.INVITED)
    EnrollmentFactory(cohort=cohort, person__is_active=False)
    EnrollmentFactory()
    live_session, meeting = at_zoom.made(cohort)
    assert emails(at_zoom, meeting) == ["ana@example.org", "cedar@example.org"]
    own = ZoomRegistrant.objects.get(enrollment=ana)
    assert room_link(live_session, ana.person) == own.join_url
    assert own.join_url.startswith("https://us02web.zoom.us/w/")
    # Somebody who isn't registered yet gets the meeting's.
    late = EnrollmentFactory(cohort=cohort)
    assert room_link(live_session, late.person) == meeting.join_url


def test_without_the_cohorts_wish_nobody_is(at_zoom):
    enrollment = EnrollmentFactory()
    _, meeting = at_zoom.made(enrollment.cohort)
    assert (emails(at_zoom, meeting), ZoomRegistrant.objects.count()) == ([], 0)


def test_who_leaves_is_taken_back_and_a_new_address_is_registered(at_zoom, cohort):
    leaving = EnrollmentFactory(cohort=cohort)
    moving = EnrollmentFactory(cohort=cohort)
    _, meeting = at_zoom.made(cohort)
    assert not somebody_came_or_went(meeting)
    leaving.status = EnrollmentStatus.WITHDRAWN
    leaving.save()
    moving.person.email = "new@example.org"
    moving.person.save()
    assert somebody_came_or_went(meeting)
    send_to_work(meeting)
    at_zoom.work()
    assert emails(at_zoom, meeting) == ["new@example.org"]
    assert ZoomRegistrant.objects.get().enrollment == moving


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.SERVER_ERROR_AFTER])
def test_nobody_is_registered_twice_whatever_zoom_answers(at_zoom, cohort, fault):
    EnrollmentFactory.create_batch(3, cohort=cohort)
    # Creating, three lists, the first registration is done and not answered.
    at_zoom.fail(*[Fault.NONE] * 4, fault)
    _, meeting = at_zoom.made(cohort)
    assert (meeting.state, len(emails(at_zoom, meeting)), len(set(emails(at_zoom, meeting)))) == (
        ZoomState.STANDING, 3, 3,
    )  # fmt: skip


def test_where_it_fails_the_room_is_open_all_the_same(at_zoom, cohort):
    person = EnrollmentFactory(cohort=cohort).person
    at_zoom.fail(Fault.NONE)
    at_zoom.be_away()
    live_session, meeting = at_zoom.made(cohort)
    assert (meeting.state, meeting.error_kind) == (ZoomState.FAILED, "ZoomIsAway")
    assert room_link(live_session, person) == meeting.join_url != ""
    at_zoom.come_back()
    bring_along_again(live_session=live_session, now=at_zoom.clock())
    at_zoom.work()
    assert len(emails(at_zoom, meeting)) == 1


def test_many_are_registered_in_handfuls_and_in_time(at_zoom, cohort):
    _, meeting = at_zoom.made(cohort)
    EnrollmentFactory.create_batch(45, cohort=cohort)
    until = at_zoom.clock() + timedelta(seconds=2)

    def clock():
        at_zoom.clock.pass_by(seconds=0.05)
        return at_zoom.clock()

    assert not keep_people_registered(meeting=meeting, zoom=at_zoom.zoom, clock=clock, until=until)
    assert ZoomRegistrant.objects.count() == 40
    later = until + timedelta(minutes=1)
    assert keep_people_registered(meeting=meeting, zoom=at_zoom.zoom, clock=clock, until=later)
    assert (ZoomRegistrant.objects.count(), len(emails(at_zoom, meeting))) == (45, 45)
