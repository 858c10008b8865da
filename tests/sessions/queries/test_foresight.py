from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from notifications.enums import MailState
from sessions.operations.schedule import cancel_session, move_session
from sessions.queries.foresight import foresee_addition, foresee_any_move, foresee_cancellation, foresee_move
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import PostFactory
from tests.factories.notifications import OutboxMailFactory
from tests.factories.sessions import (
    AccommodationRequestFactory,
    AgendaItemFactory,
    LiveSessionFactory,
    PromptFactory,
    ReminderFactory,
    StandingNeedFactory,
    ZoomMeetingFactory,
)
from tests.sessions.operations.test_schedule import remind

# Wednesday, September 21, 2022, 3:00 pm in New York.
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
NEW = datetime(2022, 10, 26, 19, tzinfo=UTC)
NOW = START - timedelta(days=3)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory(
        starts_at=START, title="Place Matters", cohort__reminder_minutes=[1440, 60], cohort__accommodation_days=5
    )


class TestAMove:
    def test_where_it_goes_and_who_is_told_and_reminded(self, live_session):
        remind(live_session)
        EnrollmentFactory(cohort=live_session.cohort)
        foresight = foresee_move(live_session, NEW, 120, NOW)
        assert foresight.told == [
            "One person has been told of the present date and gets a mail about the new one.",
            "2 people are reminded: Oct 25, 3:00 pm Eastern; Oct 26, 2:00 pm Eastern.",
        ]
        assert foresight.moves == [
            (
                "The session takes place on Wednesday, October 26, 3:00 – 5:00 pm Eastern. "
                "The schedule and calendars that follow it show it there."
            ),
            "No prompt hangs on the end of this session.",
        ]

    def test_it_foresees_the_mails_that_then_are_written(self, live_session):
        """Only those a mail has told, and who still take part; the withdrawn and those whose reminder waits are not counted."""
        told, gone = remind(live_session), remind(live_session)
        gone.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
        waits = EnrollmentFactory(cohort=live_session.cohort).person
        mail = OutboxMailFactory(recipient=waits, state=MailState.WAITING)
        ReminderFactory(person=waits, live_session=live_session, mail=mail)
        foresight = foresee_move(live_session, NEW, 90, NOW)
        assert foresight.told[0].startswith("One person has been told")
        move_session(live_session=live_session, starts_at=NEW, by=None, now=NOW)
        # Moved back at once: who was last told the old start, and no mail has left since, has nothing to hear.
        live_session.refresh_from_db()
        assert foresee_move(live_session, START, 90, NOW).told[0].startswith("Nobody has been reminded")
        assert told.pk

    def test_what_is_near_is_said_to_be_reminded_at_once(self, live_session):
        EnrollmentFactory(cohort=live_session.cohort)
        said = foresee_move(live_session, NOW + timedelta(hours=3), 90, NOW).told
        assert said[1:] == [
            "Those who get no other mail about it are reminded within minutes: it is near.",
            "1 person is reminded: Sep 18, 5:00 pm Eastern.",
        ]

    def test_into_the_past_nobody_is_told(self, live_session):
        remind(live_session)
        assert foresee_move(live_session, NOW - timedelta(days=1), 90, NOW).told == [
            "The new start has passed, so nobody gets a mail."
        ]

    def test_another_length_alone_tells_nobody(self, live_session):
        remind(live_session)
        AgendaItemFactory(live_session=live_session, minutes=90)
        foresight = foresee_move(live_session, START, 120, NOW)
        assert foresight.told == ["The start stays, so nobody gets a mail."]
        assert "Its agenda adds up to 90 minutes and must be brought to 120." in foresight.moves

    def test_to_where_it_is_nothing_would_change(self, live_session):
        assert foresee_move(live_session, START, 90, NOW).moves == [
            "This is where the session stands now: nothing would change."
        ]

    def test_which_prompts_open_when(self, live_session):
        own = START + timedelta(days=2)
        PromptFactory(live_session=live_session, position=1, thread__title="What do you hear?")
        PromptFactory(live_session=live_session, position=2, thread__title="What will you try?")
        PromptFactory(
            live_session=live_session, position=3, thread__title="Read first", opens_at=own, thread__opens_at=own
        )
        answered = PromptFactory(
            live_session=live_session,
            position=4,
            thread__title="Who are you?",
            thread__opens_at=NOW - timedelta(days=1),
        )
        PostFactory(thread=answered.thread)
        answered.thread.last_number = 1
        answered.thread.save()
        assert foresee_move(live_session, NEW, 90, NOW).moves[1:] == [
            (
                "Its 2 prompts open when the session ends, Oct 26, 4:30 pm Eastern: "
                "“What do you hear?”, “What will you try?”."
            ),
            "Keeps its own time: “Read first”.",
            "Has been answered and stays open: “Who are you?”.",
        ]

    def test_what_people_need_is_due_for_the_new_date(self, live_session):
        person = EnrollmentFactory(cohort=live_session.cohort).person
        AccommodationRequestFactory(live_session=live_session, person=person)
        assert foresee_move(live_session, NEW, 90, NOW).moves[-1] == (
            "1 person has asked for what they need: it is to be arranged for the new date, by Oct 19."
        )

    def test_before_a_date_is_typed(self, live_session):
        AgendaItemFactory(live_session=live_session, minutes=90)
        PromptFactory.create_batch(2, live_session=live_session)
        remind(live_session)
        foresight = foresee_any_move(live_session, NOW)
        assert foresight.told == [
            "One person has been told of the present date and gets a mail about the new one.",
            "Reminders not sent yet go out for the new date.",
        ]
        assert foresight.moves == [
            "Its 2 prompts open when the session ends on its new date.",
            "The agenda adds up to 90 minutes; with another length it has to be brought in line.",
        ]

    def test_before_a_date_is_typed_the_meeting_and_needs_are_said_too(self, live_session):
        ZoomMeetingFactory(live_session=live_session)
        person = EnrollmentFactory(cohort=live_session.cohort).person
        AccommodationRequestFactory(live_session=live_session, person=person)
        assert foresee_any_move(live_session, NOW).moves[1:] == [
            "Its meeting at Zoom follows.",
            "1 person has asked for what they need: it is to be arranged for the new date.",
        ]


