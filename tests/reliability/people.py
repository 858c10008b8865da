"""Many people whose day-before reminder is due, made with few statements."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Program
from discussions.enums import BoardKind
from discussions.models import Board
from sessions.models import LiveSession

ZONES = ("America/Chicago", "America/New_York", "America/Los_Angeles", "")
CHUNK = 5_000


def address_of(number: int) -> str:
    return f"person-{number}@example.org"


def make_people_due(
    *, people: int, cohorts: int, starts_at: datetime, each_in: int = 1, minutes: tuple[int, ...] = (1440,)
) -> list[LiveSession]:
    """So many people, each in `each_in` of the cohorts, which have a session each; every third reads Spanish."""
    program = Program.objects.create(
        slug="due", title="Due", short_title="Due", summary="Due.", purpose="Reminders that are due."
    )
    made = Cohort.objects.bulk_create(
        Cohort(
            program=program, slug=f"due-{n}", title=f"Cohort {n}", time_zone="America/New_York",
            status=CohortStatus.RUNNING, reminder_minutes=list(minutes),
        )
        for n in range(cohorts)
    )  # fmt: skip
    persons = User.objects.bulk_create(
        [
            User(
                email=address_of(n), name=f"Person {n}", password="!", time_zone=ZONES[n % len(ZONES)],
                language="es" if n % 3 == 0 else "en",
            )
            for n in range(people)
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    Enrollment.objects.bulk_create(
        [
            Enrollment(
                person=person, cohort=made[(n + shift) % cohorts], role=Role.PARTICIPANT,
                status=EnrollmentStatus.ACTIVE,
            )
            for n, person in enumerate(persons)
            for shift in range(each_in)
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    sessions = []
    for n, cohort in enumerate(made):
        board = Board.objects.create(cohort=cohort, kind=BoardKind.SESSION, slug=f"session-{n}", name=f"Session {n}")
        sessions.append(
            LiveSession.objects.create(
                cohort=cohort, board=board, slug=f"session-{n}", label=f"Session {n}", title="Place Matters",
                starts_at=starts_at, minutes=90, join_url="https://zoom.example.org/j/81234567890",
            )
        )  # fmt: skip
    return sessions
