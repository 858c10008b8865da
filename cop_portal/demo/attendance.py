"""Who was at the demo's sessions: Zoom's report of each as a facilitator brought it, apologies, and sessions made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from cohorts.enums import DESK_ROLES, LEARNING_ROLES
from cohorts.models import Cohort, Enrollment
from common import times
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration, unwrapped
from sessions.models import LiveSession, Recording
from sessions.operations.apologies import apologize
from sessions.operations.attendance_reports import import_report
from sessions.operations.recording_openings import note_opening
from sessions.operations.reflections import save_reflection

HEADER = ("Name", "User Email", "Join Time", "Leave Time", "Duration (Minutes)")
DAY = timedelta(days=1)


def make_attendance(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Every session of the file: whoever isn't named as missing was there, and was let in a little before or after the start."""
    enrollments = Enrollment.objects.filter(cohort=cohort).inside().select_related("person").order_by("pk")
    people = [row for row in enrollments if row.role in {*LEARNING_ROLES, *DESK_ROLES}]
    for facts in content.facts.get("attendance", []):
        live_session = cohort.live_sessions.select_related("cohort").get(slug=facts["session"])
        for key, word in facts.get("excused", {}).items():
            before = live_session.starts_at - DAY
            apologize(live_session=live_session, word=word, by=scene.people[key], now=before)
        away = {scene.people[key].pk for key in (*facts.get("missing", []), *facts.get("excused", {}))}
        there = [row.person for row in people if row.person_id not in away]
        _bring_report(live_session, there, facts, scene)
        for made_up in facts.get("made_up", []):
            _make_up(live_session, made_up, scene)


def _bring_report(live_session: LiveSession, there: list[User], facts: Mapping[str, Any], scene: Scene) -> None:
    left_early = {scene.people[key].pk: minutes for key, minutes in facts.get("left_early", {}).items()}
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEADER)
    for number, person in enumerate(there):
        writer.writerow(_row(live_session, number, person.name, person.email, left_early.get(person.pk)))
    for number, name in enumerate(facts.get("strangers", [])):
        writer.writerow(_row(live_session, number, name, "", None))
    import_report(
        live_session=live_session,
        data=table.getvalue().encode(),
        zone=live_session.cohort.zone,
        file_name="participants.csv",
        by=scene.people[facts["by"]],
        now=min(live_session.ends_at + DAY, scene.now),
    )


def _row(live_session: LiveSession, number: int, name: str, email: str, minutes: int | None) -> Iterator[str]:
    """A line of the report; people come and go a few minutes apart, as they do."""
    joined = live_session.starts_at + timedelta(minutes=number % 9 - 4, seconds=number * 7 % 60)
    left = joined + timedelta(minutes=minutes) if minutes else live_session.ends_at + timedelta(minutes=number % 4 - 1)
    yield from (name, email, _written(joined, live_session), _written(left, live_session))
    yield str(round((left - joined).total_seconds() / 60))


def _written(at: datetime, live_session: LiveSession) -> str:
    return times.in_zone(at, live_session.cohort.zone).strftime("%m/%d/%Y %H:%M:%S")


def _make_up(live_session: LiveSession, facts: Mapping[str, str], scene: Scene) -> None:
    """The recording opened, and enough written about it."""
    person, then = scene.people[facts["by"]], live_session.ends_at + duration(facts["after"])
    recording = Recording.objects.select_related("live_session__cohort").get(live_session=live_session)
    note_opening(recording=recording, person=person, now=then - timedelta(hours=1))
    save_reflection(live_session=live_session, body=unwrapped(facts["text"]), version=0, by=person, now=then)
