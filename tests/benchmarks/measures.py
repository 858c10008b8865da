"""What is measured, one function each."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.search.rows import planned_for_search
from discussions.models import Post, Thread
from tests.benchmarks.data import Data
from tests.benchmarks.load import Client, Server, throughput

# A page of twenty posts, and a search, may cost so many times the control.
ROUNDS, SECONDS = 5, 4.0
TIMES_ASKED = 120
REPLIES = 60


@dataclass(frozen=True)
class Figure:
    """One line of the table: a value, or ours and the control's and their ratio."""

    name: str
    unit: str
    value: float | None = None
    ours: float | None = None
    control: float | None = None
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.ours is None or not self.control else self.ours / self.control

    def as_json(self) -> dict[str, object]:
        """Without what it hasn't."""
        facts = {**asdict(self), "ratio": self.ratio}
        return {
            name: round(fact, 4) if isinstance(fact, float) else fact
            for name, fact in facts.items()
            if fact is not None
        }


class Bench:
    """The server, the people, and where the threads lie."""

    def __init__(self, server: Server, data: Data) -> None:
        self.server, self.data = server, data
        self.reader = signed_in(data.reader)

    def path(self, posts: int) -> str:
        """The address of the thread of so many posts."""
        return self.data.threads[posts].get_absolute_url()

    def in_process(self) -> InProcess:
        """The reader, in this process: where queries can be counted."""
        client = InProcess(HTTP_HOST=f"127.0.0.1:{self.server.port}")
        client.force_login(self.data.reader, backend="accounts.backends.EmailBackend")
        return client

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Of the short, the hot and the huge thread."""
        short, hot, huge = sorted(number for number in self.data.threads if number)
        return short, hot, huge


def signed_in(person: User) -> str:
    """A cookie of a session of theirs."""
    client = InProcess()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def page_against_control(bench: Bench) -> Iterator[Figure]:
    """Throughput and processor time of a page of the hot thread and of the control, by turns."""
    _short, hot, _huge = bench.sizes
    thread = bench.data.threads[hot]
    ours, control = [], []
    for path, costs in ((bench.path(hot), ours), (f"/control/{thread.pk}/", control)):
        throughput(bench.server, bench.reader, path, seconds=1)
        costs.clear()
    for _round in range(ROUNDS):
        ours.append(throughput(bench.server, bench.reader, bench.path(hot), seconds=SECONDS))
        control.append(throughput(bench.server, bench.reader, f"/control/{thread.pk}/", seconds=SECONDS))
    yield Figure(
        "thread-page-vs-control",
        "requests/s",
        ours=median(cost.per_second for cost in ours),
        control=median(cost.per_second for cost in control),
        goal=">= 0.5",
    )
    yield Figure(
        "thread-page-cpu",
        "CPU ms/request",
        ours=median(cost.cpu_ms for cost in ours),
        control=median(cost.cpu_ms for cost in control),
    )


def queries_of_pages(bench: Bench) -> Iterator[Figure]:
    """Of the thread's page and of a reply; and that reading writes nothing."""
    _short, hot, _huge = bench.sizes
    client = bench.in_process()
    for name, path, goal in (("thread-page", bench.path(hot), "<= 8"), ("my-community", "/", "<= 14")):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        yield Figure(f"{name}-queries", "queries", value=len(asked), goal=goal)
        writes = [query["sql"] for query in asked if not re.match(r"\s*(SELECT|WITH)\b", query["sql"])]
        yield Figure(f"{name}-writes", "queries", value=len(writes), goal="0")
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(f"{bench.path(hot)}posts/", reply_to(None))
    if answer.status_code != 302:
        raise RuntimeError(f"a reply: {answer.status_code}")
    statements = [query for query in asked if not re.match(r"(RELEASE )?SAVEPOINT|BEGIN|COMMIT", query["sql"])]
    yield Figure("reply-queries", "queries", value=len(statements), goal="<= 14")


def reply_to(parent: Post | None) -> dict[str, str]:
    """What the form sends."""
    return {"body": "We tried the same.", "submission": str(uuid4()), "parent": str(parent.pk) if parent else ""}


def growth_of_pages(bench: Bench) -> Iterator[Figure]:
    """The same page in the huge thread and in the short one, asked for by turns on one connection."""
    short, _hot, huge = bench.sizes
    addresses: dict[str, Callable[[int], str]] = {
        "first": bench.path,
        "middle": lambda posts: f"{bench.path(posts)}?from={middle(bench.data.threads[posts]).number}",
        "last": lambda posts: f"{bench.path(posts)}?last=1",
        "post": lambda posts: f"{bench.path(posts)}?post={middle(bench.data.threads[posts]).pk}",
    }
    client = Client(bench.server.port, bench.reader)
    for name, address in addresses.items():
        at_huge, at_short = address(huge), address(short)
        ours, control = by_turns(lambda path=at_huge: client.get(path), lambda path=at_short: client.get(path))
        yield Figure(f"thread-growth-{name}", "ms", ours=ours, control=control, goal="<= 1.15")


