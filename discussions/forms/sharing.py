"""The form with which a post is taken to another board."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from common.kept_text import WRITER
from discussions.forms.hints import HintsMixin
from discussions.forms.post import MARKDOWN_HELP
from discussions.models import Board


class BoardChoiceField(forms.ModelChoiceField):
    """Boards by the name they have on their pages."""

    def label_from_instance(self, obj: Board) -> str:
        return obj.name


class ShareForm(PortalFormMixin, HintsMixin, forms.Form):
    """Where to, under which title, with which words of one's own."""

    submit_label: Any = _("Share it")

    board = BoardChoiceField(label=_("On which board"), queryset=Board.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Title"), required=False, help_text=_("What it is about, in one line."))
    words = forms.CharField(
        label=_("Why you share it"),
        required=False,
        strip=False,
        help_text=MARKDOWN_HELP,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, writer: int, boards: QuerySet[Board], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission", str(uuid4()))
        self.initial[WRITER] = writer
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]

    def clean_submission(self) -> Any:
        """A form without one is a form of its own."""
        return self.cleaned_data["submission"] or uuid4()