class TestACancellation:
    def test_who_is_told_and_what_stays_closed(self, live_session):
        remind(live_session)
        PromptFactory(live_session=live_session)
        person = EnrollmentFactory(cohort=live_session.cohort).person
        AccommodationRequestFactory(live_session=live_session, person=person)
        foresight = foresee_cancellation(live_session, NOW)
        assert foresight.told == [
            "1 person has been told of it and gets a mail that it is cancelled, with the reason.",
            "Nobody is reminded of it any more.",
        ]
        assert foresight.moves == [
            "It stays in the schedule and in calendars, marked as cancelled, with the reason.",
            "Its prompt stays closed.",
            "1 person has asked for what they need at it: the coordinators call off what is arranged.",
        ]
        cancel_session(live_session=live_session, reason="Snow", by=None, now=NOW)

    def test_once_it_has_begun_nobody_gets_a_mail(self, live_session):
        remind(live_session)
        said = foresee_cancellation(live_session, START).told[0]
        assert said == "The session has begun, so nobody gets a mail any more."


def test_says_what_becomes_of_the_meeting_at_zoom(live_session):
    pasted = ZoomMeetingFactory(live_session=live_session, is_wanted=False)
    follows, is_taken_away = "Its meeting at Zoom follows.", "Its meeting at Zoom is taken away."
    assert follows not in foresee_move(live_session, NEW, 90, NOW).moves
    assert is_taken_away not in foresee_cancellation(live_session, NOW).moves
    pasted.is_wanted = True
    pasted.save()
    assert follows in foresee_move(live_session, NEW, 90, NOW).moves
    assert follows not in foresee_move(live_session, NOW - timedelta(days=1), 90, NOW).moves
    assert is_taken_away in foresee_cancellation(live_session, NOW).moves


