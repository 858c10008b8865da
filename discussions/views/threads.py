"""Reading a thread, beginning one, and keeping order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.operations.reading import note_page_read, note_read
from discussions.operations.threads import (
    lock_thread,
    pin_thread,
    unlock_thread,
    unpin_thread,
)
from discussions.queries import first_unread
from discussions.queries.unread import next_unread_post, next_unread_thread
from discussions.views.places import (
    ThreadView,
    WholeThreadView,
    number_in,
)
from discussions.views.thread_page import CONVERSATION, ThreadPageView

# What the form of a new topic asks for.
NEW_TOPIC = ("title", "body", "submission", "without_name", "is_announcement")


class ThreadDetailView(ThreadPageView):
    """Twenty posts of a thread. Reading writes nothing: how far somebody has read is noted by `ThreadReadView`."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.was_led_on:
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{self.base}?{query}" if query else self.base)
        if "unread" in request.GET:
            post = first_unread(self.thread, self.viewer)
            return redirect(f"{self.base}?post={post}#post-{post}" if post else self.base)
        if "next" in request.GET:
            return redirect(self.next_unread(request.GET["next"]))
        place = self.asked_place()
        response = self.thread_response(place, parent=number_in(request.GET.get("reply_to")))
        if place.around and self.page.around is None and (moved := self.follow(place.around)):
            # It was split off, or its thread is part of another.
            return redirect(f"{self.base}?post={moved.pk}#post-{moved.pk}")
        if self.request.htmx.target == CONVERSATION and place.around:
            # Where a post was just written: its address into the bar, and the post into view.
            response.headers["HX-Push-Url"] = f"{self.base}?post={place.around}#post-{place.around}"
            response.headers["HX-Reswap"] = f"outerHTML show:#post-{place.around}:top"
        return response

    def next_unread(self, where: str) -> str:
        """The address of the next unread post: of this thread beyond the page that was left, or of another of the cohort."""
        numbers = [number_in(part) or 0 for part in where.split(".")][:3]
        after, first, last = numbers + [0] * (3 - len(numbers))
        post = next_unread_post(self.thread, self.viewer, after=after, first=first, last=last)
        if post is not None:
            return f"{self.base}?post={post}#post-{post}"
        thread = next_unread_thread(self.thread, self.viewer, self.now)
        if thread is not None:
            return f"{thread.get_absolute_url()}?unread=1"
        return reverse("discussions:unread_in_cohort", args=[self.cohort.slug])


class ThreadReadView(ThreadView):
    """Notes how far the viewer has read: a page that was on the screen (a beacon), or all of it (a button)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        first, last, seen = (number_in(request.POST.get(name)) for name in ("first", "last", "seen"))
        if self.is_another():
            # The numbers are of the thread that became a part of it.
            return redirect(self.base) if seen is None else HttpResponse(status=204)
        if seen is None:
            note_read(person=self.viewer, thread=self.thread, number=self.thread.last_number, now=self.now)
            messages.success(request, _("All posts are marked as read."))
            return redirect(self.base)
        if first and last:
            note_page_read(person=self.viewer, thread=self.thread, first=first, last=last, seen=seen, now=self.now)
        else:
            # A topic without posts has been looked at.
            note_read(person=self.viewer, thread=self.thread, number=0, now=self.now)
        return HttpResponse(status=204)


class ThreadLockView(WholeThreadView):
    """Locks the thread, or unlocks it, as the button says."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        act = lock_thread if request.POST.get("locked") == "yes" else unlock_thread
        act(thread=self.thread, by=self.viewer, now=self.now)
        return redirect(self.base)


class ThreadPinView(WholeThreadView):
    """Pins the thread to the top of its board, or takes it down, as the button says."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        act = pin_thread if request.POST.get("pinned") == "yes" else unpin_thread
        act(thread=self.thread, by=self.viewer, now=self.now)
        return redirect(self.base)
