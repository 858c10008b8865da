"""Reading a thread, beginning one, and keeping order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.drafts import text_arrived
from common.errors import DomainError
from common.kept_text import forget_text, kept_text
from discussions.enums import ThreadKind
from discussions.forms.topic import TopicForm
from discussions.operations.reading import note_page_read, note_read
from discussions.operations.threads import (
    TopicIsHidden,
    edit_topic,
    lock_thread,
    pin_thread,
    start_topic,
    unlock_thread,
    unpin_thread,
)
from discussions.queries import first_unread
from discussions.queries.nameless import nameless_on
from discussions.queries.unread import next_unread_post, next_unread_thread
from discussions.views.places import (
    BoardView,
    KeepsTypedText,
    TalkView,
    ThreadView,
    WholeThreadView,
    number_in,
    status_of,
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


class TopicFormView(TalkView):
    """What beginning a topic and changing it have in common."""

    def kept(self) -> dict[str, str]:
        """What the person had typed when their sign-in ran out."""
        typed = kept_text(self.request, address=self.request.path)
        return {name: typed[name] for name in NEW_TOPIC if typed.get(name)}

    def received(self, address: str, *, key: str) -> HttpResponse:
        """On to the topic; the browser may forget its draft."""
        forget_text(self.request, address=self.request.path)
        response = redirect(address)
        text_arrived(response, key=key)
        return response


class ThreadCreateView(KeepsTypedText, TopicFormView, BoardView):
    """A new topic."""

    typed_fields = NEW_TOPIC

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.start_topic", self.board):
            raise PermissionDenied(_("You can read here, but you don't take part in this cohort now."))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.form_page(self.form(initial=self.kept()))

    def form(self, data: Any = None, initial: Any = None) -> TopicForm:
        nameless = nameless_on(self.board, self.viewer)
        may_announce = self.viewer.has_perm("discussions.announce", self.board)
        return TopicForm(data, initial=initial, writer=self.viewer.pk, nameless=nameless, may_announce=may_announce)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        if status := self.preview_status(form):
            return self.form_page(form, status=status)
        if form.asks_first("title", "body", lobbying=self.cohort.program.forbids_lobbying):
            return self.form_page(form, status=422)
        facts: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "body", "submission")}
        facts |= {name: form.cleaned_data.get(name, False) for name in ("without_name", "is_announcement")}
        try:
            topic = start_topic(board=self.board, by=self.viewer, now=self.now, **facts)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        return self.received(topic.get_absolute_url(), key=self.draft_key)

    @property
    def draft_key(self) -> str:
        return f"topic-{self.board.pk}-{self.viewer.pk}"

    def form_page(self, form: TopicForm, status: int = 200) -> HttpResponse:
        form.keep_draft("body", self.draft_key)
        form.find_mentions = self.mentions(self.board)
        context = self.frame(form=form, base=self.board.get_absolute_url())
        return render(self.request, "discussions/thread_form.html", context, status=status)


class ThreadEditView(KeepsTypedText, TopicFormView, WholeThreadView):
    """The author changes the words of their topic."""

    typed_fields = ("title", "body")

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if self.thread.kind != ThreadKind.TOPIC or self.thread.author_id != self.viewer.pk:
            raise PermissionDenied(_("Only the author can change the words of a topic."))
        if refusal := self.refusal_to_write():
            raise PermissionDenied(str(refusal))
        if hasattr(self.thread, "hidden"):
            raise PermissionDenied(str(TopicIsHidden()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        initial = {"title": self.thread.title, "body": self.thread.body} | self.kept()
        return self.form_page(TopicForm(initial=initial, writer=self.viewer.pk))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TopicForm(request.POST, writer=self.viewer.pk)
        if not form.is_valid():
            return self.form_page(form, status=422)
        if status := self.preview_status(form):
            return self.form_page(form, status=status)
        before = f"{self.thread.title}\n\n{self.thread.body}"
        if form.asks_first("title", "body", lobbying=self.cohort.program.forbids_lobbying, before=before):
            return self.form_page(form, status=422)
        facts = {name: form.cleaned_data[name] for name in ("title", "body")}
        try:
            edit_topic(topic=self.thread, by=self.viewer, now=self.now, **facts)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        return self.received(self.base, key=self.draft_key)

    @property
    def draft_key(self) -> str:
        return f"edit-topic-{self.thread.pk}-{self.viewer.pk}"

    def form_page(self, form: TopicForm, status: int = 200) -> HttpResponse:
        form.keep_draft("body", self.draft_key)
        form.find_mentions = self.mentions(self.thread.board)
        context = self.frame(form=form, topic=self.thread)
        return render(self.request, "discussions/thread_form.html", context, status=status)


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