def middle(thread: Thread) -> Post:
    """A post in the middle of the thread, with neighbors on both sides."""
    return Post.objects.get(thread=thread, number=thread.last_number // 2)


def by_turns(one: Callable[[], object], other: Callable[[], object], times: int = TIMES_ASKED) -> tuple[float, float]:
    """The median milliseconds of each."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(times + 10):
        for act, times_taken in zip((one, other), took, strict=True):
            began = time.perf_counter()
            act()
            if number >= 10:
                times_taken.append(1_000 * (time.perf_counter() - began))
    return median(took[0]), median(took[1])


def growth_of_replies(bench: Bench) -> Iterator[Figure]:
    """Replying in the huge thread and in one that was empty; by many people, because nobody may write so much."""
    _short, _hot, huge = bench.sizes
    people = [Client(bench.server.port, signed_in(person)) for person in bench.data.writers[:60]]
    parents = {
        posts: Post.objects.filter(thread=bench.data.threads[posts]).order_by("number").first() for posts in (huge,)
    }
    turn = cycle(people)

    def reply(posts: int) -> None:
        next(turn).post(f"{bench.path(posts)}posts/", reply_to(parents.get(posts)))

    ours, control = by_turns(lambda: reply(huge), lambda: reply(0), times=REPLIES)
    yield Figure("reply-growth", "ms", ours=ours, control=control, goal="<= 1.15")


def search_against_sql(bench: Bench) -> Iterator[Figure]:
    """The page of a search among all posts; and its statements, asked of the database alone: those for the words, and all."""
    client, inside = Client(bench.server.port, bench.reader), bench.in_process()
    for name, words in (("search", "nurses bus"), ("search-rare", "lighthouse")):
        path = f"/search/?kind=talk&q={words.replace(' ', '+')}"
        with CaptureQueriesContext(connection) as asked:
            page = inside.get(path).content.decode()
        if page.count("<mark>") < 20:
            raise RuntimeError(f"{path}: a search that finds nothing costs nothing.")
        of_page = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
        of_words = [query["sql"] for query in asked if "tsquery" in query["sql"] and "SELECT" in query["sql"]]
        every = of_page + [statement for statement in of_words if statement not in of_page]
        for control, statements, goal in (("sql", of_words, "<= 1.5"), ("all-its-sql", every, "")):
            page_took, sql_took = by_turns(lambda path=path: client.get(path), asker(statements), times=40)
            yield Figure(f"{name}-vs-{control}", "ms", ours=page_took, control=sql_took, goal=goal)


def asker(statements: list[str]) -> Callable[[], None]:
    """What asks the database for them, one after the other, as the page does."""

    def ask() -> None:
        with planned_for_search(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return ask


def cold_visit(bench: Bench) -> Iterator[Figure]:
    """What a browser with nothing in its cache fetches for a page of a thread: bytes over the wire, and requests."""
    _short, hot, _huge = bench.sizes
    client = Client(bench.server.port, bench.reader)
    answer, body = client.get(bench.path(hot))
    total, asked = size_of(answer, body), 1
    for path in wanted_by(unpacked(answer, body)):
        total += size_of(*client.get(path))
        asked += 1
    yield Figure("cold-thread-bytes", "bytes", value=total, goal="<= 60,000")
    yield Figure("cold-thread-requests", "requests", value=asked, goal="<= 8")


def size_of(answer, body: bytes) -> int:
    """Status line, headers and body."""
    return len(body) + sum(len(name) + len(fact) + 4 for name, fact in answer.getheaders()) + 17


def unpacked(answer, body: bytes) -> str:
    """The page's HTML."""
    import gzip

    return (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode()


def wanted_by(page: str) -> list[str]:
    """What the page makes a browser fetch, from this host: there is no other."""
    found = re.findall(r'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"', page)
    found += re.findall(r'<link[^>]*href="([^"]+)"[^>]*rel="(?:stylesheet|icon)"', page)
    elsewhere = [path for path in found if urlsplit(path).netloc]
    if elsewhere:
        raise RuntimeError(f"fetched from elsewhere: {elsewhere}")
    return list(dict.fromkeys(path for path in found if not path.startswith("data:")))


def plans(bench: Bench) -> str:
    """How PostgreSQL answers the queries of the huge thread's page: each with its plan."""
    _short, _hot, huge = bench.sizes
    client = bench.in_process()
    shown = []
    for what, path in (("first page", bench.path(huge)), ("last page", f"{bench.path(huge)}?last=1")):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        for query in asked:
            if Post._meta.db_table in query["sql"] and query["sql"].startswith("SELECT"):
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + query["sql"])
                    plan = "\n".join(row[0] for row in cursor.fetchall())
                shown.append(f"-- {what}\n{query['sql']}\n\n{plan}\n")
    return "\n".join(shown)
