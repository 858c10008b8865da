"""When people are reminded, by kind of session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.views.settings import SettingsDeskPage
from common.errors import DomainError
from common.kept_forms import KeptFormView
from sessions.forms.reminders import RemindersForm, in_words
from sessions.operations.reminder_times import set_reminders_by_kind


class RemindersView(SettingsDeskPage, KeptFormView):
    """For the coordinators: other reminders for sessions of one kind."""

    template_name = "sessions/reminders.html"
    form_class = RemindersForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    def get_form(self, form_class: Any = None) -> RemindersForm:
        form: RemindersForm = super().get_form(form_class)
        form.cancel_url = reverse("cohorts:settings", args=[self.cohort.slug])
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = in_words(self.cohort.reminder_minutes), in_words(self.cohort.reminder_minutes_after)
        return super().get_context_data(before=before, after=after, **kwargs)

    def form_valid(self, form: RemindersForm) -> HttpResponse:
        try:
            set_reminders_by_kind(cohort=self.cohort, changes=form.by_kind_and_end, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("The reminders are saved."))
        return redirect("sessions:reminders", self.cohort.slug)
