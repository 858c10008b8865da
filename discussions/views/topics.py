"""Beginning a topic, and changing its words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from discussions.enums import ThreadKind
from discussions.forms.topic import TopicForm
from discussions.operations.drafts_elsewhere import WritingPlace
from discussions.operations.threads import TopicIsHidden, edit_topic, start_topic
from discussions.queries.nameless import nameless_on
from discussions.views.drafted import DraftedView
from discussions.views.places import BoardView, KeepsTypedText, WholeThreadView

# What the form of a new topic asks for.
NEW_TOPIC = ("title", "body", "submission", "without_name", "is_announcement", "version")


class ThreadCreateView(KeepsTypedText, DraftedView, BoardView):
    """A new topic."""

    template_name = "discussions/thread_form.html"
    typed_fields = NEW_TOPIC

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.start_topic", self.board):
            raise PermissionDenied(_("You can read here, but you don't take part in this cohort now."))

    @property
    def place(self) -> WritingPlace:
        return WritingPlace(board=self.board)

    def form(self, data: Any = None, files: Any = None, initial: Any = None) -> TopicForm:
        nameless = nameless_on(self.board, self.viewer)
        may_announce = self.viewer.has_perm("discussions.announce", self.board)
        return TopicForm(
            data, files, initial=initial, writer=self.viewer.pk, nameless=nameless, may_announce=may_announce
        )

    def asks_first(self, form: TopicForm) -> bool:
        return form.asks_first("title", "body", lobbying=self.cohort.program.forbids_lobbying)

    def act(self, form: TopicForm) -> HttpResponse:
        facts: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "body", "submission", "version")}
        facts |= {name: form.cleaned_data.get(name, False) for name in ("without_name", "is_announcement")}
        topic = start_topic(board=self.board, by=self.viewer, now=self.now, files=self.files, **facts)
        return redirect(topic.get_absolute_url())

    @property
    def draft_key(self) -> str:
        return f"topic-{self.board.pk}-{self.viewer.pk}"

    @property
    def way_out(self) -> str:
        return self.board.get_absolute_url()

    def context(self) -> dict[str, Any]:
        return self.frame(base=self.board.get_absolute_url())


class ThreadEditView(KeepsTypedText, DraftedView, WholeThreadView):
    """The author changes the words of their topic, and its files."""

    template_name = "discussions/thread_form.html"
    typed_fields = ("title", "body", "version")

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if self.thread.kind != ThreadKind.TOPIC or self.thread.author_id != self.viewer.pk:
            raise PermissionDenied(_("Only the author can change the words of a topic."))
        if refusal := self.refusal_to_write():
            raise PermissionDenied(str(refusal))
        if hasattr(self.thread, "hidden"):
            raise PermissionDenied(str(TopicIsHidden()))

    @property
    def place(self) -> WritingPlace:
        return WritingPlace(topic=self.thread)

    def standing(self) -> dict[str, Any]:
        return {"title": self.thread.title, "body": self.thread.body}

    def form(self, data: Any = None, files: Any = None, initial: Any = None) -> TopicForm:
        return TopicForm(data, files, initial=initial, writer=self.viewer.pk)

    def asks_first(self, form: TopicForm) -> bool:
        before = f"{self.thread.title}\n\n{self.thread.body}"
        return form.asks_first("title", "body", lobbying=self.cohort.program.forbids_lobbying, before=before)

    def act(self, form: TopicForm) -> HttpResponse:
        facts = {name: form.cleaned_data[name] for name in ("title", "body", "version")}
        edit_topic(topic=self.thread, by=self.viewer, now=self.now, files=self.files, **facts)
        return redirect(self.base)

    @property
    def draft_key(self) -> str:
        return f"edit-topic-{self.thread.pk}-{self.viewer.pk}"

    @property
    def way_out(self) -> str:
        return self.base

    def context(self) -> dict[str, Any]:
        return self.frame(topic=self.thread)
