"""Prompts in the administration, to find and to look at; they are written at the session's desk."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnlyAdmin
from sessions.models import Prompt


@admin.register(Prompt)
class PromptAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["question", "live_session", "position", "opens", "posts"]
    list_filter = ["live_session__cohort"]
    list_select_related = ["thread", "live_session__cohort"]
    search_fields = ["thread__title", "thread__body", "live_session__title", "live_session__label"]
    ordering = ["-live_session__starts_at", "position"]
    fields = ["question", "words", "live_session", "position", "opens", "posts", "desk"]

    @admin.display(description=_("question"), ordering="thread__title")
    def question(self, prompt: Prompt) -> str:
        return prompt.thread.title

    @admin.display(description=_("more about it"))
    def words(self, prompt: Prompt) -> str:
        return prompt.thread.body

    @admin.display(description=_("opens"), ordering="thread__opens_at")
    def opens(self, prompt: Prompt) -> object:
        return gettext("never: cancelled") if prompt.live_session.is_cancelled else prompt.thread.opens_at

    @admin.display(description=_("posts"), ordering="thread__last_number")
    def posts(self, prompt: Prompt) -> int:
        return prompt.thread.last_number

    @admin.display(description=_("change it"))
    def desk(self, prompt: Prompt) -> SafeString:
        session = prompt.live_session
        address = reverse("sessions:prompt_edit", args=[session.cohort.slug, session.slug, prompt.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("at the session's desk"))
