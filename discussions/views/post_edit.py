"""Changing the words of a post."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from discussions.authors import author_of
from discussions.forms.post_edit import OwnPostEditForm, PostEditForm
from discussions.operations.drafts_elsewhere import WritingPlace, drafts_of
from discussions.operations.posts import NotYourPost, PostIsGone, edit_post
from discussions.views.drafted import DraftedView
from discussions.views.places import KeepsTypedText, PostView


class PostEditView(KeepsTypedText, DraftedView, PostView):
    """The author changes their words and files; those who run the sessions change another's words and say why."""

    template_name = "discussions/post_edit.html"
    typed_fields = ("body", "reason", "version")

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if self.post_in_hand.deleted_at:
            raise PermissionDenied(str(PostIsGone()))
        if self.is_own:
            if refusal := self.refusal_to_write():
                raise PermissionDenied(str(refusal))
        elif not self.viewer.has_perm("discussions.edit_post", self.post_in_hand):
            raise PermissionDenied(str(NotYourPost()))

    @property
    def takes_files(self) -> bool:  # type: ignore[override]
        """What hangs on it is its author's."""
        return self.is_own

    @property
    def place(self) -> WritingPlace:
        return WritingPlace(post=self.post_in_hand)

    def standing(self) -> dict[str, Any]:
        return {"body": self.post_in_hand.body}

    def form(self, data: Any = None, files: Any = None, initial: Any = None) -> OwnPostEditForm:
        make = OwnPostEditForm if self.is_own else PostEditForm
        return make(data, files, initial=initial, writer=self.viewer.pk)

    def asks_first(self, form: OwnPostEditForm) -> bool:
        return form.asks_first("body", lobbying=self.cohort.program.forbids_lobbying, before=self.post_in_hand.body)

    def act(self, form: OwnPostEditForm) -> HttpResponse:
        facts = {name: form.cleaned_data.get(name, "") for name in ("body", "reason", "version")}
        edit_post(post=self.post_in_hand, by=self.viewer, now=self.now, files=self.files, **facts)
        return redirect(self.way_back)

    @property
    def draft_key(self) -> str:
        return f"edit-{self.post_in_hand.pk}-{self.viewer.pk}"

    @property
    def way_out(self) -> str:
        return self.way_back

    def context(self) -> dict[str, Any]:
        post = self.post_in_hand
        facts = {"post": post, "author": author_of(post), "is_own": self.is_own, "way_back": self.way_back}
        return self.frame(changed_since=self.changed_since(), **facts)

    def changed_since(self) -> str:
        """The words as they stand, where somebody has changed them since the draft was last saved."""
        edited = self.post_in_hand.edited_at
        if edited is None or not drafts_of(self.place, self.viewer).filter(updated_at__lt=edited).exists():
            return ""
        return self.post_in_hand.body
