from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from notifications.models import Notice, OutboxMail
from notifications.queries import notice_page
from sessions.enums import SessionStatus
from sessions.models import LiveSession, Material, Prompt, Recording
from sessions.operations.telling import tell_of_change, tell_whats_new
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.notifications import PreferenceFactory
from tests.factories.sessions import LiveSessionFactory, MaterialFactory, PromptFactory, RecordingFactory
from tests.sessions.mailroom import at, cancel, deliver, move, ring

pytestmark = pytest.mark.django_db
NOW = at("2026-09-16 19:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cohort():
    return CohortFactory(title="Clinics", time_zone="America/New_York")


@pytest.fixture
def ana(cohort):
    return EnrollmentFactory(cohort=cohort, person__email="ana@example.org", person__name="Ana").person


def session_of(cohort, made=NOW - HOUR, **facts):
    usual = {"title": "Place Matters", "label": "", "starts_at": NOW + 7 * DAY, "minutes": 90}
    live_session = LiveSessionFactory(cohort=cohort, **usual | facts)
    LiveSession.objects.filter(pk=live_session.pk).update(created_at=made)
    return live_session


def old_session(cohort, **facts):
    """One that is no news itself."""
    return session_of(cohort, made=NOW - 30 * DAY, **facts)


def told():
    return sorted(Notice.objects.values_list("person__email", "matter"))


def lines(person, now=NOW):
    return [row.shown.line for row in notice_page(person, now).rows]


# --- What is new ----------------------------------------------------------------------------------


def test_a_new_session_is_told_once_to_those_who_are_in(cohort, ana):
    EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.INVITED)
    EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.WITHDRAWN)
    EnrollmentFactory(cohort=cohort, person__is_active=False)
    EnrollmentFactory(cohort=CohortFactory(program=cohort.program))
    session_of(cohort)

    assert [tell_whats_new(now=NOW), tell_whats_new(now=NOW)] == [1, 0]

    assert told() == [("ana@example.org", "live_sessions.scheduled")]
    when = "Wednesday, September 23, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern"
    assert lines(ana) == [f"New on the schedule: “Place Matters”, {when}"]


def test_those_scheduled_together_are_told_together(cohort, ana):
    for week in (3, 1, 2):
        session_of(cohort, title=f"Week {week}", starts_at=NOW + week * 7 * DAY)
    assert tell_whats_new(now=NOW) == 1
    (line,) = lines(ana)
    assert line.startswith("3 new sessions on the schedule, the first “Week 1”, Wednesday, September 23,")
    # Of those cancelled since, nothing is said.
    LiveSession.objects.filter(title__in=["Week 1", "Week 2"]).update(status=SessionStatus.CANCELLED)
    (line,) = lines(ana)
    assert line.startswith("New on the schedule: “Week 3”")


def test_what_is_old_past_or_over_is_no_news(cohort, ana):
    session_of(cohort, made=NOW - 2 * DAY)
    session_of(cohort, starts_at=NOW - HOUR)
    session_of(cohort, status=SessionStatus.CANCELLED)
    over = session_of(CohortFactory(status=CohortStatus.COMPLETED))
    EnrollmentFactory(cohort=over.cohort, person=ana)
    assert tell_whats_new(now=NOW) == 0
    assert told() == []


def test_prompts_are_told_when_they_open_by_the_clock(cohort, ana):
    observer = EnrollmentFactory(cohort=cohort, role=Role.OBSERVER).person
    live_session = old_session(cohort, starts_at=NOW - HOUR)
    for title in ("What did you hear?", "What will you try?"):
        PromptFactory(live_session=live_session, thread__title=title, thread__opens_at=NOW)
    assert tell_whats_new(now=NOW - timedelta(minutes=1)) == 0
    assert [tell_whats_new(now=NOW), tell_whats_new(now=NOW)] == [1, 0]
    assert told() == [("ana@example.org", "live_sessions.prompts")]
    assert lines(ana) == ["The 2 prompts of “Place Matters” are open"]
    assert lines(observer) == []
    # Moved, they aren't open any more.
    for prompt in Prompt.objects.select_related("thread"):
        prompt.thread.opens_at = NOW + DAY
        prompt.thread.save()
    assert lines(ana) == []


