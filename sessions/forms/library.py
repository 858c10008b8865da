"""What people look for in the library, and what facilitators put there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin, SaysWhatToDo
from common.uploads import kinds_in_words, limit_in_words
from sessions.enums import LibraryKind
from sessions.models import Resource
from sessions.queries.library import Search


class LibraryForm(SaysWhatToDo, forms.Form):
    """Asked with GET: a search has an address to come back to. What isn't offered looks for nothing."""

    q = forms.CharField(
        label=_("Words in titles, descriptions, transcripts"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("All kinds")), *LibraryKind.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    topic = forms.CharField(
        label=_("Topic"), max_length=80, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def offer_topics(self, topics: Sequence[tuple[str, str]]) -> None:
        """Offers the topics there are."""
        widget: Any = self.fields["topic"].widget
        widget.choices = [("", _("All topics")), *topics]

    @property
    def search(self) -> Search:
        """What they look for; a part of it that makes no sense is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Search(words=said.get("q", ""), kind=said.get("kind", ""), topic=said.get("topic", ""))


class ResourceForm(PortalFormMixin, forms.Form):
    """A link or a file, what it is good for, and its topics."""

    submit_label = _("Save")

    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("A file without one goes by its own name.")
    )
    url = forms.URLField(
        label=_("Link"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://…"}),
    )  # fmt: skip
    file = forms.FileField(label=_("or a file"), required=False, max_length=255, allow_empty_file=True)
    description = forms.CharField(
        label=_("What it is good for"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    topics = forms.CharField(
        label=_("Topics"),
        max_length=800,
        required=False,
        help_text=_("With commas between them: housing, food, trust."),
    )
    for_program = forms.BooleanField(
        label=_("For every cohort of the program"), required=False,
        help_text=_("People of its other cohorts, earlier and later, find it in their library too."),
    )  # fmt: skip

    def __init__(self, *args: Any, resource: Resource | None = None, may_share: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Up to %(limit)s: %(kinds)s. Photographs lose the place they were taken at."
        ) % {"limit": limit_in_words(), "kinds": kinds_in_words()}
        if resource is not None and resource.file:
            self.fields["file"].label = _("or another file")
        if resource is not None or not may_share:
            del self.fields["for_program"]

    def clean_topics(self) -> list[str]:
        """Each by itself."""
        return [topic.strip() for topic in self.cleaned_data["topics"].split(",") if topic.strip()]

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        if entered.get("url") and entered.get("file"):
            self.add_error("file", _("Give a link or a file, not both."))
        if entered.get("url") and not entered.get("title"):
            self.add_error("title", _("Say what the link leads to."))
        return entered