def test_needs_for_every_session_are_among_what_is_to_be_arranged(live_session):
    person = EnrollmentFactory(cohort=live_session.cohort).person
    AccommodationRequestFactory(cohort=live_session.cohort, live_session=None, person=person)
    said = "1 person has asked for what they need: it is to be arranged for the new date, by "
    assert [move for move in foresee_move(live_session, NEW, 90, NOW).moves if move.startswith(said)]
    # Asked for once more, for this session alone, it is still one person.
    AccommodationRequestFactory(cohort=live_session.cohort, live_session=live_session, person=person)
    assert [move for move in foresee_move(live_session, NEW, 90, NOW).moves if move.startswith(said)]


class TestAnAddition:
    def test_nobody_is_told_now_and_all_are_reminded(self, live_session):
        EnrollmentFactory.create_batch(2, cohort=live_session.cohort)
        EnrollmentFactory(cohort=live_session.cohort, status=EnrollmentStatus.INVITED)
        foresight = foresee_addition(live_session.cohort, [(NEW, "module")], NOW)
        assert foresight.told == [
            "Nobody gets a mail now.",
            "2 people are reminded: Oct 25, 3:00 pm Eastern; Oct 26, 2:00 pm Eastern.",
        ]
        assert foresight.moves == ["The schedule and calendars that follow it show the new session at once."]

    def test_a_kind_with_reminders_of_its_own_is_reminded_by_them(self, live_session):
        cohort = live_session.cohort
        cohort.reminders_by_kind = {
            "workshop": {"before": [30], "after": None},
            "sharing": {"before": [], "after": None},
        }
        EnrollmentFactory(cohort=cohort)
        for kind, said in (("workshop", ["1 person is reminded: Oct 26, 2:30 pm Eastern."]), ("sharing", [])):
            assert foresee_addition(cohort, [(NEW, kind)], NOW).told == ["Nobody gets a mail now.", *said]

    def test_a_series_names_the_first_reminders(self, live_session):
        EnrollmentFactory(cohort=live_session.cohort)
        foresight = foresee_addition(
            live_session.cohort, [(NEW + timedelta(weeks=week), "module") for week in range(3)], NOW
        )
        assert foresight.told[1] == (
            "1 person is reminded: Oct 25, 3:00 pm Eastern; Oct 26, 2:00 pm Eastern; "
            "Nov 1, 3:00 pm Eastern; Nov 2, 2:00 pm Eastern …."
        )
        assert foresight.moves == ["The schedule and calendars that follow it show the 3 new sessions at once."]

    def test_what_people_need_at_every_session_is_counted(self, live_session):
        """Also of those whom no coordinator has answered, each once; not of who has left."""
        answered, fresh, gone = (StandingNeedFactory().person for _one in range(3))
        for person in (answered, fresh, gone):
            EnrollmentFactory(cohort=live_session.cohort, person=person)
        AccommodationRequestFactory(cohort=live_session.cohort, live_session=None, person=answered)
        gone.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
        StandingNeedFactory(person=EnrollmentFactory().person)
        words = "2 people need something at every session: it is to be arranged for"
        assert foresee_addition(live_session.cohort, [(NEW, "module")], NOW).moves[1:] == [f"{words} this one too."]
        two = [(NEW, "module"), (NEW + timedelta(weeks=1), "module")]
        assert foresee_addition(live_session.cohort, two, NOW).moves[1:] == [f"{words} these too."]
        assert foresee_addition(live_session.cohort, [(NOW - timedelta(days=1), "module")], NOW).moves[1:] == []

    def test_one_in_the_past_reminds_nobody(self, live_session):
        EnrollmentFactory(cohort=live_session.cohort)
        assert foresee_addition(live_session.cohort, [(NOW - timedelta(days=1), "module")], NOW).told == [
            "Nobody gets a mail now."
        ]


def test_it_costs_the_same_with_one_and_with_three(live_session, django_assert_num_queries):
    for _number in range(2):
        remind(live_session)
        PromptFactory(live_session=live_session)
        person = EnrollmentFactory(cohort=live_session.cohort).person
        AccommodationRequestFactory(live_session=live_session, person=person)
        with django_assert_num_queries(8):
            foresee_move(live_session, NEW, 90, NOW)
        with django_assert_num_queries(5):
            foresee_cancellation(live_session, NOW)
