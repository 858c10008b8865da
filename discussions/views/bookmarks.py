"""What one keeps for oneself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from discussions.models import Bookmark
from discussions.operations.bookmarks import keep_post, let_post_go, note_on_bookmark
from discussions.queries.bookmarks import bookmark_rows
from discussions.views.places import TalkView, number_in
from discussions.views.reactions import PostReactView


class PostBookmarkView(PostReactView):
    """Keeps a post, or lets it go, as the button says; the panel that holds the button comes back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("remove"):
            let_post_go(post=self.post_in_hand, by=self.viewer)
        else:
            keep_post(post=self.post_in_hand, by=self.viewer, now=self.now)
        return self.panel() if self.request.htmx else redirect(self.way_back)


class BookmarkListView(TalkView):
    """All of the viewer's cohorts; what they can't read any more isn't there."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        before = number_in(request.GET.get("before"))
        rows, following = bookmark_rows(self.viewer, self.now, before=before)
        context = {
            "rows": rows,
            "now": self.now,
            "bar": "me",
            "first_url": request.path if before else "",
            "next_url": f"?before={following}" if following else "",
        }
        return render(request, "discussions/bookmark_list.html", context)


class BookmarkView(TalkView):
    """The note on a bookmark; or it is let go."""

    http_method_names = ["post"]
    bookmark: Bookmark

    def load(self, **kwargs: Any) -> None:
        bookmarks = Bookmark.objects.visible_to(self.viewer, self.now).select_related("post")
        self.bookmark = get_object_or_404(bookmarks, pk=kwargs["bookmark"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("remove"):
            let_post_go(post=self.bookmark.post, by=self.viewer)
            messages.success(request, _("You don’t keep this post any more."))
        else:
            note_on_bookmark(bookmark=self.bookmark, by=self.viewer, note=request.POST.get("note", ""))
            messages.success(request, _("Your note is kept."))
        return redirect("discussions:bookmark_list")
