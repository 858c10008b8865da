"""The forms of a post: answering, changing the words, taking it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.forms import PortalFormHelper, PortalFormMixin
from common.markdown import render
from common.uploads import kinds_in_words, limit_in_words
from discussions.forms.hints import HintsMixin
from discussions.operations.attachments import TAKEN, PictureIsNotDescribed
from discussions.operations.checks import LONGEST_REASON

if TYPE_CHECKING:
    from common.markdown import Marker

MARKDOWN_HELP = _(
    "Markdown works: *emphasis*, **strong**, lists, links. Up to 20,000 characters. Write @ and a full name to mention "
    "somebody who reads here; they are told."
)


class PreviewMixin(PortalFormMixin):
    """A form whose text can be looked at before it is sent. Its page writes the `<form>` and its buttons."""

    preview_heading_level = 4
    # Finds those whom a text mentions, for the preview; its page says how.
    find_mentions: Callable[[str], Marker | None] | None = None

    @property
    def helper(self) -> PortalFormHelper:
        helper = super().helper
        helper.form_tag = False
        return helper

    @property
    def asks_for_preview(self) -> bool:
        return self.is_bound and "preview" in self.data

    @property
    def preview(self) -> SafeString | str:
        """The text as it would be shown, where the button for it was pressed."""
        if not self.asks_for_preview or not self.is_valid():
            return ""
        body = self.cleaned_data["body"]
        marker = self.find_mentions(body) if self.find_mentions else None
        return render(body, heading_level=self.preview_heading_level, keep_lines=True, marker=marker)


class PostForm(PreviewMixin, HintsMixin, forms.Form):
    """An answer, or a reply to `parent`. The thread's page draws it itself, in the place where it is needed.

    Length and emptiness are the operation's to refuse: the form only reads.
    """

    body = forms.CharField(
        label=_("What would you like to say?"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    without_name = forms.BooleanField(required=False)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # One more; those that were added before are read by `discussions.forms.files`.
    file = forms.FileField(label=_("Picture or file"), required=False, max_length=255, allow_empty_file=True)
    # Of the draft it was made with.
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Made with the form: sent twice, it is one post.
        self.initial.setdefault("submission", str(uuid4()))
        said = _(
            "Up to %(limit)s: %(kinds)s. Photographs lose the place they were taken at. A file waits a day to be posted."
        )
        self.fields["file"].help_text = said % {"limit": limit_in_words(), "kinds": kinds_in_words(TAKEN)}

    # The picture that isn't described.
    undescribed: int | None = None

    def refuse(self, error: DomainError) -> None:
        """A picture's words are asked for at the picture, whose field _file_rows.html draws."""
        if isinstance(error, PictureIsNotDescribed):
            self.undescribed = error.file
            words = forms.TextInput(attrs={"id": error.field})
            self.fields[error.field] = forms.CharField(label=_("What is in the picture"), required=False, widget=words)
        super().refuse(error)

    def clean_submission(self) -> Any:
        """A form without one is a form of its own."""
        return self.cleaned_data["submission"] or uuid4()

    def clean_version(self) -> int:
        """A form without one began with nothing."""
        return self.cleaned_data["version"] or 0


class PostDeleteForm(PortalFormMixin, forms.Form):
    """Why another person's post is taken away."""

    submit_label = _("Take it away")
    submit_kind = "danger"

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("The author and those who run the sessions read it; the others don't."),
    )


class OwnPostDeleteForm(PortalFormMixin, forms.Form):
    """Taking back one's own words needs no reason."""

    submit_label = _("Take it away")
    submit_kind = "danger"


class PostEraseForm(PortalFormMixin, forms.Form):
    """Nothing is asked but whether it is meant."""

    submit_label = _("Erase for good")
    submit_kind = "danger"
