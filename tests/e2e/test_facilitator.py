"""What facilitators and coordinators do, counted in clicks from My community."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.models import Cohort
from common import times
from notifications.models import OutboxMail
from sessions.models import LiveSession, Material, Presence, Prompt
from tests.e2e.hand import Hand
from tests.e2e.scene import load_forum
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory, PresenceFactory

pytestmark = pytest.mark.django_db(transaction=True)

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
THEMES = [f"Theme {number}" for number in range(1, 9)]


@pytest.fixture
def facilitator(cast):
    return cast["facilitator"]


@WITH_AND_WITHOUT_SCRIPT
def test_eight_monthly_sessions_in_one_act_and_one_moved(cast, facilitator, page_of, script):
    page = page_of(facilitator, java_script_enabled=script)
    hand = Hand(page)
    page.goto("/")
    hand.press("link", "Manage sessions")
    hand.press("link", "Schedule a series")
    first = date(timezone.now().year + 1, 1, 1)
    page.get_by_label("From this day on").fill(first.isoformat())
    page.get_by_label("Titles").fill("\n".join(THEMES))
    hand.press("button", "Propose the dates")
    hand.press("button", "Schedule them")
    page.get_by_text("8 sessions are scheduled.").wait_for()
    assert hand.clicks == 4

    scheduled = list(LiveSession.objects.filter(cohort=cast.cohort).order_by("starts_at"))
    zone = cast.cohort.zone
    assert [live_session.title for live_session in scheduled] == THEMES
    # The third Wednesdays of eight months, at three o'clock in winter and in summer.
    local = [times.in_zone(live_session.starts_at, zone) for live_session in scheduled]
    assert [(at.month, at.isoweekday(), (at.day + 6) // 7, at.hour) for at in local] == [
        (month, 3, 3, 15) for month in range(1, 9)
    ]

    moving = Hand(page)
    moving.press("link", "Move", within=page.get_by_role("row").filter(has_text="Theme 4").last, exact=False)
    to = local[3].date() + timedelta(days=7)
    page.get_by_label("Day").fill(to.isoformat())
    moving.press("button", "Move the session")
    page.wait_for_url("**/manage/schedule/")
    assert moving.clicks == 2
    scheduled[3].refresh_from_db()
    assert times.in_zone(scheduled[3].starts_at, zone).date() == to


@WITH_AND_WITHOUT_SCRIPT
def test_link_prompt_and_material_of_a_session(cast, facilitator, page_of, script):
    live_session = LiveSessionFactory(cohort=cast.cohort, title="Place Matters", join_url="")
    desk = f"{cast.cohort.get_absolute_url()}manage/schedule/"
    page = page_of(facilitator, java_script_enabled=script)
    hand = Hand(page)
    page.goto(desk)
    hand.press("link", "Details and link", exact=False)
    page.get_by_label("Zoom link", exact=True).fill("https://zoom.example.org/j/42")
    page.locator("main form").last.get_by_role("button").first.click()
    page.get_by_text("The session's details are saved.").wait_for()
    live_session.refresh_from_db()
    assert live_session.join_url == "https://zoom.example.org/j/42"

    page.goto(f"{cast.cohort.get_absolute_url()}manage/sessions/{live_session.slug}/")
    hand.press("link", "Prompts")
    hand.press("link", "Write a prompt")
    page.get_by_label("Question").fill("What does your ZIP code say?")
    hand.press("button", "Save the prompt")
    page.get_by_text("The prompt is saved.").wait_for()
    [prompt] = Prompt.objects.filter(live_session=live_session)
    assert (prompt.thread.title, prompt.thread.opens_at) == ("What does your ZIP code say?", live_session.ends_at)

    hand.press("link", "Materials")
    page.get_by_label("Title").fill("Map")
    page.get_by_label("Link", exact=True).fill("https://example.org/map")
    hand.press("button", "Add it")
    page.get_by_text("“Map” is added.").wait_for()
    page.locator("#id_file").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"What we heard."}
    )
    hand.press("button", "Add it")
    page.get_by_role("link", name="notes").first.wait_for()
    assert Material.objects.filter(live_session=live_session).count() == 2


@WITH_AND_WITHOUT_SCRIPT
def test_a_new_cohort_from_the_program_with_one_date_moved(page_of, script, db):
    program = load_forum()
    earlier = Cohort.objects.get(program=program) if program.cohorts.exists() else CohortFactory(program=program)
    coordinator = EnrollmentFactory(cohort=earlier, role="coordinator").person
    page = page_of(coordinator, java_script_enabled=script)
    hand = Hand(page)
    page.goto(program.get_absolute_url())
    hand.press("link", "Start a cohort", exact=False)
    page.get_by_label("Title").fill("Forum of next year")
    hand.press("button", "Propose the dates")
    days = page.get_by_label("Day", exact=True)
    expect(days).to_have_count(9)
    to = date.fromisoformat(days.nth(3).input_value()) + timedelta(days=1)
    days.nth(3).fill(to.isoformat())
    hand.press("button", "Start the cohort")
    page.get_by_text("The cohort is there, and you coordinate it.", exact=False).wait_for()
    started = Cohort.objects.get(title="Forum of next year")
    dates = [
        times.in_zone(live_session.starts_at, started.zone).date()
        for live_session in LiveSession.objects.filter(cohort=started).order_by("starts_at")
    ]
    assert (len(dates), dates[3]) == (9, to)
    assert hand.clicks == 3


@WITH_AND_WITHOUT_SCRIPT
def test_attendance_from_zooms_report_who_is_drifting_away_and_a_letter_to_them(cast, facilitator, page_of, script):
    now = timezone.now().replace(microsecond=0)
    PresenceFactory(
        live_session__cohort=cast.cohort, live_session__starts_at=now - timedelta(days=30), person=cast["coach"]
    )
    last = LiveSessionFactory(cohort=cast.cohort, starts_at=now - timedelta(days=1))
    times_of_row = [
        times.in_zone(at, cast.cohort.zone).strftime("%m/%d/%Y %H:%M:%S") for at in (last.starts_at, last.ends_at)
    ]
    rows = [
        "Name,User Email,Join Time,Leave Time,Duration (Minutes)",
        ",".join(["Lee", "team-lead@example.org", *times_of_row, "90"]),
    ]
    page = page_of(facilitator, java_script_enabled=script)
    hand = Hand(page)
    page.goto("/")
    hand.press("link", "Attendance")
    report = {"name": "participants.csv", "mimeType": "text/csv", "buffer": "\r\n".join(rows).encode()}
    page.get_by_label("The report").set_input_files(report)
    hand.press("button", "Look at it first")
    page.get_by_text("1 row is new.").wait_for()
    hand.press("button", "Import it")
    drifting = page.get_by_role("region", name="Drifting away")
    drifting.get_by_text("Participant", exact=False).first.wait_for()
    hand.press("link", "Write to them")
    assert hand.clicks == 4
    expect(page.get_by_label("Participant", exact=False)).to_be_checked()
    page.get_by_label("Subject").fill("We missed you")
    page.get_by_label("Your letter").fill("How are you?")
    hand.press("button", "Look at it first")
    hand.press("button", "Send it to 1 person")
    expect(page.get_by_text("Your letter is on its way to 1 person.")).to_be_visible()
    assert [mail.recipient for mail in OutboxMail.objects.filter(kind="cohorts.letter")] == [cast["participant"]]


def test_whoever_is_in_the_room_is_ticked_on_a_telephone(cast, facilitator, page_of):
    live_session = LiveSessionFactory(cohort=cast.cohort, starts_at=timezone.now(), format="in_person")
    page = page_of(facilitator)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/cohorts/{cast.cohort.slug}/manage/sessions/{live_session.slug}/attendance/list/")
    row = page.locator(".form-check").filter(has_text="Team Lead")
    assert row.bounding_box()["height"] >= 44
    page.get_by_label("Team Lead", exact=False).check()
    page.get_by_role("button", name="Save the list").click()
    page.get_by_text("The list is saved.").wait_for()
    expect(page.get_by_label("Team Lead", exact=False)).to_be_checked()
    assert [row.person for row in Presence.objects.select_related("person")] == [cast["team_lead"]]
