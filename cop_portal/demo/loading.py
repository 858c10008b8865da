"""Loading the demo: all of it once, in one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from common.errors import DomainError
from cop_portal.blueprints.loading import load_programs
from cop_portal.demo.attendance import make_attendance
from cop_portal.demo.cohorts import Scene, make_cohort, settle_people
from cop_portal.demo.content import CohortContent, cohorts, people
from cop_portal.demo.formations import make_formations
from cop_portal.demo.groups import make_groups
from cop_portal.demo.harvest import make_harvest
from cop_portal.demo.needs import make_needs
from cop_portal.demo.people import make_organizations, make_people
from cop_portal.demo.reflections import make_reflections
from cop_portal.demo.requests import make_requests
from cop_portal.demo.talk import note_reading, write
from sessions.enums import ReminderState
from sessions.models import Reminder
from sessions.reminder_times import Offsets, nearest_due

BLUEPRINTS = Path(__file__).parent.parent / "blueprints"
# They get the reminder that is due already, so that there is one to read.
STILL_REMINDED = ("participant", "facilitator")
TOO_LATE_TO_TELL = "The demo was loaded after this reminder was due."


class UnableToLoadDemo(DomainError):
    """The portal isn't in demo mode."""


def load_demo(*, now: datetime) -> list[str]:
    """Makes the programs, the people and their cohorts, and says in a line each what there is; twice is once.

    Raises `UnableToLoadDemo` outside demo mode.
    """
    if not settings.PORTAL_DEMO:
        raise UnableToLoadDemo(
            "The demo's people have passwords that everybody knows, so they exist only in demo mode. Start with PORTAL_DEMO=1."
        )
    with transaction.atomic():
        if User.objects.filter(is_demo=True).exists():
            return []
        load_programs(sorted(BLUEPRINTS.glob("*.toml")), now=now)
        made = make_people(now=now)
        by_role = {person.sign_in: made[key] for key, person in people().items() if person.sign_in}
        levels = {key: person.level for key, person in people().items()}
        scene = Scene(made, make_organizations(), levels, by_role["coordinator"], now)
        return [f"{len(made)} people", *(_load(content, scene, by_role) for content in cohorts())]


def _load(content: CohortContent, scene: Scene, by_role: Mapping[str, User]) -> str:
    cohort = make_cohort(content, scene)
    make_groups(cohort, content, scene)
    make_formations(cohort, content, scene)
    write(cohort, content.words, scene.people, now=scene.now)
    settle_people(cohort, content, scene)
    make_requests(cohort, content, scene)
    make_needs(cohort, content, scene)
    make_reflections(cohort, content, scene)
    make_attendance(cohort, content, scene)
    make_harvest(cohort, content, scene)
    inside = set(Enrollment.objects.filter(cohort=cohort).inside().values_list("person_id", flat=True))
    note_reading(cohort, [person for person in by_role.values() if person.pk in inside], now=scene.now)
    _note_late_reminders(cohort, {by_role[role].pk for role in STILL_REMINDED}, now=scene.now)
    return f"{cohort.title}: {len(inside)} people, {len(content.words)} posts and topics"


def _note_late_reminders(cohort: Cohort, still_reminded: set[int], *, now: datetime) -> None:
    """Whoever was here a week before the session was reminded then: the ledger says so, and nobody is told again."""
    people_of = Enrollment.objects.filter(cohort=cohort).active().exclude(person__in=still_reminded)
    for live_session in cohort.live_sessions.filter(starts_at__gt=now):
        due = nearest_due(
            starts_at=live_session.starts_at, offsets=Offsets.of(cohort, live_session.kind).before, now=now
        )
        if due is not None:
            Reminder.objects.bulk_create(
                Reminder(
                    person_id=person,
                    live_session=live_session,
                    starts_at=live_session.starts_at,
                    minutes_before=due,
                    state=ReminderState.SKIPPED,
                    reason=TOO_LATE_TO_TELL,
                    created_at=now,
                )
                for person in people_of.values_list("person_id", flat=True)
            )
