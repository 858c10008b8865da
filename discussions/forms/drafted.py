"""What the forms of a new topic, and of the change of a topic or a post, have in common: a draft, files, a live preview."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.forms import PortalFormHelper
from common.kept_text import WRITER
from common.uploads import kinds_in_words, limit_in_words
from discussions.forms.hints import HintsMixin
from discussions.forms.post import PreviewMixin
from discussions.operations.attachments import TAKEN, PictureIsNotDescribed

# Drawn by _form_with_draft.html itself, because what was just saved counts and not what was sent.
BY_HAND = (WRITER, "version", "file")


class DraftedForm(PreviewMixin, HintsMixin, forms.Form):
    """A form whose words are kept as a draft while they are written, and that takes files."""

    writer = forms.CharField(required=False, widget=forms.HiddenInput)
    # Of the draft it was made with.
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    # One more; those that were added before are read by `discussions.forms.files`.
    file = forms.FileField(label=_("Picture or file"), required=False, max_length=255, allow_empty_file=True)

    # The picture that isn't described.
    undescribed: int | None = None

    def __init__(self, *args: Any, writer: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[WRITER] = writer
        said = _(
            "Up to %(limit)s: %(kinds)s. Photographs lose the place they were taken at. A file waits a day to be posted."
        )
        self.fields["file"].help_text = said % {"limit": limit_in_words(), "kinds": kinds_in_words(TAKEN)}

    @property
    def helper(self) -> PortalFormHelper:
        helper = super().helper
        drawn = (name for name in self.fields if name not in BY_HAND and not name.startswith("alt-"))
        helper.layout = Layout(*drawn)
        return helper

    def refuse(self, error: DomainError) -> None:
        """A picture's words are asked for at the picture, whose field _file_rows.html draws."""
        if isinstance(error, PictureIsNotDescribed):
            self.undescribed = error.file
            words = forms.TextInput(attrs={"id": error.field})
            self.fields[error.field] = forms.CharField(label=_("What is in the picture"), required=False, widget=words)
        super().refuse(error)

    def clean_version(self) -> int:
        """A form without one began with nothing."""
        return self.cleaned_data["version"] or 0
