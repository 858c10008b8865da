from __future__ import annotations

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from notifications.leaving import leaving_url
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import (
    A_WEEK_LATER,
    ANA,
    BEN,
    DAY_BEFORE,
    HOUR_BEFORE,
    MINUTE,
    REMINDER,
    STARTS_AT,
    WEEK_BEFORE,
    at,
    cancel,
    deliver,
    ledger,
    move,
    plan,
    reasons,
    ring,
    subjects,
)

pytestmark = pytest.mark.django_db


def test_one_mail_at_each_offset(live_session, enrollment):
    mails = {
        now: subjects(ring(now) + ring(now + MINUTE))
        for now in (WEEK_BEFORE - MINUTE, WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE)
    }

    assert mails == {
        WEEK_BEFORE - MINUTE: [(ANA, REMINDER)],
        WEEK_BEFORE: [],
        DAY_BEFORE: [(ANA, "Tomorrow, 12:00 pm Pacific · Session 5: Place Matters")],
        HOUR_BEFORE: [(ANA, "Today, 12:00 pm Pacific · Session 5: Place Matters")],
    }
    assert ring(STARTS_AT) == []


def test_reminders_keep_the_wall_clock_over_a_change_of_clocks():
    """Clocks go back on 6 November 2022: a week before is 4 pm by a clock in New York, the session stays at 3 pm."""
    live_session = LiveSessionFactory(label="", title="Place Matters", starts_at=at("2022-11-09 20:00"))
    for name, zone in {
        "anchorage": "America/Anchorage",
        "new-york": "America/New_York",
        "phoenix": "America/Phoenix",
    }.items():
        EnrollmentFactory(cohort=live_session.cohort, person__email=f"{name}@example.org", person__time_zone=zone)

    assert subjects(ring(at("2022-11-02 19:59"))) == []
    assert subjects(ring(at("2022-11-02 20:00"))) == [
        ("anchorage@example.org", "Wednesday, November 9, 11:00 am Alaska · Place Matters"),
        ("new-york@example.org", "Wednesday, November 9, 3:00 pm Eastern · Place Matters"),
        ("phoenix@example.org", "Wednesday, November 9, 1:00 pm Arizona · Place Matters"),
    ]
    assert [mail.to for mail in ring(at("2022-11-08 20:00"))] == [
        ["anchorage@example.org"], ["new-york@example.org"], ["phoenix@example.org"]
    ]  # fmt: skip


def test_the_text_says_everything_a_person_needs(live_session, enrollment):
    live_session.summary, live_session.featured_resource = "ZIP code & health.", "Unnatural Causes, episode 5"
    live_session.save()

    (mail,) = ring(DAY_BEFORE)

    session_address = f"http://localhost:8000/cohorts/{live_session.cohort.slug}/sessions/session-5/"
    facts = {"matter": "live_sessions.soon", "place": str(live_session.cohort.pk)}
    assert mail.body == (
        "Hello Ana,\n"
        "\n"
        "The next session of Forum 2026 is coming up.\n"
        "\n"
        "Session 5: Place Matters\n"
        "Wednesday, September 23, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern\n"
        "Module session, 1 h 30 min, online\n"
        "Unnatural Causes, episode 5\n"
        "\n"
        "ZIP code & health.\n"
        "\n"
        "Join here:\n"
        f"{session_address}join/\n"
        "The door opens 15 min before the start.\n"
        "\n"
        "Agenda and materials:\n"
        f"{session_address}\n"
        "\n"
        "-- \n"
        "You get this because you take part in Forum 2026.\n"
        f"End these mails: {leaving_url(person=enrollment.person, **facts)}\n"
        "CoP Portal · http://localhost:8000\n"
        "Questions to support@example.org\n"
    )


def test_zooms_own_link_is_in_no_part_of_any_mail(live_session, enrollment):
    live_session.format, live_session.place_name = "hybrid", "Library"
    live_session.save()
    mails = ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE + MINUTE)
    mails += ring(WEEK_BEFORE + MINUTE)
    cancel(live_session, WEEK_BEFORE + 2 * MINUTE)
    mails += ring(WEEK_BEFORE + 2 * MINUTE)

    assert len(mails) == 3
    for mail in mails:
        source = mail.message().as_string() + mail.body + mail.alternatives[0].content
        assert "raw-link-canary" not in source
        assert "zoom.example.org" not in source


def test_a_session_in_person_says_where_and_how_to_get_in(live_session, enrollment):
    live_session.format, live_session.place_name, live_session.place_kind = "in_person", "Eastside Library", "community"
    live_session.place_address, live_session.access_information = (
        "12 Elm Street\nSecond floor",
        "Step-free from Oak Street.",
    )
    live_session.save()

    (mail,) = ring(DAY_BEFORE)

    assert (
        "Where: Eastside Library (community-based place)\n"
        "12 Elm Street\n"
        "Second floor\n"
        "\n"
        "Access: Step-free from Oak Street.\n"
        "\n"
        "Agenda and materials:\n"
    ) in mail.body
    for part in (mail.body, mail.alternatives[0].content):
        assert "/join/" not in part
        assert "Step-free from Oak Street." in part


