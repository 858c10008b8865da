"""What one has been told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.models import User
from notifications.models import Notice
from notifications.operations.notices import note_all_read, note_read
from notifications.queries import notice_page, shown_to

# What both databases take as an id.
LARGEST = 2**63 - 1


class NoticeView(View):
    """A page of what the viewer has been told."""

    viewer: User
    now: datetime

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.viewer, self.now = request.user, timezone.now()  # type: ignore[assignment]


class NoticeListView(NoticeView):
    """The viewer's, the latest first, a page at a time; and marking all of them as read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        before = _number(request.GET.get("before", ""))
        page = notice_page(self.viewer, self.now, before=before)
        context = {
            "page": page,
            "first_url": request.path if before else "",
            "next_url": f"?before={page.following}" if page.following else "",
            "bar": "notices",
            "now": self.now,
        }
        return render(request, "notifications/notice_list.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """All are read that were there when the page was made."""
        up_to = _number(request.POST.get("up_to", ""))
        if up_to is None:
            raise BadRequest("up_to")
        note_all_read(by=self.viewer, up_to=up_to, now=self.now)
        messages.success(request, _("All are marked as read."))
        return redirect("notifications:notice_list")


class NoticeOpenView(NoticeView):
    """Leads to what a notice is about, and notes that it is read. What its reader may not see any more is not found."""

    http_method_names = ["post"]
    notice: Notice

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.notice = get_object_or_404(Notice.objects.visible_to(self.viewer), pk=kwargs["notice"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        note_read(notice=self.notice, by=self.viewer, now=self.now)
        shown = shown_to(self.viewer, [self.notice], self.now).get(self.notice.pk)
        if shown is None:
            raise Http404
        return redirect(shown.url)


def _number(text: str) -> int | None:
    """A number from an address or a form; None for whatever else somebody writes there."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= LARGEST else None
