"""The lists: a cohort's boards, a board's threads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from discussions.enums import BoardKind, FollowLevel
from discussions.operations.following import follow_board
from discussions.queries import announcements, board_rows, openings_to_come, thread_rows
from discussions.queries.held import held_at
from discussions.views.following import level_in
from discussions.views.places import BoardView, TalkView

THREADS_A_PAGE = 30
# So many stand above the list of boards; the others are on their boards.
ANNOUNCEMENTS = 5


class BoardListView(TalkView):
    cohort: Cohort

    def load(self, **kwargs: Any) -> None:
        cohorts = Cohort.objects.visible_to(self.viewer).select_related("program")
        self.cohort = get_object_or_404(cohorts, slug=kwargs["cohort"])
        if not self.viewer.has_perm("cohorts.see_posts", self.cohort):
            raise PermissionDenied(_("Discussions are for those who take part in them. Observers see reports."))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = board_rows(self.cohort, self.viewer, self.now)
        context = {
            "cohort": self.cohort,
            "tab": "discussions",
            "now": self.now,
            "announcements": announcements(self.cohort, self.viewer, self.now, limit=ANNOUNCEMENTS),
            "boards": [row for row in rows if row.board.kind != BoardKind.SESSION],
            "session_boards": [row for row in rows if row.board.kind == BoardKind.SESSION and not row.is_later],
            "later_boards": [row for row in rows if row.is_later],
        }
        return render(request, "discussions/board_list.html", context)


class BoardDetailView(BoardView):
    @property
    def has_held(self) -> bool:
        """Whether a topic waits there, the viewer's perhaps."""
        return getattr(self.board, "has_held")  # noqa: B009 - of an annotation

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        pages = Paginator(thread_rows(self.board, self.viewer, self.now), THREADS_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        openings = openings_to_come(self.now, pk=self.board.pk)[self.board.pk]
        following = self.viewer.followings.filter(board=self.board).first()
        sees_closed = any(not thread.is_open_at(self.now) for thread in page)
        context = self.frame(
            page=page,
            announcements=[thread for thread in page if thread.is_announcement],
            threads=[thread for thread in page if not thread.is_announcement],
            to_come=0 if sees_closed else len(openings),
            opens_at=min(openings, default=None),
            previous_url=f"?page={page.previous_page_number()}" if page.has_previous() else "",
            next_url=f"?page={page.next_page_number()}" if page.has_next() else "",
            base=self.board.get_absolute_url(),
            held=held_at(self.viewer, self.now, board=self.board) if self.has_held else (),
            level=following.level if following else FollowLevel.NORMAL,
            may_start=self.viewer.has_perm("discussions.start_topic", self.board) and self.cohort.is_open,
        )
        return render(request, "discussions/board_detail.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """How closely the viewer follows the board."""
        level = level_in(request)
        if level is None:
            raise BadRequest("level")
        follow_board(board=self.board, level=level, by=self.viewer, now=self.now)
        return redirect(self.board.get_absolute_url())
