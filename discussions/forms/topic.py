"""The form of a topic."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.forms.drafted import DraftedForm
from discussions.forms.post import MARKDOWN_HELP
from discussions.queries.nameless import Nameless


class TopicForm(DraftedForm):
    """A title and the first words, for a new topic and for its author's changes."""

    preview_heading_level = 2

    title = forms.CharField(label=_("Title"), required=False, help_text=_("What it is about, in one line."))
    body = forms.CharField(
        label=_("Your words"),
        required=False,
        strip=False,
        help_text=MARKDOWN_HELP,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    is_announcement = forms.BooleanField(
        label=_("This is an announcement"),
        required=False,
        help_text=_("It stands apart from the talk, before it, and on the cohort's page. People can answer it."),
    )
    without_name = forms.BooleanField(label=_("Post without my name"), required=False)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, writer: int, nameless: Nameless | None = None, may_announce: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, writer=writer, **kwargs)
        if not may_announce and not self.data.get("is_announcement"):
            # Sent all the same, it is the operation's to refuse.
            del self.fields["is_announcement"]
        self.initial.setdefault("submission", str(uuid4()))
        if nameless is not None:
            self.fields["without_name"].help_text = nameless.explained
        elif not self.data.get("without_name") and not self.initial.get("without_name"):
            # Sent all the same, it is the operation's to refuse: nothing is posted with a name that was to be without.
            del self.fields["without_name"]

    def clean_submission(self) -> Any:
        """A form without one is a form of its own."""
        return self.cleaned_data["submission"] or uuid4()
