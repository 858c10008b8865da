"""Taking a post to another board of its cohort."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.drafts import text_arrived
from common.errors import DomainError
from common.kept_text import forget_text, kept_text
from discussions.authors import author_of
from discussions.forms.sharing import ShareForm
from discussions.models import Board
from discussions.operations.sharing import refuse_where_it_stays, share_post
from discussions.queries.news import excerpt_of
from discussions.views.places import KeepsTypedText, PostView, status_of


class PostShareView(KeepsTypedText, PostView):
    """The post as it will be quoted, and where to."""

    typed_fields = ("board", "title", "words", "submission")

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        refusal = self.refusal_to_share()
        if refusal is not None:
            raise PermissionDenied(str(refusal))

    def refusal_to_share(self) -> DomainError | None:
        """A locked thread can be shared from; the cohort must be going on, and the person take part."""
        try:
            refuse_where_it_stays(self.post_in_hand)
        except DomainError as refusal:
            return refusal
        return None if self.thread.is_locked else self.refusal_to_write()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = {name: text for name, text in kept_text(request, address=request.path).items() if text}
        return self.form_page(self.form(initial={"title": self.thread.title} | typed))

    def form(self, data: Any = None, initial: Any = None) -> ShareForm:
        return ShareForm(data, initial=initial, writer=self.viewer.pk, boards=self.boards())

    def boards(self) -> QuerySet[Board]:
        """The others of the cohort that the viewer reads: who takes part in its talk writes on each of them."""
        others = Board.objects.visible_to(self.viewer).filter(cohort=self.cohort).exclude(pk=self.thread.board_id)
        return others.order_by("kind", "name", "pk")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        if form.asks_first("title", "words", lobbying=self.cohort.program.forbids_lobbying, before=self.thread.title):
            form.submit_label = _("Post it as it is")
            return self.form_page(form, status=422)
        facts = {name: form.cleaned_data[name] for name in self.typed_fields}
        try:
            topic = share_post(post=self.post_in_hand, by=self.viewer, now=self.now, **facts)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        forget_text(request, address=request.path)
        response = redirect(topic.get_absolute_url())
        text_arrived(response, key=self.draft_key)
        return response

    @property
    def draft_key(self) -> str:
        return f"share-{self.post_in_hand.pk}-{self.viewer.pk}"

    def form_page(self, form: ShareForm, status: int = 200) -> HttpResponse:
        form.keep_draft("words", self.draft_key)
        form.cancel_url = self.way_back
        post = self.post_in_hand
        quoted = {"author": author_of(post), "excerpt": excerpt_of(post.body_html)}
        context = self.frame(form=form, way_back=self.way_back, **quoted)
        return render(self.request, "discussions/post_share.html", context, status=status)
