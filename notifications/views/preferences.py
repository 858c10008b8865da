"""How one is told."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.times import zone_name
from notifications.forms.preferences import PreferencesForm
from notifications.operations.preferences import choose_channels, choose_digest, choose_quiet_hours
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
        choose_quiet_hours(begin=said["quiet_from"], end=said["quiet_until"], by=self.viewer)
        messages.success(request, _("Your choices are kept."))
        return redirect("notifications:preferences")

    def form(self, data: QueryDict | None = None) -> PreferencesForm:
        return PreferencesForm(data, choices=choices_of(self.viewer), hours=mail_hours_of(self.viewer))

    def page(self, form: PreferencesForm, status: int = 200) -> HttpResponse:
        zone = zone_name(self.viewer.time_zone or settings.PORTAL_TIME_ZONE)
        context = {"form": form, "bar": "me", "zone": zone}
        return render(self.request, "notifications/preferences.html", context, status=status)
