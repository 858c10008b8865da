"""One page of a thread: twenty posts in reading order, found by a range on the index of paths.

A page begins at a post, named by its number (`?from=41`), so neither the length of the thread nor the place in it costs
anything: no COUNT, no OFFSET. What was written meanwhile on an earlier page moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.enums import LEARNING_ROLES, Role
from common.markdown import stored
from discussions.authors import author_in
from discussions.models import Attachment, PostDraft, Thread
from discussions.queries.drafts import DraftAt, draft_of
from discussions.queries.page_rows import (
    BEFORE,
    PAGE,
    PostsOf,
    backwards,
    before_path,
    before_post,
    from_beginning,
    from_number,
    from_path,
    latest,
    latest_before,
    thread_at,
    thread_with_draft_at,
)
from discussions.queries.reactions import Tally, tallies_in

if TYPE_CHECKING:
    from accounts.models import User

# Deeper replies keep this indent and say whom they answer.
DEEPEST_INDENT = 4


@dataclass(frozen=True)
class Place:
    """Where in a thread: from a post's number, around a post's id, at the end; or, with nothing said, at the beginning."""

    start: int | None = None
    around: int | None = None
    at_end: bool = False
    # The latest posts before the one of number `start`, the newest first, instead of the order of the talk.
    newest: bool = False


@dataclass(slots=True)
class PostRow:
    """A post as the page shows it. A deleted one has neither author nor words."""

    pk: int
    # The same as text: what addresses and anchors are made of.
    ref: str
    number: int
    depth: int
    author: str
    standing: str
    html: SafeString
    created_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    is_own: bool
    is_new: bool
    parent_ref: str
    parent_author: str
    parent_is_here: bool
    may_restore: bool = False
    edited_by_author: bool = True
    edit_reason: str = ""
    deletion_reason: str = ""
    deleted_by_author: bool = False
    # Its words are gone, from the history too.
    is_erased: bool = False
    # How it read before can be looked at: by its author while it stands, by those who keep order always.
    may_compare: bool = False
    has_files: bool = False
    files: Sequence[Attachment] = ()
    # Spoken without a name: which one, for those who may look it up.
    pseudonym: int | None = None
    reactions: Sequence[Tally] = ()


@dataclass
class ThreadPage:
    """Twenty posts and the ways on: the numbers those pages begin with (0: the beginning), None where there is no page."""

    posts: list[PostRow] = field(default_factory=list)
    previous: int | None = None
    next: int | None = None
    at_beginning: bool = True
    around: int | None = None
    # Files that are to be posted with the form of the page.
    waiting: list[Attachment] = field(default_factory=list)
    # By the clock, the newest first: `previous` is the number the next page stops before.
    newest: bool = False

    @property
    def first_number(self) -> int | None:
        return self.posts[0].number if self.posts else None

    @property
    def last_number(self) -> int | None:
        return self.posts[-1].number if self.posts else None


def thread_for(
    viewer: User, now: datetime, *, cohort: str, board: str, thread: str, draft_at: DraftAt | None = None
) -> Thread | None:
    """The thread at an address, if the viewer may read it, with its board, cohort and program.

    Its `read_number` is how far the viewer has read, -1 where they haven't looked at it yet; its `level` how closely they said
    they follow it (None: as its board, `board_level`). One query, and the viewer's
    standings. The same answer as `ThreadQuerySet.visible_to`, asked of the rules, which have them. Its `draft` is what the
    viewer has begun to write at `draft_at`, its `started_by` the name that stands on the topic; the author, the pseudonym
    and the team come with one query more, where somebody asks for them.
    """
    asked = {"viewer": viewer.pk, "cohort": cohort, "board": board, "thread": thread}
    found = next(iter(thread_with_draft_at(**asked, parent=draft_at.parent) if draft_at else thread_at(**asked)), None)
    if found is None or not viewer.has_perm("discussions.read_thread", found):
        return None
    if not found.is_open_at(now) and not viewer.has_perm("discussions.read_before_opening", found):
        return None
    found.read_number = getattr(found, "position")  # noqa: B009 - of the annotation
    found.has_held = getattr(found, "something_held")  # noqa: B009 - of the annotation
    found.started_by = author_in(vars(found))
    found.draft = draft_of(found, viewer, draft_at) if draft_at else None
    return found


def with_files(posts: Sequence[PostRow], draft: PostDraft | None) -> list[Attachment]:
    """Gives the posts their files; answers with the draft's. One query where there are any, none where there aren't."""
    of_posts = [post.pk for post in posts if post.has_files]
    of_draft = draft.pk if draft is not None and draft.has_files else None
    if not of_posts and of_draft is None:
        return []
    found = list(
        Attachment.objects.filter(Q(post__in=of_posts) | Q(draft=of_draft, draft__isnull=False)).order_by("pk")
    )
    for post in posts:
        if post.has_files:
            post.files = [file for file in found if file.post_id == post.pk]
    return [file for file in found if file.draft_id is not None]


def first_unread(thread: Thread, viewer: User) -> int | None:
    """The id of the oldest post of other people that the viewer hasn't read. One query."""
    unread = thread.posts.standing().past_the_gate(viewer).filter(number__gt=thread.read_number).exclude(author=viewer)
    return unread.order_by("number").values_list("pk", flat=True).first()


