"""How a post read before, and having its words erased."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.markdown import stored
from discussions.authors import author_of
from discussions.forms.post import PostEraseForm
from discussions.operations.erasing import StandsStill, UnableToErase, erase_post
from discussions.queries.versions import change_made, versions_of
from discussions.views.places import PostView, number_in


class PostVersionsView(PostView):
    """The versions of a post, one of them compared with the one before. Peers read that it was edited, and no more."""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.read_versions", self.post_in_hand):
            raise PermissionDenied(
                _("How a post read before is seen by its author and by those who run this cohort's sessions.")
            )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        post, versions = self.post_in_hand, versions_of(self.post_in_hand)
        asked = number_in(request.GET.get("version"))
        chosen = next((version for version in versions if version.number == asked), next(iter(versions), None))
        context = self.frame(
            post=post,
            author=author_of(post),
            is_own=self.is_own,
            versions=versions,
            chosen=chosen,
            pieces=change_made(post, versions, chosen.number) if chosen else [],
            body_html=stored(post.body_html),
            way_back=self.way_back,
        )
        return render(request, "discussions/post_versions.html", context)


class PostEraseView(PostView):
    """Asks once, then the words are gone."""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        # The words are their author's: not an administrator's either, who passes every rule.
        if not self.is_own:
            raise PermissionDenied(str(UnableToErase()))
        if self.post_in_hand.deleted_at is None:
            raise PermissionDenied(str(StandsStill()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.post_in_hand.erased_at:
            return redirect(self.way_back)
        form = PostEraseForm()
        form.cancel_url = self.way_back
        context = self.frame(form=form, way_back=self.way_back)
        return render(request, "discussions/post_erase.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        erase_post(post=self.post_in_hand, by=self.viewer, now=self.now)
        messages.success(request, _("The words are erased for good."))
        return redirect(self.way_back)
