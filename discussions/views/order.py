"""Moving a thread, splitting it, making it part of another: each after a page that says what it means."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.kept_text import forget_text, kept_text
from common.markdown import stored
from discussions import tree
from discussions.authors import author_of
from discussions.enums import ThreadKind
from discussions.forms.order import JoinForm, MoveForm, SplitForm
from discussions.models import Board
from discussions.operations.checks import NotYours
from discussions.operations.joining import join_threads
from discussions.operations.moving import move_thread
from discussions.operations.order import BelongsToSession
from discussions.operations.splitting import split_thread
from discussions.operations.threads import UnableToKeepOrder
from discussions.queries.places import boards_to_move_to, is_narrower, is_wider, threads_to_join, who_reads
from discussions.views.places import KeepsTypedText, PostView, WholeThreadView, number_in, status_of


class OrderView(WholeThreadView):
    """For those who keep order in the thread; a prompt's stays where it is."""

    template_name = ""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.moderate_thread", self.thread):
            raise PermissionDenied(str(UnableToKeepOrder()))
        if self.thread.kind == ThreadKind.PROMPT:
            raise PermissionDenied(str(BelongsToSession()))

    def readers(self, target: Board) -> dict[str, Any]:
        """Who reads there and who here, for the page before the yes."""
        source = self.thread.board
        return {
            "reads_there": who_reads(target),
            "reads_here": who_reads(source),
            "is_wider": is_wider(source, target),
            "is_narrower": is_narrower(source, target),
        }

    def form_page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        form.cancel_url = self.base
        return render(self.request, self.template_name, self.frame(form=form, **context), status=status)


class ThreadMoveView(OrderView):
    """Choose a board, read who reads there, move."""

    template_name = "discussions/thread_move.html"

    def form(self, data: Any = None) -> MoveForm:
        return MoveForm(data, boards=boards_to_move_to(self.thread, self.viewer))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.form_page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        target = form.cleaned_data["board"]
        if not form.is_confirmed:
            form.ask(_("Move it"))
            return self.form_page(form, target=target, **self.readers(target))
        try:
            thread = move_thread(thread=self.thread, board=target, by=self.viewer, now=self.now, widening=True)
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        messages.success(request, _("It stands on the board “%(board)s” now.") % {"board": target.name})
        return redirect(thread.get_absolute_url())


class ThreadJoinView(OrderView):
    """Choose a thread, read what it means, make this one part of it."""

    template_name = "discussions/thread_join.html"

    def form(self, data: Any = None) -> JoinForm:
        chosen = number_in(self.request.POST.get("thread"))
        offered = threads_to_join(self.thread, self.viewer, self.now, words=self.words, chosen=chosen)
        return JoinForm(data, offered=offered)

    @property
    def words(self) -> str:
        """What is looked for in the titles."""
        return self.request.GET.get("q", "").strip()[:200]

    def frame(self, **context: Any) -> dict[str, Any]:
        """With what is looked for."""
        return super().frame(words=self.words, **context)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.form_page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        target = form.target
        if not form.is_confirmed:
            form.ask(_("Make it part of the other"))
            return self.form_page(form, target=target, **self.readers(target.board))
        try:
            thread = join_threads(source=self.thread, target=target, by=self.viewer, now=self.now, widening=True)
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        messages.success(request, _("All of it stands here now."))
        return redirect(thread.get_absolute_url())


class PostSplitView(KeepsTypedText, PostView):
    """Says what goes along, asks for a title, splits."""

    typed_fields = ("title",)

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.moderate_thread", self.thread):
            raise PermissionDenied(str(UnableToKeepOrder()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.was_led_on or self.post_in_hand.deleted_at:
            return redirect(self.way_back)
        return self.form_page(SplitForm(initial=kept_text(request, address=request.path)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.was_led_on:
            # Sent twice: it has been split off already.
            return redirect(self.way_back)
        form = SplitForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        try:
            topic = split_thread(
                thread=self.thread, post=self.post_in_hand, by=self.viewer, now=self.now, **form.cleaned_data
            )
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        forget_text(request, address=request.path)
        messages.success(request, _("It is a thread of its own now."))
        return redirect(topic.get_absolute_url())

    def form_page(self, form: SplitForm, status: int = 200) -> HttpResponse:
        form.cancel_url = self.way_back
        post = self.post_in_hand
        below = self.thread.posts.filter(path__gt=post.path, path__lt=tree.end_of_subtree(post.path)).count()
        context = self.frame(
            form=form, author=author_of(post), body_html=stored(post.body_html), below=below, way_back=self.way_back
        )
        return render(self.request, "discussions/post_split.html", context, status=status)
