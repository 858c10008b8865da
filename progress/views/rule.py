"""The coordinators' page of what is expected of people."""

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
from progress.forms.rule import RuleForm
from progress.operations.rule import change_participation_rule


class RuleView(SettingsDeskPage, KeptFormView):
    template_name = "progress/rule.html"
    form_class = RuleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rule": getattr(self.cohort, "participation_rule", None)}

    def get_form(self, form_class: Any = None) -> RuleForm:
        form = super().get_form(form_class)
        form.cancel_url = reverse("cohorts:settings", args=[self.cohort.slug])
        return form

    def form_valid(self, form: RuleForm) -> HttpResponse:
        try:
            change_participation_rule(cohort=self.cohort, **(form.stored | form.changes), by=self.viewer)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved. It counts for the sessions before, too."))
        return redirect("progress:rule", self.cohort.slug)
