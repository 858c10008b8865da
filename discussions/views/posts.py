"""Writing a post, changing it, taking it away and bringing it back."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from common.drafts import text_arrived
from common.errors import DomainError
from common.kept_text import forget_text
from common.markdown import stored
from discussions.authors import author_of
from discussions.forms.files import files_in
from discussions.forms.post import OwnPostDeleteForm, PostDeleteForm, PostForm
from discussions.models import HeldPost, Post, PostDraft
from discussions.operations.attachments import FileWords, PictureIsNotDescribed, add_file, describe_files
from discussions.operations.checks import NotYours, UnableToWrite
from discussions.operations.drafts import WrittenElsewhere, discard_draft, drafts_at, save_draft
from discussions.operations.posts import (
    ParentIsGone,
    UnableToDelete,
    delete_post,
    restore_post,
    write_post,
)
from discussions.queries import Place
from discussions.views.files import refuse_where_too_many
from discussions.views.places import LIVE_PREVIEWS, KeepsTypedText, PostView, number_in, status_of
from discussions.views.thread_page import CONVERSATION, ThreadPageView

# The boxes of the two forms' live previews.
LIVE = ("answer-live", "reply-live")


class PostCreateView(KeepsTypedText, ThreadPageView):
    """Receives an answer or a reply. What can't be accepted comes back in the thread, in its form, with every word."""

    http_method_names = ["get", "post"]
    typed_fields = ("body", "parent", "submission", "without_name", "version")

    def after_sign_in(self) -> str:
        parent = number_in(self.request.POST.get("parent"))
        thread = self.request.path.removesuffix("posts/")
        return f"{thread}?reply_to={parent}#reply" if parent else f"{thread}#answer"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """An address that forms are sent to; who comes by it finds the thread."""
        return redirect(self.base)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "discard" in request.POST:
            return self.discarded()
        form = PostForm(request.POST, request.FILES, auto_id=self.ids_of(number_in(request.POST.get("parent"))))
        form.find_mentions = self.mentions(self.thread.board)
        if not form.is_valid():
            return self.given_back(form, status=422)
        facts = {name: form.cleaned_data[name] for name in self.typed_fields}
        try:
            if self.request.htmx.target in LIVE:
                return self.shown_live(form)
            self.take_file(form)
            if "attach" in request.POST:
                return self.given_back(form)
            if status := self.preview_status(form):
                return self.looked_at(form, facts, status)
            if form.asks_first("body", lobbying=self.cohort.program.forbids_lobbying):
                return self.given_back(form, status=422)
            post = self.written(facts)
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.given_back(form, status=status_of(refusal))
        forget_text(request, address=request.path)
        response = redirect(self.place_of(post))
        text_arrived(response, key=self.draft_key(post.parent_id))
        return response

    def place_of(self, post: Post | HeldPost) -> str:
        """Where the post stands now; one that waits, below those of the page it will stand on."""
        if isinstance(post, Post):
            return f"{self.base}?post={post.pk}#post-{post.pk}"
        page = f"post={post.parent_id}" if post.parent_id else "last=1"
        return f"{self.base}?{page}&held=1#held-{post.pk}"

    def written(self, facts: dict[str, Any]) -> Post | HeldPost:
        """The post, also where its thread, or what it answers, has come to stand elsewhere while it was written."""
        try:
            return write_post(thread=self.thread, by=self.viewer, now=self.now, files=self.files, **facts)
        except (NotYours, ParentIsGone):
            before = self.thread.pk
            if not self.follow(facts["parent"]):
                self.load(**self.kwargs)
            if self.thread.pk == before:
                raise
            vars(self).pop("base", None)
            return write_post(thread=self.thread, by=self.viewer, now=self.now, files=self.files, **facts)

    @cached_property
    def files(self) -> list[FileWords]:
        """What the form says of the files that are to be posted with it."""
        return files_in(self.request.POST)

    def take_file(self, form: PostForm) -> None:
        """A file that was sent with the form is among its files from now on. Raises why it isn't taken."""
        if upload := form.cleaned_data["file"]:
            refuse_where_too_many(self.request)
            file = add_file(
                thread=self.thread,
                by=self.viewer,
                upload=upload,
                now=self.now,
                parent=form.cleaned_data["parent"],
                alt=self.request.POST.get("alt", ""),
                is_decorative="decorative" in self.request.POST,
            )
            if file.pk not in {word.pk for word in self.files}:
                self.files.append(FileWords(file.pk, file.alt, is_decorative=file.is_decorative))

    def shown_live(self, form: PostForm) -> HttpResponse:
        """The text alone as it will look, asked for again and again while somebody types."""
        if not consume(self.request, app="discussions", action="live", config=LIVE_PREVIEWS):
            return HttpResponse(status=204)
        return HttpResponse(form.preview)

    def looked_at(self, form: PostForm, facts: dict[str, Any], status: int) -> HttpResponse:
        """The form with its preview. What is looked at is kept as a draft, too: without a script nothing else keeps it."""
        try:
            draft = save_draft(thread=self.thread, by=self.viewer, now=self.now, **facts)
        except WrittenElsewhere as refusal:
            form.refuse(refusal)
            return self.given_back(form, status=status, draft=refusal.standing, standing=refusal.standing)
        except UnableToWrite:
            # Posting would say why. There is something to look at all the same.
            return self.given_back(form, status=status)
        return self.given_back(form, status=status, draft=draft)

    def discarded(self) -> HttpResponse:
        """On to the thread, with an empty form where this one stood."""
        parent = number_in(self.request.POST.get("parent"))
        discard_draft(thread=self.thread, by=self.viewer, parent=parent)
        forget_text(self.request, address=self.request.path)
        start = number_in(self.request.POST.get("from"))
        page = f"{self.base}?from={start}" if start else self.base
        response = redirect(f"{self.base}?post={parent}#post-{parent}" if parent else f"{page}#answer")
        text_arrived(response, key=self.draft_key(parent))
        return response

    def given_back(self, form: PostForm, status: int = 200, **drafts: PostDraft | None) -> HttpResponse:
        """The thread with the form as it was sent, where it stood. What it says of its files is kept with them."""
        parent = number_in(self.request.POST.get("parent"))
        place = Place(around=parent) if parent else Place(start=number_in(self.request.POST.get("from")))
        if self.request.htmx.target == CONVERSATION and status != 200:
            # The one status of a form given back that htmx shows.
            status = 422
        waiting = (
            describe_files(drafts=drafts_at(self.thread, self.viewer, parent), words=self.files) if self.files else []
        )
        # Whoever is asked something is asked all of it at once.
        if form.hints and (bare := next((file for file in waiting if not file.is_described), None)):
            form.refuse(PictureIsNotDescribed(bare.pk))
        return self.thread_response(place, form=form, parent=parent, status=status, waiting=waiting, **drafts)


class PostDeleteView(PostView):
    """Asks once, then takes the post away; those who run the sessions say why."""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.delete_post", self.post_in_hand):
            raise PermissionDenied(str(UnableToDelete()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.post_in_hand.deleted_at:
            return redirect(self.way_back)
        return self.form_page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        reason = form.cleaned_data.get("reason", "")
        try:
            delete_post(post=self.post_in_hand, by=self.viewer, reason=reason, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        return redirect(self.way_back)

    def form(self, data: Any = None) -> PostDeleteForm | OwnPostDeleteForm:
        form = (OwnPostDeleteForm if self.is_own else PostDeleteForm)(data)
        form.cancel_url = self.way_back
        return form

    def form_page(self, form: PostDeleteForm | OwnPostDeleteForm, status: int = 200) -> HttpResponse:
        shown = {"author": author_of(self.post_in_hand), "body_html": stored(self.post_in_hand.body_html)}
        context = self.frame(form=form, is_own=self.is_own, way_back=self.way_back, **shown)
        return render(self.request, "discussions/post_delete.html", context, status=status)


class PostRestoreView(PostView):
    """Brings a post back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        restore_post(post=self.post_in_hand, by=self.viewer, now=self.now)
        return redirect(self.way_back)
