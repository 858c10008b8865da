"""What the demo's people wrote, each at a moment at which they might have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from cohorts.enums import SpeaksAs
from cohorts.models import Cohort
from cohorts.operations.pseudonyms import ensure_pseudonym
from common.wall_clock import zone_named
from cop_portal.demo.content import Words
from discussions.enums import ThreadKind
from discussions.models import Post, Thread
from discussions.operations.posts import write_post
from discussions.operations.reading import note_read
from discussions.operations.threads import start_topic

# A reply comes at least so long after what it answers, and the latest of all so long before now.
A_MOMENT = timedelta(minutes=7)


@dataclass(frozen=True)
class Act:
    """Something written at a moment."""

    words: Words
    at: datetime


def acts(
    words: Sequence[Words], *, openings: Mapping[str, datetime], zones: Mapping[str, str], now: datetime
) -> list[Act]:
    """Everything that was written, in the order of time: nothing before what it answers, nothing in the future.

    `openings` says when each prompt ("session/prompt") opened, `zones` where people are: few write in the middle of the
    night. Raises `KeyError` for an answer to what isn't there.
    """
    moments = dict(openings)
    latest = now - A_MOMENT
    found = []
    for said in words:
        earliest = latest - timedelta(days=365) if said.is_topic else moments[said.to or said.place]
        wish = now - said.ago if said.ago else earliest + (said.after or A_MOMENT)
        at = max(min(_by_day(wish, zones[said.by]), latest), earliest + A_MOMENT)
        moments[f"topic:{said.key}" if said.is_topic else said.key] = at
        found.append(Act(said, at))
    return sorted(found, key=lambda act: act.at)


def _by_day(at: datetime, zone: str) -> datetime:
    """The moment itself, or, in the small hours there, the same minute of the early morning."""
    there = at.astimezone(zone_named(zone))
    return there.replace(hour=6).astimezone(UTC) if there.hour < 6 else at


def write(cohort: Cohort, words: Sequence[Words], people: Mapping[str, User], *, now: datetime) -> None:
    """Everything the cohort's people wrote, through the same operations as anybody's words."""
    threads = {f"{thread.board.slug}/{thread.slug}": thread for thread in _prompts(cohort)}
    openings = {place: thread.opens_at for place, thread in threads.items() if thread.opens_at}
    boards = {board.slug: board for board in cohort.boards.select_related("team", "pair__team")}
    boards |= {f"team:{board.team.name}": board for board in boards.values() if board.team}
    boards |= {f"coach:{board.pair.team.name}": board for board in boards.values() if board.pair}
    posts: dict[str, Post] = {}
    zones = {key: person.time_zone or cohort.time_zone for key, person in people.items()}
    for act in acts(words, openings=openings, zones=zones, now=now):
        said, by = act.words, people[act.words.by]
        form = uuid5(NAMESPACE_URL, f"{cohort.slug}/{said.key}")
        if said.is_topic:
            board = boards[said.place]
            topic = start_topic(board=board, by=by, title=said.title, body=said.text, submission=form, now=act.at)
            if isinstance(topic, Thread):
                threads[f"topic:{said.key}"] = topic
            continue
        if said.without_name:
            ensure_pseudonym(cohort=cohort, by=by, now=act.at, name=said.without_name, speaks_as=SpeaksAs.COMMUNITY)
        parent = posts.get(said.to)
        thread = parent.thread if parent else threads[said.place]
        post = write_post(
            thread=thread,
            by=by,
            body=said.text,
            parent=parent.pk if parent else None,
            submission=form,
            now=act.at,
            without_name=bool(said.without_name),
        )
        if isinstance(post, Post):
            posts[said.key] = post


def note_reading(cohort: Cohort, readers: Iterable[User], *, now: datetime) -> None:
    """Each has read what stood there when they last came by; what came since is new to them."""
    for reader in readers:
        last_visit = reader.visit_began_at or now
        posts = Post.objects.visible_to(reader, now).filter(thread__board__cohort=cohort, created_at__lte=last_visit)
        newest_seen = dict(posts.values_list("thread_id", "number").order_by("number"))
        threads = Thread.objects.visible_to(reader, now).filter(board__cohort=cohort)
        for thread in threads:
            number = newest_seen.get(thread.pk, 0)
            # A topic without answers has been seen too; a prompt without any has nothing to see.
            if number or (thread.kind == ThreadKind.TOPIC and thread.created_at <= last_visit):
                note_read(person=reader, thread=thread, number=number, now=last_visit)


def _prompts(cohort: Cohort) -> Iterable[Thread]:
    return Thread.objects.filter(board__cohort=cohort, prompt__isnull=False).select_related("board")