def test_a_hybrid_session_says_both(live_session, enrollment):
    live_session.format, live_session.place_name = "hybrid", "Eastside Library"
    live_session.save()

    (mail,) = ring(DAY_BEFORE)

    assert "Where: Eastside Library\n" in mail.body
    assert "To take part online, join here:\nhttp://localhost:8000/cohorts/" in mail.body


def test_names_are_text_in_the_html_part(live_session, enrollment):
    live_session.title = "<img src=x onerror=alert(1)>"
    live_session.save()

    (mail,) = ring(DAY_BEFORE)

    assert "<img" not in mail.alternatives[0].content
    assert mail.subject.endswith("<img src=x onerror=alert(1)>")


def test_each_person_reads_it_in_their_language(live_session, enrollment):
    enrollment.person.language = "es"
    enrollment.person.save()
    EnrollmentFactory(cohort=live_session.cohort, person__email=BEN)

    ana, ben = ring(WEEK_BEFORE)

    assert "miércoles" in ana.alternatives[0].content.lower()
    assert '<html lang="es">' in ana.alternatives[0].content
    assert "Wednesday" in ben.body
    assert "miércoles" not in ben.body


def test_a_person_without_a_zone_reads_the_cohorts(live_session, enrollment):
    enrollment.person.time_zone = ""
    enrollment.person.save()

    (mail,) = ring(DAY_BEFORE)

    assert mail.subject == "Tomorrow, 3:00 pm Eastern · Session 5: Place Matters"
    assert "\nWednesday, September 23, 3:00 – 4:30 pm Eastern\n" in mail.body


def test_a_rename_sends_nothing_again_and_later_mails_have_the_new_name(live_session, enrollment):
    ring(WEEK_BEFORE)
    live_session.title, live_session.slug = "Where We Live", "where-we-live"
    live_session.save()

    assert ring(WEEK_BEFORE + MINUTE) == []
    assert subjects(ring(DAY_BEFORE)) == [(ANA, "Tomorrow, 12:00 pm Pacific · Session 5: Where We Live")]


def test_a_name_changed_before_the_mail_leaves_is_the_new_one(live_session, enrollment):
    plan(WEEK_BEFORE)
    live_session.title = "Where We Live"
    live_session.save()

    (mail,) = deliver(WEEK_BEFORE)

    assert mail.subject.endswith("Where We Live")


@pytest.mark.parametrize("status", [EnrollmentStatus.WITHDRAWN, EnrollmentStatus.COMPLETED, EnrollmentStatus.INVITED])
def test_who_is_no_longer_active_gets_no_reminder_that_was_planned(live_session, enrollment, status):
    EnrollmentFactory(cohort=live_session.cohort, person__email=BEN)
    plan(WEEK_BEFORE)
    enrollment.status = status
    enrollment.save()

    assert [mail.to for mail in deliver(WEEK_BEFORE)] == [[BEN]]
    assert ledger() == [
        (10080, "skipped", "The person is no longer active in the cohort."),
        (10080, "planned", ""),
    ]


def test_being_active_in_another_cohort_of_the_program_does_not_count(cast):
    LiveSessionFactory(cohort=cast.cohort, starts_at=STARTS_AT)
    plan(WEEK_BEFORE)
    EnrollmentFactory(cohort=cast.neighbor_cohort, person=cast["participant"])
    enrollment = cast.enrollment("participant")
    enrollment.status = EnrollmentStatus.WITHDRAWN
    enrollment.save()

    assert ["participant@example.org"] not in [mail.to for mail in deliver(WEEK_BEFORE)]


def test_a_cohort_completed_in_between_is_silent(live_session, enrollment):
    plan(WEEK_BEFORE)
    live_session.cohort.status = CohortStatus.COMPLETED
    live_session.cohort.save()

    assert deliver(WEEK_BEFORE) == []
    assert ledger() == [(10080, "skipped", "The cohort is completed.")]


def test_nothing_leaves_once_the_session_has_begun(live_session, enrollment):
    plan(HOUR_BEFORE)

    assert deliver(STARTS_AT) == []
    assert ledger() == [(60, "skipped", "It was too late when its turn came.")]


def test_a_deleted_session_sends_nothing(live_session, enrollment):
    plan(WEEK_BEFORE)
    board = live_session.board
    live_session.delete()
    board.delete()

    assert deliver(WEEK_BEFORE) == []
    assert reasons() == [("live_sessions.reminder", "skipped", "The session is gone.")]


def test_reminders_held_up_give_way_to_the_nearest(live_session, enrollment):
    """The mail server was away from the week before until an hour before."""
    for now in (WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE):
        plan(now)

    assert subjects(deliver(HOUR_BEFORE)) == [(ANA, "Today, 12:00 pm Pacific · Session 5: Place Matters")]
    nearer = "A reminder nearer to the session took its place."
    assert ledger() == [(10080, "skipped", nearer), (1440, "skipped", nearer), (60, "planned", "")]


@pytest.mark.parametrize("people", [1, 3])
def test_a_mail_is_composed_in_one_query_beside_those_for_all(live_session, django_assert_num_queries, people):
    EnrollmentFactory.create_batch(people, cohort=live_session.cohort)
    plan(WEEK_BEFORE)

    # Five to claim, three to find nothing more, four for what they have been told, one for what they want; and for each mail one
    # that asks once more, and one to note.
    with django_assert_num_queries(5 + 3 + 4 + 1 + 2 * people):
        assert len(deliver(WEEK_BEFORE)) == people
