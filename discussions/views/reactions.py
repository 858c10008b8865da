"""The four words under a post: who has said them, and saying or taking back one's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.errors import DomainError
from common.markdown import stored
from discussions.authors import author_of
from discussions.operations.posts import PostIsGone
from discussions.operations.reactions import NoSuchReaction, react, take_back_reaction
from discussions.operations.sharing import may_leave
from discussions.queries.reactions import told_reactions
from discussions.views.places import PostView


class PostReactView(PostView):
    """A page of its own; on the thread's page htmx puts its panel under the post."""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if self.post_in_hand.deleted_at:
            raise PermissionDenied(str(PostIsGone()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = self.panel()
        # Into the post's slot, where the reader is: the post they react to stays in view.
        response.headers["HX-Reswap"] = "innerHTML show:none"
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """`add` says which word to put, `remove` which to take back: sent twice, it is said once."""
        add, remove = request.POST.get("add", ""), request.POST.get("remove", "")
        try:
            if remove:
                take_back_reaction(post=self.post_in_hand, kind=remove, by=self.viewer, now=self.now)
            else:
                react(post=self.post_in_hand, kind=add, by=self.viewer, now=self.now)
        except NoSuchReaction as refusal:
            return self.panel(refusal=refusal, status=422)
        return self.panel() if self.request.htmx else redirect(self.way_back)

    def panel(self, *, refusal: DomainError | None = None, status: int = 200) -> HttpResponse:
        """The page; for htmx the panel alone, and what the post says of its reactions where something was changed."""
        post = self.post_in_hand
        reactions = told_reactions(post, self.viewer)
        context = self.frame(
            post=post,
            ref=str(post.pk),
            author=author_of(post),
            body_html=stored(post.body_html),
            way_back=self.way_back,
            reactions=reactions,
            is_said=any(told.count for told in reactions),
            may_react=not self.is_own and self.refusal_to_write() is None,
            is_kept=self.viewer.bookmarks.filter(post=post).exists(),
            may_share=may_leave(post) and self.refusal_to_write() is None,
            in_slot=bool(self.request.htmx),
            heading="h4" if self.request.htmx else "h2",
            refusal=refusal,
            was_sent=self.request.method == "POST",
        )
        page = "discussions/_reactions.html" if self.request.htmx else "discussions/post_react.html"
        response = render(self.request, page, context, status=status)
        response.headers["HX-Push-Url"] = "false"
        return response