def thread_page(
    thread: Thread,
    viewer: User,
    place: Place,
    *,
    moderates: bool = False,
    own_only: bool = False,
    draft: PostDraft | None = None,
) -> ThreadPage:
    """One page of the thread. One query, two away from the beginning, whatever the length of the thread; one more with files.

    `moderates`: the viewer keeps order here, and so reads why a post was taken away. `own_only`: they stand before the gate
    (`discussions.queries.gate`), and read of the others nothing. `draft`: of the page's form, whose files are found with
    the posts'.
    """
    posts = PostsOf(thread.pk, thread.board.cohort_id, viewer.pk if own_only else None)
    page = _newest_page if place.newest else _page_in_order
    found = page(thread, viewer, place, posts, moderates=moderates)
    if own_only:
        # Whom they have answered there, before the gate was, isn't told either.
        for post in found.posts:
            post.parent_author = (
                _("a post of somebody else") if post.parent_ref and not post.parent_is_here else post.parent_author
            )
    found.waiting = with_files(found.posts, draft)
    return found


def _page_in_order(thread: Thread, viewer: User, place: Place, posts: PostsOf, *, moderates: bool) -> ThreadPage:
    """Twenty posts in reading order."""
    rows, earlier = _rows(place, posts)
    more = rows[PAGE] if len(rows) > PAGE else None
    rows = rows[:PAGE]
    here = {row["pk"] for row in rows}
    shown = [_shown(row, thread=thread, viewer=viewer, here=here, moderates=moderates) for row in rows]
    return ThreadPage(
        posts=shown,
        at_beginning=not earlier,
        previous=(earlier[-1] if len(earlier) == PAGE else 0) if earlier else None,
        next=more["number"] if more else None,
        around=place.around if place.around in here else None,
    )


def _newest_page(thread: Thread, viewer: User, place: Place, posts: PostsOf, *, moderates: bool) -> ThreadPage:
    """Twenty posts by the clock, backwards: a range on the index of numbers. Each says whom it answers, none is indented."""
    rows = posts.shown(latest) if place.start is None else posts.shown(latest_before, number=place.start)
    shown = [_shown(row, thread=thread, viewer=viewer, here=set(), moderates=moderates) for row in rows[:PAGE]]
    for post in shown:
        post.depth = 0
    older = shown[-1].number if len(rows) > PAGE else None
    return ThreadPage(posts=shown, previous=older, at_beginning=place.start is None, newest=True)


def _rows(place: Place, posts: PostsOf) -> tuple[list[dict[str, Any]], list[int]]:
    """Up to a page's posts and one, and the numbers of those before them, backwards, up to a page's."""
    if place.around is not None:
        before = posts.before(before_post, post=place.around)
        if before:
            start = before[:BEFORE][-1]["path"]
            return posts.shown(from_path, path=start), [row["number"] for row in before[BEFORE:]]
        return posts.shown(from_beginning), []
    if place.at_end:
        rows = posts.shown(backwards)[:PAGE][::-1]
    elif place.start is not None:
        rows = posts.shown(from_number, number=place.start)
    else:
        return posts.shown(from_beginning), []
    if not rows:
        # A number that no post has: the beginning is always there.
        return posts.shown(from_beginning), []
    return rows, [row["number"] for row in posts.before(before_path, path=rows[0]["path"])]


def _role(role: str | None) -> str:
    return "" if role is None or role in LEARNING_ROLES else str(Role(role).label)


def _standing(row: dict[str, Any], *, titles: bool) -> str:
    """What stands beside the name; beside a pseudonym nothing does."""
    if row["pseudonym_id"] is not None:
        return ""
    parts = (_role(row["role"]), row["organization"], row["author__title"] if titles else "")
    return " · ".join(part for part in parts if part)


def _shown(row: dict[str, Any], *, thread: Thread, viewer: User, here: set[int], moderates: bool) -> PostRow:
    is_own = row["author_id"] == viewer.pk
    is_deleted, is_erased = row["deleted_at"] is not None, row["erased_at"] is not None
    by_author = row["deleted_by_id"] is not None and row["deleted_by_id"] == row["author_id"]
    return PostRow(
        pk=row["pk"],
        ref=str(row["pk"]),
        number=row["number"],
        depth=min(row["depth"], DEEPEST_INDENT),
        author="" if is_deleted else author_in(row),
        standing="" if is_deleted else _standing(row, titles=not thread.board.cohort.titles_hidden),
        pseudonym=row["pseudonym_id"] if moderates and not is_deleted else None,
        html=stored("" if is_deleted else row["body_html"]),
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        is_deleted=is_deleted,
        is_own=is_own,
        is_new=row["number"] > thread.read_number and not is_own and not is_deleted,
        parent_ref=str(row["parent_id"] or ""),
        parent_author=_parent_name(row),
        parent_is_here=row["parent_id"] in here,
        may_restore=is_deleted and not is_erased and (moderates or (is_own and by_author)),
        is_erased=is_erased,
        has_files=row["has_files"] and not is_deleted,
        may_compare=not is_erased and (moderates or (is_own and not is_deleted)),
        edited_by_author=row["edited_by_id"] is None or row["edited_by_id"] == row["author_id"],
        edit_reason=row["edit_reason"] if moderates or is_own else "",
        deletion_reason=row["deletion_reason"] if moderates or is_own else "",
        deleted_by_author=by_author,
        reactions=tallies_in(row["reaction_counts"]) if row["reaction_counts"] else (),
    )


def _parent_name(row: dict[str, Any]) -> str:
    if row["parent_id"] is None:
        return ""
    if row["parent_deleted_at"] is not None:
        return _("a post that was taken away")
    return author_in(row, "parent_")