def test_a_recording_is_told_when_it_is_published(cohort, ana):
    recording = RecordingFactory(live_session=old_session(cohort, starts_at=NOW - DAY), published_at=None)
    assert tell_whats_new(now=NOW) == 0
    Recording.objects.update(published_at=NOW)
    assert [tell_whats_new(now=NOW), tell_whats_new(now=NOW)] == [1, 0]
    assert lines(ana) == ["The recording of “Place Matters” is here"]
    assert notice_page(ana, NOW).rows[0].shown.url == recording.get_absolute_url()
    # Held back again, it isn't told.
    Recording.objects.update(published_at=None)
    assert lines(ana) == []


def test_materials_added_in_one_sitting_are_one_notice(cohort, ana):
    live_session = old_session(cohort)
    for title in ("Slides", "Reading"):
        MaterialFactory(live_session=live_session, title=title, added_at=NOW)
    assert [tell_whats_new(now=NOW), tell_whats_new(now=NOW)] == [1, 0]
    assert [(row.shown.line, row.shown.quote) for row in notice_page(ana, NOW).rows] == [
        ("New materials for “Place Matters”", "Slides, Reading")
    ]
    Material.objects.all().delete()
    assert lines(ana) == []


def test_whoever_wants_it_gets_it_by_mail_unless_they_left(cohort, ana):
    ben = EnrollmentFactory(cohort=cohort, person__email="ben@example.org").person
    for person in (ana, ben):
        PreferenceFactory(person=person, matter="live_sessions.scheduled", place=str(cohort.pk), channel="mail")
    session_of(cohort)
    tell_whats_new(now=NOW)
    ben.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    (mail,) = deliver(NOW)
    assert mail.to == ["ana@example.org"]
    assert mail.subject.startswith("New on the schedule: “Place Matters”")
    assert sorted(OutboxMail.objects.values_list("state", "reason")) == [
        ("sent", ""),
        ("skipped", "They can’t see any more what it is about."),
    ]


@pytest.mark.parametrize("people", [1, 20])
def test_telling_costs_the_same_for_any_number_of_people(cohort, people, django_assert_num_queries):
    EnrollmentFactory.create_batch(people, cohort=cohort)
    session_of(cohort)
    # Sessions and which of them are told; prompts, recordings, materials; that it is told (with a savepoint), who is in, what
    # they want, the notices; two savepoints and their ends.
    with django_assert_num_queries(16):
        tell_whats_new(now=NOW)
    assert Notice.objects.count() == people


# --- What changes, and what comes soon ------------------------------------------------------------


def test_of_a_move_everybody_in_the_cohort_is_told(cohort, ana):
    live_session = old_session(cohort)
    move(live_session, NOW + 14 * DAY, now=NOW)
    assert told() == [("ana@example.org", "live_sessions.changed")]
    when = "Wednesday, September 30, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern"
    assert lines(ana) == [f"“Place Matters” was moved: it is on {when}"]
    cancel(live_session, now=NOW)
    assert lines(ana) == ["“Place Matters” was cancelled", "“Place Matters” was cancelled"]


def test_of_the_past_nothing_is_told(cohort, ana):
    tell_of_change(live_session=old_session(cohort, starts_at=NOW), now=NOW)
    assert told() == []


def test_a_session_that_is_soon_stands_once_however_often_it_is_reminded_of(cohort, ana):
    live_session = old_session(cohort)
    mails = [mail.subject for now in (NOW, NOW + 6 * DAY) for mail in ring(now)]
    assert len(mails) == 2
    assert told() == [("ana@example.org", "live_sessions.soon")]
    when = "Wednesday, September 23, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern"
    assert lines(ana) == [f"“Place Matters”: {when}"]
    # Of a time that is no more, nothing is said.
    LiveSession.objects.filter(pk=live_session.pk).update(starts_at=NOW + 8 * DAY)
    assert lines(ana) == []


def test_whoever_wants_no_reminders_by_mail_gets_none(cohort, ana):
    PreferenceFactory(person=ana, matter="live_sessions.soon", place=str(cohort.pk), channel="portal")
    old_session(cohort)
    assert ring(NOW) == []
    assert OutboxMail.objects.get().reason == "They want to read this in the portal only."
    assert told() == [("ana@example.org", "live_sessions.soon")]
