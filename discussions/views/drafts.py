"""Drafts: saved by the script while somebody writes, listed, discarded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common import times
from common.errors import DomainError
from common.kept_text import forget_text
from common.markdown import render as render_markdown
from common.markdown import text_of
from discussions.authors import author_of
from discussions.forms.files import files_in
from discussions.forms.post import PostForm
from discussions.models import PostDraft
from discussions.operations.attachments import describe_files
from discussions.operations.checks import NotYours
from discussions.operations.drafts import WrittenElsewhere, discard, drafts_at, save_draft
from discussions.queries.drafts import drafts_of
from discussions.views.places import TalkView, ThreadView, status_of

DRAFTS_A_PAGE = 20
# What a form says of the draft it was made with.
DRAFT_FIELDS = ("body", "version", "parent", "without_name", "submission")


class DraftSaveView(ThreadView):
    """Where autosave.js sends the form. A word comes back for its line of state, and the version it goes on from."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PostForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"said": _("Not saved yet: something in the form does not fit.")}, status=422)
        facts = {name: form.cleaned_data[name] for name in DRAFT_FIELDS}
        try:
            draft = save_draft(thread=self.thread, by=self.viewer, now=self.now, **facts)
            # Left out is a file when the form is sent, not while it is written.
            words = [replace(word, is_left_out=False) for word in files_in(request.POST)]
            if words:
                describe_files(drafts=drafts_at(self.thread, self.viewer, facts["parent"]), words=words)
        except NotYours:
            raise
        except WrittenElsewhere as refusal:
            both = _("You have written here in another tab or on another device. Press “Preview” to see both.")
            return JsonResponse({"said": both if refusal.standing else str(refusal)}, status=409)
        except DomainError as refusal:
            return JsonResponse({"said": str(refusal)}, status=status_of(refusal))
        # What was kept when the sign-in had ended is older than this.
        forget_text(request, address=f"{self.base}posts/")
        return JsonResponse({"version": draft.version, "said": when_saved(draft)})


class DraftListView(TalkView):
    """A person's own drafts."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = Paginator(drafts_of(self.viewer, self.now), DRAFTS_A_PAGE).get_page(request.GET.get("page"))
        for draft in page:
            draft.answers = _answered(draft)  # type: ignore[attr-defined]
            # As it will look: Markdown is for the form.
            draft.html = render_markdown(draft.body, heading_level=4, keep_lines=True)  # type: ignore[attr-defined]
            draft.excerpt = " ".join(text_of(draft.html).split())  # type: ignore[attr-defined]
        context = {
            "page": page,
            "now": self.now,
            "bar": "me",
            "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        }
        return render(request, "discussions/draft_list.html", context)


class DraftDiscardView(TalkView):
    """From the list. What isn't one's own isn't there."""

    http_method_names = ["post"]
    draft: PostDraft

    def load(self, **kwargs: Any) -> None:
        self.draft = get_object_or_404(PostDraft.objects.visible_to(self.viewer, self.now), pk=kwargs["draft"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        discard(draft=self.draft, by=self.viewer)
        messages.success(request, _("The draft is discarded."))
        return redirect("discussions:draft_list")


def when_saved(draft: PostDraft) -> str:
    """ "Draft saved 3:42 pm", in the viewer's zone; nothing where there is nothing to keep."""
    if not draft.pk:
        return ""
    return _("Draft saved %(time)s.") % {"time": times.clock(draft.updated_at, timezone.get_current_timezone_name())}


def _answered(draft: Any) -> str:
    """Whose post the draft replies to; empty where it answers the thread."""
    if draft.parent is None:
        return ""
    if not draft.reads_parent:
        return _("a post of somebody else")
    return _("a post that was taken away") if draft.parent.deleted_at else author_of(draft.parent)
