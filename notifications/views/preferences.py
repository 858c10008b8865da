"""How one is told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from notifications.forms.preferences import PreferencesForm
from notifications.operations.preferences import choose_channels, choose_digest
from notifications.queries import choices_of, mail_hours_of
from notifications.views.inbox import NoticeView


class PreferencesView(NoticeView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        choose_channels(choices=form.chosen, by=self.viewer, now=self.now)
        said = form.cleaned_data
        choose_digest(every=said["digest"], weekday=said["weekday"], hour=said["hour"], by=self.viewer)
        messages.success(request, _("Your choices are kept."))
        return redirect("notifications:preferences")

    def form(self, data: QueryDict | None = None) -> PreferencesForm:
        return PreferencesForm(data, choices=choices_of(self.viewer), hours=mail_hours_of(self.viewer))

    def page(self, form: PreferencesForm, status: int = 200) -> HttpResponse:
        return render(self.request, "notifications/preferences.html", {"form": form, "bar": "me"}, status=status)
