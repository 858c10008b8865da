"""A thread's page, drawn by those who read it and by those whose answer was given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from common.drafts import arrived_draft, draft_was_cleared
from common.kept_text import kept_text
from common.markdown import stored
from discussions.forms.post import PostForm
from discussions.models import Attachment, PostDraft
from discussions.queries import Place, PostRow, ThreadPage, gate_of, thread_page
from discussions.queries.drafts import DraftAt
from discussions.queries.held import held_at
from discussions.queries.nameless import nameless_on
from discussions.quoting import quoted
from discussions.views.places import ThreadView, number_in

# The part of the page that htmx puts in place after a post: the posts, the ways on, the form.
CONVERSATION = "conversation"


class ThreadPageView(ThreadView):
    """A view that shows the thread: the whole page, or the part that htmx asked for."""

    # What was shown last.
    page: ThreadPage

    def draft_at(self) -> DraftAt | None:
        """Under the post that is answered, or at the end."""
        form = self.request.method == "POST"
        return DraftAt(number_in(self.request.POST.get("parent") if form else self.request.GET.get("reply_to")))

    def asked_place(self) -> Place:
        """Where in the thread the address leads. A reply is written where the post stands that it answers."""
        query = self.request.GET
        if query.get("sort") == "newest" and not query.get("post") and not query.get("reply_to"):
            return Place(start=number_in(query.get("before")), newest=True)
        return Place(
            start=number_in(query.get("from")),
            around=number_in(query.get("reply_to")) or number_in(query.get("post")),
            at_end="last" in query,
        )

    def thread_response(
        self,
        place: Place,
        *,
        form: PostForm | None = None,
        parent: int | None = None,
        status: int = 200,
        draft: PostDraft | None = None,
        standing: PostDraft | None = None,
        waiting: Sequence[Attachment] = (),
    ) -> HttpResponse:
        """The page of the thread at `place`, with the form under the post `parent`, or at the end where that is None.

        `draft` is what is kept of the form's words; `standing` are other words, kept from another device. `waiting` are
        the files that are to be posted with it.
        """
        moderates = self.viewer.has_perm("discussions.moderate_thread", self.thread)
        gate = gate_of(self.thread, self.viewer)
        page = self.page = thread_page(
            self.thread,
            self.viewer,
            place,
            moderates=moderates,
            own_only=gate is not None,
            draft=self.thread.draft if form is None else None,
        )
        parent_row = next((row for row in page.posts if row.pk == parent and not row.is_deleted), None)
        refusal = self.refusal_to_write()
        nameless = nameless_on(self.thread.board, self.viewer, thread=self.thread) if refusal is None else None
        if form is None and refusal is None:
            draft = self.kept_draft(parent_row)
            waiting = page.waiting if draft else ()
            form = self.new_form(parent_row, draft, without_name=nameless is not None and nameless.is_preset)
        context = self.frame(
            page=page,
            gate=gate,
            author=self.thread.started_by,
            page_urls=self.page_urls(page),
            body_html=stored(self.thread.body_html),
            target=self.request.GET.get("post", "") if page.around else "",
            form=form,
            nameless=nameless,
            reply_to=parent_row,
            refusal=refusal,
            may_write=refusal is None,
            may_flag=self.cohort.is_open and self.viewer.has_perm("cohorts.talk", self.cohort),
            moderates=moderates,
            draft=draft,
            standing=standing,
            files=waiting,
            draft_key=self.draft_key(parent_row.pk if parent_row else None),
            draft_clear=arrived_draft(self.request),
            has_unread=gate is None and self.thread.read_number < self.thread.last_number,
            topic_files=list(self.thread.attachments.order_by("pk")) if self.thread.has_files else (),
            way_on=self.way_on(page),
            held=held_at(self.viewer, self.now, thread=self.thread) if self.thread.has_held else (),
            just_held="held" in self.request.GET,
            # To somebody who comes for the first time everything is new; saying so at each post would be noise.
            marks_new=self.thread.read_number > 0,
        )
        if parent_row:
            context["reply_form"] = render_to_string("discussions/_post_form.html", context, self.request)
        response = render(self.request, self.template_for(parent_row), context, status=status)
        draft_was_cleared(self.request, response)
        return response

    def page_urls(self, page: ThreadPage) -> dict[str, str]:
        """The addresses of the pages around this one; empty where there is none."""
        if page.newest:
            return {
                "previous": f"{self.base}?sort=newest&before={page.previous}" if page.previous else "",
                "last": "" if page.at_beginning else f"{self.base}?sort=newest",
            }
        return {
            "first": "" if page.at_beginning else self.base,
            "previous": self.page_url(page.previous),
            "next": self.page_url(page.next),
            "last": f"{self.base}?last=1" if page.next else "",
        }

    def way_on(self, page: ThreadPage) -> str:
        """The address of the next unread post: what is on this page is left out, and what was written before this place."""
        if page.newest:
            return f"{self.base}?next=0.0.0"
        come_to = next((post.number for post in page.posts if post.pk == page.around), None)
        if come_to is None:
            come_to = min((post.number for post in page.posts if post.is_new), default=0)
        return f"{self.base}?next={come_to}.{page.first_number or 0}.{page.last_number or 0}"

    def page_url(self, start: int | None) -> str:
        """The address of the page that begins with the post of this number (0: the beginning)."""
        if start is None:
            return ""
        return f"{self.base}?from={start}" if start else self.base

    def template_for(self, parent_row: PostRow | None) -> str:
        """The whole page, or the part htmx replaces: all of the conversation, or the form of a reply."""
        if self.request.htmx.target == CONVERSATION:
            return "discussions/_conversation.html"
        if parent_row is not None and self.request.htmx.target == f"reply-to-{parent_row.pk}":
            return "discussions/_post_form.html"
        return "discussions/thread_detail.html"

    def kept_draft(self, parent_row: PostRow | None) -> PostDraft | None:
        """What the viewer has begun to write, if the form stands in its place."""
        draft = self.thread.draft
        return draft if draft is not None and draft.parent_id == (parent_row.pk if parent_row else None) else None

    def new_form(self, parent_row: PostRow | None, draft: PostDraft | None, *, without_name: bool) -> PostForm:
        """An empty form, the draft, or what the person had typed when their sign-in ran out."""
        parent = str(parent_row.pk) if parent_row else ""
        typed = kept_text(self.request, address=f"{self.base}posts/")
        initial: dict[str, Any] = {"parent": parent, "without_name": without_name, "version": 0}
        if draft is not None:
            initial |= {name: getattr(draft, name) for name in ("body", "without_name", "version")}
        if parent_row is not None and "quote" in self.request.GET:
            initial["body"] = "\n\n".join(filter(None, (initial.get("body", "").rstrip(), self.quote(parent_row))))
        if typed and typed["parent"] == parent:
            initial |= {name: typed.get(name, "") for name in ("body", "submission", "version")}
            initial["without_name"] = bool(typed["without_name"])
        return PostForm(initial=initial, auto_id=self.ids_of(parent_row.pk if parent_row else None))

    def quote(self, row: PostRow) -> str:
        """The words that are answered, under the name that stands on them. One query, where somebody quotes."""
        return quoted(row.author, self.thread.posts.standing().values_list("body", flat=True).get(pk=row.pk))

    def ids_of(self, parent: int | None) -> str:
        """The ids of the form's fields: there may be two on the page."""
        return "reply-%s" if parent else "answer-%s"

    def draft_key(self, parent: int | None) -> str:
        """Names the browser's draft; with the person's id, so that two at one computer don't meet each other's."""
        return f"post-{self.thread.pk}-{parent or 0}-{self.viewer.pk}"
