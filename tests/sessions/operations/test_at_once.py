"""Two tabs, or two clicks, at the same moment. The twin at the end shows what the lock keeps from happening."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sessions.enums import Attended, PresenceSource
from sessions.models import (
    AccommodationMessage,
    AccommodationRequest,
    Apology,
    Correction,
    LiveSession,
    Material,
    Presence,
    Prompt,
    Reflection,
    ReportImport,
)
from sessions.operations.accommodations import Needed, ask_for_session, write_message
from sessions.operations.apologies import apologize
from sessions.operations.attendance import check_in, tick
from sessions.operations.attendance_by_hand import correct
from sessions.operations.attendance_reports import import_report
from sessions.operations.materials import add_file, add_link
from sessions.operations.prompts import add_prompt
from sessions.operations.reflections import WrittenElsewhere, save_reflection, share_reflection
from sessions.operations.schedule import cancel_session, move_session, schedule_session
from sessions.operations.series import SeriesRow, schedule_series
from sessions.operations.standing_needs import take_up, write_standing_need
from tests.at_once import at_once
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory, StandingNeedFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2022, 4, 1, tzinfo=UTC)
START = datetime(2022, 4, 20, 19, tzinfo=UTC)


def test_the_same_session_twice_is_one():
    cohort = CohortFactory()

    def schedule():
        return schedule_session(cohort=cohort, title="Opening", starts_at=START, minutes=90, by=None, now=NOW)

    assert at_once(*[schedule] * 4) == [LiveSession.objects.get()] * 4
    assert cohort.boards.count() == 1


def test_two_sessions_of_one_name_get_two_addresses():
    cohort = CohortFactory()

    def schedule(days):
        starts_at = START + timedelta(days=days)
        return lambda: schedule_session(
            cohort=cohort, title="Clinic", starts_at=starts_at, minutes=60, by=None, now=NOW
        )

    sessions = at_once(*(schedule(days) for days in range(3)))
    assert {live_session.slug for live_session in sessions} == {"clinic", "clinic-2", "clinic-3"}


def test_the_same_series_twice_is_one():
    cohort = CohortFactory()
    rows = [SeriesRow(day=date(2022, 4, day), wall_time=time(15), minutes=90, title="Module") for day in (6, 13, 20)]
    first, second = at_once(*[lambda: schedule_series(cohort=cohort, rows=rows, by=None, now=NOW)] * 2)
    assert first == second == list(LiveSession.objects.order_by("starts_at"))


def test_the_same_need_asked_for_twice_is_one_request_and_the_same_line_is_one():
    live_session = LiveSessionFactory(starts_at=START)
    person = EnrollmentFactory(cohort=live_session.cohort).person
    needed = Needed(("captioning",))
    at_once(*[lambda: ask_for_session(live_session=live_session, needed=needed, by=person, now=NOW)] * 3)
    request = AccommodationRequest.objects.get()
    assert request.history.count() == 1
    at_once(*[lambda: write_message(request=request, body="Hello", by=person, now=NOW)] * 3)
    assert AccommodationMessage.objects.count() == 1


def test_a_standing_need_written_and_taken_up_at_once_is_one_request():
    enrollment = EnrollmentFactory()
    person = StandingNeedFactory(person=enrollment.person).person
    at_once(
        lambda: take_up(enrollment=enrollment, by=person, now=NOW),
        lambda: take_up(enrollment=enrollment, by=person, now=NOW),
        lambda: write_standing_need(person=person, needed=Needed(("asl",)), by=person, now=NOW),
    )
    assert AccommodationRequest.objects.get().kinds == ["asl"]


def test_two_tabs_that_save_at_once_are_one_reflection_and_none_is_written_over():
    live_session = LiveSessionFactory(starts_at=NOW)
    person = EnrollmentFactory(cohort=live_session.cohort).person

    def save(body, version):
        return lambda: save_reflection(live_session=live_session, body=body, version=version, by=person, now=NOW)

    for version in (0, 1):
        ended = at_once(*(save(f"tab {tab}, {version}", version) for tab in range(3)))
        assert [type(one) for one in ended if isinstance(one, Exception)] == [WrittenElsewhere] * 2
        assert Reflection.objects.get().version == version + 1
    at_once(*[lambda: share_reflection(live_session=live_session, version=2, by=person, now=NOW)] * 3)
    assert Reflection.objects.get().history.count() == 1


def test_the_same_prompt_and_the_same_link_twice_are_one():
    live_session = LiveSessionFactory(starts_at=START)
    at_once(*[lambda: add_prompt(live_session=live_session, title="Why?", by=None, now=NOW)] * 3)
    assert Prompt.objects.count() == 1
    link = {"title": "Reading", "url": "https://example.org/r"}
    at_once(*[lambda: add_link(live_session=live_session, **link, by=None, now=NOW)] * 3)
    assert Material.objects.count() == 1


def test_the_same_file_sent_many_times_is_one():
    live_session = LiveSessionFactory(starts_at=START)
    content = b"%PDF-1.7\n%%EOF\n"

    def put():
        upload = SimpleUploadedFile("Slides.pdf", content)
        return add_file(live_session=live_session, upload=upload, by=None, now=NOW)

    assert at_once(*[put] * 8) == [Material.objects.get()] * 8
    stored = Path(Material.objects.get().file.path).parent
    assert len(list(stored.iterdir())) == 1


def test_moved_in_two_tabs_the_prompts_follow_the_one_that_came_last():
    prompt = PromptFactory(live_session__starts_at=START)

    def move(days):
        starts_at = START + timedelta(days=days)
        return lambda: move_session(live_session=prompt.live_session, starts_at=starts_at, by=None, now=NOW)

    at_once(move(1), move(2))
    live_session = LiveSession.objects.get()
    prompt.thread.refresh_from_db()
    assert live_session.sequence == 2
    assert prompt.thread.opens_at == live_session.ends_at


def test_cancelled_in_two_tabs_it_is_cancelled_once():
    live_session = LiveSessionFactory(starts_at=START)
    at_once(*[lambda: cancel_session(live_session=live_session, reason="Snow", by=None, now=NOW)] * 2)
    live_session.refresh_from_db()
    assert (live_session.sequence, live_session.history.filter(status="cancelled").count()) == (1, 1)


def test_a_press_of_join_in_two_tabs_is_one_presence():
    live_session = LiveSessionFactory(starts_at=START)
    person = EnrollmentFactory(cohort=live_session.cohort).person
    how = PresenceSource.JOIN_BUTTON
    told = at_once(*[lambda: check_in(live_session=live_session, person=person, how=how, now=START)] * 4)
    assert told == [Presence.objects.get()] * 4


def test_two_facilitators_who_tick_at_once_both_have_ticked():
    live_session = LiveSessionFactory(starts_at=START)
    ana, bo, by = (EnrollmentFactory(cohort=live_session.cohort).person for _one in range(3))

    def ticks(*people):
        ticked = [person.pk for person in people]
        return lambda: tick(live_session=live_session, ticked=ticked, unticked=[], by=by, now=START)

    at_once(ticks(ana), ticks(ana, bo), ticks(bo))
    assert set(Presence.objects.values_list("person", flat=True)) == {ana.pk, bo.pk}
    assert Presence.objects.count() == 2


def test_two_who_correct_at_once_leave_one_correction_and_both_in_its_history():
    live_session = LiveSessionFactory(starts_at=START)
    person, one, other = (EnrollmentFactory(cohort=live_session.cohort).person for _one in range(3))

    def says(by, state):
        told = {"live_session": live_session, "person": person, "reason": "Because.", "now": START}
        return lambda: correct(by=by, state=state, **told)

    at_once(says(one, Attended.LIVE), says(other, Attended.EXCUSED))
    assert Correction.objects.get().history.count() == 2


def test_a_report_brought_twice_at_once_is_noted_once():
    live_session = LiveSessionFactory(starts_at=START)
    by = EnrollmentFactory(cohort=live_session.cohort).person
    rows = "\r\n".join(f"Person {n},04/20/2022 03:00 PM,04/20/2022 04:{n:02} PM,60" for n in range(20))
    data = f"Name,Join Time,Leave Time,Duration (Minutes)\r\n{rows}\r\n".encode()

    def bring():
        zone, name = ZoneInfo("America/New_York"), "report.csv"
        return import_report(live_session=live_session, data=data, zone=zone, file_name=name, by=by, now=START)

    plans = at_once(*[bring] * 3)
    assert sorted(plan.new for plan in plans) == [0, 0, 20]
    assert (Presence.objects.count(), ReportImport.objects.count()) == (20, 1)


def test_an_apology_sent_twice_is_one():
    live_session = LiveSessionFactory(starts_at=START)
    by = EnrollmentFactory(cohort=live_session.cohort).person
    at_once(*[lambda: apologize(live_session=live_session, word="Ill.", by=by, now=NOW)] * 3)
    assert Apology.objects.count() == 1


def test_without_the_lock_it_would_be_two():
    cohort = CohortFactory()
    between = Barrier(2, timeout=20)

    def careless():
        stands = cohort.live_sessions.filter(title="Opening", starts_at=START).exists()
        between.wait()
        return stands or LiveSessionFactory(cohort=cohort, title="Opening", starts_at=START)

    at_once(careless, careless)
    assert LiveSession.objects.count() == 2
