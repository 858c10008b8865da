"""What's new: everything that is unread, and marking it as read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from discussions.operations.reading import note_all_read
from discussions.queries.unread import Cursor, unread_page
from discussions.views.places import TalkView, number_in


class UnreadView(TalkView):
    """Across the viewer's cohorts: twenty threads a page, by board; first the one whose oldest unread post is the oldest."""

    cohort: Cohort | None = None
    template_name = "discussions/unread.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        after = Cursor.read(request.GET.get("after", ""))
        boards, following = unread_page(self.viewer, self.now, cohort=self.cohort, after=after)
        context = {
            "cohort": self.cohort,
            "boards": boards,
            "here": request.path,
            "seen_at": self.now.isoformat(),
            "first_url": request.path if after else "",
            "next_url": f"?after={following}" if following else "",
            "tab": "discussions",
            "now": self.now,
        }
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Everything is read that was there when the page was made; of a board where the button was a board's."""
        board = number_in(request.POST.get("board"))
        note_all_read(person=self.viewer, seen_at=self.seen_at(), now=self.now, cohort=self.cohort, board=board)
        messages.success(request, _("All posts are marked as read."))
        return redirect(request.path)

    def seen_at(self) -> datetime:
        """When the page was made whose button was pressed."""
        try:
            said = parse_datetime(self.request.POST.get("seen_at", ""))
        except ValueError:
            said = None
        return min(said, self.now) if said and said.tzinfo else self.now


class CohortUnreadView(UnreadView):
    """The same of one cohort."""

    template_name = "discussions/unread_in_cohort.html"

    def load(self, **kwargs: Any) -> None:
        cohorts = Cohort.objects.visible_to(self.viewer).select_related("program")
        self.cohort = get_object_or_404(cohorts, slug=kwargs["cohort"])
        if not self.viewer.has_perm("cohorts.see_posts", self.cohort):
            raise PermissionDenied(_("Discussions are for those who take part in them. Observers see reports."))
