"""What is asked of reflections: one's own, what is on a session's wall, how much somebody has written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, FilteredRelation, Q, Sum
from django.utils.safestring import SafeString

from accounts.models.user import display_name
from cohorts.enums import LEARNING_ROLES, Role
from cohorts.models.pseudonym import shown_pseudonym
from cohorts.rules import may_speak_without_name
from common.markdown import stored
from discussions.queries.nameless import Nameless, nameless_on
from sessions.enums import AgendaKind, Stage
from sessions.models import LiveSession, Reflection

if TYPE_CHECKING:
    from accounts.models import User

WALL_PAGE = 20
COLUMNS = (
    *("pk", "person_id", "person__name", "person__email", "person__title", "shared_at", "shared_html"),
    *("pseudonym_id", "pseudonym__name", "pseudonym__speaks_as"),
    *("standing__role", "standing__organization__name"),
)


@dataclass(frozen=True)
class ReflectionFacts:
    """What a session's page says of reflections: how much the viewer has written, and how many stand on the wall."""

    words: int
    is_begun: bool
    is_shared: bool
    is_taken_off: bool
    on_wall: int
    may_write: bool


@dataclass(frozen=True)
class WallRow:
    """A reflection on the wall, as it was shared; shared without a name, `pseudonym` is which one."""

    ref: str
    author: str
    standing: str
    html: SafeString
    shared_at: datetime
    is_own: bool
    pseudonym: int | None = None


class Written(NamedTuple):
    """How many words somebody has written, and since when that is as many as the cohort asks for; or, while it isn't, when
    they last wrote."""

    words: int
    at: datetime


def reflection_of(live_session: LiveSession, viewer: User) -> Reflection | None:
    """What the viewer has written about the session. One query."""
    rows = Reflection.objects.visible_to(viewer).select_related("pseudonym")
    return rows.filter(live_session=live_session).first()


def questions_of(live_session: LiveSession) -> list[str]:
    """What the agenda gives people to reflect on: the titles of its blocks for it. One query."""
    rows = live_session.agenda_items.filter(kind=AgendaKind.REFLECTION).order_by("position", "pk")
    return list(rows.values_list("title", flat=True))


def nameless_for(live_session: LiveSession, viewer: User) -> Nameless | None:
    """The offer to share without one's name; None where the cohort doesn't make it. Two queries, or none.

    The session comes with its cohort.
    """
    if not may_speak_without_name(viewer, live_session.cohort):
        return None
    board = live_session.board
    board.cohort = live_session.cohort
    return nameless_on(board, viewer)


def reflection_facts(live_session: LiveSession, viewer: User, now: datetime) -> ReflectionFacts | None:
    """What the session's page says, without a word of what was written; None where it says nothing. One query, or none.

    The session comes with its cohort.
    """
    begun = live_session.stage_at(now) in {Stage.UNDER_WAY, Stage.OVER}
    if not begun or not viewer.has_perm("cohorts.see_posts", live_session.cohort):
        return None
    mine, shared = Q(person=viewer), Q(shared_at__isnull=False)
    found = Reflection.objects.filter(mine | shared, live_session=live_session).aggregate(
        words=Sum("word_count", filter=mine),
        mine=Count("pk", filter=mine),
        shared=Count("pk", filter=mine & shared),
        taken_off=Count("pk", filter=mine & Q(taken_off_at__isnull=False)),
        on_wall=Count("pk", filter=shared),
    )
    return ReflectionFacts(
        words=found["words"] or 0,
        is_begun=bool(found["mine"]),
        is_shared=bool(found["shared"]),
        is_taken_off=bool(found["taken_off"]),
        on_wall=found["on_wall"],
        may_write=viewer.has_perm("cohorts.talk", live_session.cohort),
    )


def wall_page(live_session: LiveSession, viewer: User, number: str | None) -> Page[WallRow]:
    """A page of the session's wall, newest first. Two queries, which touch nobody's own words.

    The session comes with its cohort.
    """
    here = Q(person__enrollments__cohort=live_session.cohort_id)
    rows = Reflection.objects.shared_with(viewer).filter(live_session=live_session)
    rows = rows.annotate(standing=FilteredRelation("person__enrollments", condition=here))
    page: Page[Any] = Paginator(rows.order_by("-shared_at", "-pk").values(*COLUMNS), WALL_PAGE).get_page(number)
    titles = not live_session.cohort.titles_hidden
    page.object_list = [_wall_row(row, viewer, titles=titles) for row in page.object_list]
    return page


def words_written(live_sessions: Collection[int], people: Collection[int]) -> dict[tuple[int, int], Written]:
    """How much these people (by id) have written about these sessions, by (person, session). One query.

    Those who have written nothing are left out. For make-up attendance: enough words, soon enough.
    """
    rows = Reflection.objects.filter(live_session__in=live_sessions, person__in=people, word_count__gt=0)
    columns = ("person_id", "live_session_id", "word_count", "long_enough_since", "updated_at")
    return {
        (person, live_session): Written(words, since or updated_at)
        for person, live_session, words, since, updated_at in rows.values_list(*columns)
    }


def _wall_row(row: dict[str, Any], viewer: User, *, titles: bool) -> WallRow:
    role = row["standing__role"]
    parts = (
        "" if role is None or role in LEARNING_ROLES else str(Role(role).label),
        row["standing__organization__name"],
        row["person__title"] if titles else "",
    )
    row_facts = {
        "ref": str(row["pk"]),
        "html": stored(row["shared_html"]),
        "shared_at": row["shared_at"],
        "is_own": row["person_id"] == viewer.pk,
    }
    if row["pseudonym_id"] is not None:
        # Nothing beside it that says who it is.
        name = shown_pseudonym(row["pseudonym__name"], row["pseudonym__speaks_as"])
        return WallRow(author=name, standing="", pseudonym=row["pseudonym_id"], **row_facts)
    name = display_name(row["person__name"], row["person__email"])
    return WallRow(author=name, standing=" · ".join(part for part in parts if part), **row_facts)
