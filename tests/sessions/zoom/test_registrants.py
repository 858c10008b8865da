from __future__ import annotations

import pytest

from sessions.zoom.drafts import Options
from sessions.zoom.errors import OutcomeUnknown, RegistrationClosed
from sessions.zoom.registrants import Person
from tests.sessions.zoom.conftest import a_draft, asked
from tests.sessions.zoom.standin.faults import Fault

ANA, BO = Person("ana@example.org", "Ana", "Núñez"), Person("Bo@example.org", "Bo")


@pytest.fixture
def meeting(zoom):
    return zoom.meetings.create(a_draft(options=Options(registration=True)))


def test_each_has_a_link_of_their_own(zoom, meeting):
    ana, bo = zoom.registrants.add_all(meeting.id, [ANA, BO])
    assert (ana.email, bo.email, ana.status) == ("ana@example.org", "Bo@example.org", "approved")
    assert ana.join_url != bo.join_url
    assert ana.join_url not in repr(ana)


def test_twice_is_once_however_the_address_is_written(zoom, standin, meeting):
    first = zoom.registrants.add(meeting.id, BO)
    again = zoom.registrants.add(meeting.id, Person("bo@EXAMPLE.org", "Bo"))
    assert again == first
    assert len(asked(standin, "POST")) == 2  # the meeting, and one registration


@pytest.mark.parametrize(
    "fault", [Fault.DROP_AFTER, Fault.SLOW_AFTER, Fault.SERVER_ERROR_AFTER], ids=lambda fault: fault.name
)
def test_a_registration_of_which_no_answer_came_is_found(zoom, standin, meeting, fault):
    standin.faults.extend([Fault.NONE] * 3 + [fault])
    ana = zoom.registrants.add(meeting.id, ANA)
    assert [row["id"] for row in standin.registrants[meeting.id]] == [ana.id]


def test_a_registration_that_never_arrived_is_for_the_next_try(zoom, standin, meeting):
    standin.faults.extend([Fault.NONE] * 3 + [Fault.DROP_BEFORE])
    with pytest.raises(OutcomeUnknown):
        zoom.registrants.add(meeting.id, ANA)
    assert zoom.registrants.add(meeting.id, ANA).email == "ana@example.org"
    assert len(standin.registrants[meeting.id]) == 1


def test_after_an_error_in_the_middle_nobody_is_added_twice(zoom, standin, meeting):
    people = [Person(f"p{n}@example.org", f"P{n}") for n in range(5)]
    standin.faults.extend([Fault.NONE] * 5 + [Fault.HTML])
    with pytest.raises(Exception, match="could not be read"):
        zoom.registrants.add_all(meeting.id, people)

    added = zoom.registrants.add_all(meeting.id, people)

    assert [who.email for who in added] == [person.email for person in people]
    assert len(standin.registrants[meeting.id]) == 5


def test_many_are_cancelled_in_parts_zoom_takes(zoom, standin, meeting):
    added = zoom.registrants.add_all(meeting.id, [Person(f"p{n}@example.org", "P") for n in range(65)])
    zoom.registrants.cancel(meeting.id, added[1:])
    assert [row["email"] for row in standin.registrants[meeting.id]] == ["p0@example.org"]
    assert len(asked(standin, "PUT")) == 3


def test_a_meeting_without_registration(zoom):
    meeting = zoom.meetings.create(a_draft())
    with pytest.raises(RegistrationClosed, match=r"not been enabled.*Switch registration on"):
        zoom.registrants.add(meeting.id, ANA)
