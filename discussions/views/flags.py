"""Flagging a post or a topic."""

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
from discussions.authors import author_of
from discussions.enums import FlagAbout
from discussions.forms.flags import FlagForm
from discussions.models import Post
from discussions.operations.checks import NotYours, refuse_where_over
from discussions.operations.flags import flag, refuse_what_is_not_flagged
from discussions.queries.flags import own_decided_flag
from discussions.queries.moderators import moderators_of
from discussions.views.places import KeepsTypedText, PostView, ThreadView, WholeThreadView, status_of


class FlagView(KeepsTypedText, ThreadView):
    """Says who will read it, and takes the reason."""

    typed_fields = ("about", "words")
    # None: the first words of the topic.
    flagged_post: Post | None = None

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.take_in_hand()
        try:
            refuse_where_over(self.cohort, may_talk=self.viewer.has_perm("cohorts.talk", self.cohort))
            refuse_what_is_not_flagged(self.flagged_post or self.thread, self.viewer)
        except DomainError as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def take_in_hand(self) -> None:
        """Which post it is about, where it is about one."""

    @property
    def back(self) -> str:
        """Where it stands."""
        return self.base

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.form_page(FlagForm(initial=kept_text(request, address=request.path)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FlagForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        facts = {"about": FlagAbout(form.cleaned_data["about"]), "words": form.cleaned_data["words"]}
        try:
            flag(thread=self.thread, post=self.flagged_post, by=self.viewer, now=self.now, **facts)
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        forget_text(request, address=request.path)
        messages.success(request, _("Thank you. Those who keep order here will look at it."))
        return redirect(self.back)

    def form_page(self, form: FlagForm, status: int = 200) -> HttpResponse:
        said = self.flagged_post or self.thread
        form.cancel_url = self.back
        context = self.frame(
            form=form,
            author=author_of(said),
            body_html=stored(said.body_html),
            is_topic=self.flagged_post is None,
            back=self.back,
            desk_reads=bool(moderators_of(self.thread.board) - {self.viewer.pk}),
            decided=own_decided_flag(thread=self.thread, post=self.flagged_post, viewer=self.viewer),
        )
        return render(self.request, "discussions/flag.html", context, status=status)


class TopicFlagView(FlagView, WholeThreadView):
    """The title and first words of a topic."""


class PostFlagView(FlagView, PostView):
    """A post."""

    def take_in_hand(self) -> None:
        self.flagged_post = self.post_in_hand

    @property
    def back(self) -> str:
        return self.way_back
