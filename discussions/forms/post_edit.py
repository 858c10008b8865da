"""The forms in which the words of a post are changed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.forms.drafted import DraftedForm
from discussions.forms.post import MARKDOWN_HELP
from discussions.operations.checks import LONGEST_REASON


class OwnPostEditForm(DraftedForm):
    """The words of a post, for their author."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        help_text=MARKDOWN_HELP,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class PostEditForm(OwnPostEditForm):
    """The words of a post, for those who run the sessions; they say why."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("The author and those who run the sessions read it; the others don't."),
    )
