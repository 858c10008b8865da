"""The data of the benchmark, made with a seed and copied straight into PostgreSQL."""

from __future__ import annotations

import csv
import io
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Self

from django.core.management.color import no_style
from django.db import connection

from accounts.models import User
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Organization, Program
from discussions.enums import BoardKind, ThreadKind
from discussions.models import Board, Post, Thread
from discussions.tree import depth_of, path_under
from sessions.models import LiveSession, Prompt
from tests.benchmarks.words import bodies

BEGAN = datetime(2026, 1, 5, 17, tzinfo=UTC)
DEEPEST = 12
COLUMNS = (
    *("id", "thread_id", "parent_id", "author_id", "number", "path", "depth", "body", "body_html", "word_count"),
    *("submission", "created_at"),
)
ROWS_AT_ONCE = 20_000
CONNECTIONS, WAITING = 2, 4


@dataclass(frozen=True)
class Size:
    """How much of everything. `posts` are those of all sessions together; the long threads come on top."""

    cohorts: int = 40
    people: int = 5_000
    sessions: int = 400
    posts: int = 100_000
    long_threads: tuple[int, ...] = (0, 1_000, 100_000, 1_000_000)

    def divided(self, by: int) -> Size:
        """The same, smaller: to try the benchmark out."""
        return Size(
            cohorts=max(self.cohorts // by, 5),
            people=max(self.people // by, 50),
            sessions=max(self.sessions // by, 10),
            posts=self.posts // by,
            long_threads=(0, 1_000, *(max(number // by, 2_000) for number in self.long_threads[2:])),
        )


@dataclass
class Data:
    """What the measurements need to know of what was made."""

    reader: User
    writers: list[User]
    # By its number of posts.
    threads: dict[int, Thread]


def make_data(size: Size) -> Data:
    """Fills an empty, migrated database."""
    program = Program.objects.create(
        slug="bench", title="Bench", short_title="Bench", summary="Bench.", purpose="Bench."
    )
    cohorts = Cohort.objects.bulk_create(
        Cohort(program=program, slug=f"bench-{n}", title=f"Cohort {n}", time_zone="America/New_York")
        for n in range(size.cohorts)
    )
    people = User.objects.bulk_create(
        User(email=f"person-{n}@example.org", name=f"Person {n}", time_zone="America/Chicago", password="!")
        for n in range(size.people)
    )
    organizations = Organization.objects.bulk_create(
        Organization(name=f"Health Center {n}", kind="health_center") for n in range(50)
    )
    _enroll(people, cohorts, organizations)
    with _bare(Post._meta.db_table), Writing(people=people, cohorts=cohorts) as writing:
        _sessions(size, cohorts, writing)
        threads = _long_threads(size, cohorts[0], writing)
    in_first = [person for n, person in enumerate(people) if n % len(cohorts) == 0]
    _bring_up_to_date()
    return Data(reader=in_first[0], writers=in_first[1:], threads=threads)


def _enroll(people: list[User], cohorts: list[Cohort], organizations: list[Organization]) -> None:
    """Everybody in one cohort; the first person, who reads, in five."""
    of_reader = [(people[0], cohort) for cohort in cohorts[1:5]]
    of_all = [(person, cohorts[n % len(cohorts)]) for n, person in enumerate(people)]
    Enrollment.objects.bulk_create(
        Enrollment(
            person=person,
            cohort=cohort,
            organization=organizations[person.pk % len(organizations)],
            role=Role.PARTICIPANT,
            status=EnrollmentStatus.ACTIVE,
        )
        for person, cohort in of_all + of_reader
    )


def _sessions(size: Size, cohorts: list[Cohort], writing: Writing) -> None:
    """Monthly sessions with a prompt each, and what was answered to it."""
    each = size.posts // size.sessions
    for n in range(size.sessions):
        cohort = cohorts[n % len(cohorts)]
        starts = BEGAN + timedelta(days=28 * (n // len(cohorts)))
        board = Board.objects.create(cohort=cohort, kind=BoardKind.SESSION, slug=f"session-{n}", name=f"Session {n}")
        live_session = LiveSession.objects.create(
            cohort=cohort, board=board, slug=f"session-{n}", label=f"Session {n}", starts_at=starts, minutes=90
        )
        thread = writing.thread(board, posts=each, kind=ThreadKind.PROMPT)
        Prompt.objects.create(live_session=live_session, thread=thread, position=1)


def _long_threads(size: Size, cohort: Cohort, writing: Writing) -> dict[int, Thread]:
    board = Board.objects.create(cohort=cohort, kind=BoardKind.COHORT, slug="everybody", name="Everybody")
    return {number: writing.thread(board, posts=number) for number in size.long_threads}


@contextmanager
def _bare(table: str) -> Iterator[None]:
    """Without the table's indexes and foreign keys, which are made at once when it is full: many times quicker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
            [table],
        )
        constraints = cursor.fetchall()
        for name, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname <> %s",
            [table, f"{table}_pkey"],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        # As an administrator would; what pages may take doesn't hold for it.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("RESET statement_timeout")
        cursor.execute("RESET maintenance_work_mem")


class Writing:
    """Posts, copied in over two connections: nested up to `DEEPEST` deep, by people of the cohort, ten minutes apart."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self.pool:
            for copied in self.pending:
                copied.result()

    def __init__(self, *, people: list[User], cohorts: list[Cohort]) -> None:
        self.pool, self.pending = ThreadPoolExecutor(CONNECTIONS), deque[Future[None]]()
        self.chance = Random(11)
        self.bodies = bodies(2_000)
        self.next_id = 1
        # What a post holds besides, as it is when nobody has touched it yet.
        others = (field for field in Post._meta.concrete_fields if field.column not in COLUMNS and not field.null)
        self.rest = {field.column: field.get_prep_value(field.get_default()) for field in others}
        self.writers = {
            cohort.pk: [person.pk for n, person in enumerate(people) if n % len(cohorts) == place and n]
            for place, cohort in enumerate(cohorts)
        }

    def thread(self, board: Board, *, posts: int, kind: str = ThreadKind.TOPIC) -> Thread:
        """A thread of so many posts."""
        latest = BEGAN + timedelta(minutes=posts / 10)
        thread = Thread.objects.create(
            board=board,
            kind=kind,
            slug=f"of-{posts}",
            title=f"A thread of {posts} posts",
            last_number=posts,
            last_post_at=latest if posts else None,
            created_at=BEGAN,
        )
        rows = self._rows(thread.pk, self.writers[board.cohort_id], posts)
        names, others = ", ".join((*COLUMNS, *self.rest)), ", ".join(self.rest)
        copying = f"COPY {Post._meta.db_table} ({names}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({others}))"
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            text = io.StringIO()
            csv.writer(text).writerows(chunk)
            text.seek(0)
            while len(self.pending) > WAITING:
                self.pending.popleft().result()
            self.pending.append(self.pool.submit(_copy, copying, text))
        self.next_id += posts
        return thread

    def _rows(self, thread: int, writers: list[int], posts: int) -> Iterator[tuple]:
        recent: deque[tuple[int, str]] = deque(maxlen=60)
        for number in range(1, posts + 1):
            parent, above = self.chance.choice(recent) if recent and self.chance.random() < 0.75 else ("", "")
            if above and depth_of(above) + 1 >= DEEPEST:
                parent, above = "", ""
            path = path_under(above, number)
            body, html, words = self.bodies[(number * 7) % len(self.bodies)]
            pk = self.next_id + number - 1
            recent.append((pk, path))
            yield (
                *(pk, thread, parent, self.chance.choice(writers), number, path, depth_of(path), body, html, words),
                *(uuid.UUID(int=pk), BEGAN + timedelta(minutes=number / 10)),
                *self.rest.values(),
            )


def _copy(statement: str, text: io.StringIO) -> None:
    """In a thread of its own, and so on a connection of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.copy_expert(statement, text)
    connection.close()


def _bring_up_to_date() -> None:
    """The ids go on after those that were copied, and the planner knows what lies where."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Post]):
            cursor.execute(statement)
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")
