"""A person's own page, and the time zone their browser knows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from accounts.forms.profile import ProfileForm
from accounts.models import User
from accounts.operations import people
from common.errors import DomainError
from common.wall_clock import UnknownZone


class ProfileView(FormView):
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    extra_context = {"bar": "me"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.request.user}

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        viewer: User = self.request.user  # type: ignore[assignment]
        try:
            person = people.describe(person=viewer, by=viewer, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        with translation.override(person.language):
            messages.success(self.request, _("Your profile is saved."))
        return redirect("accounts:profile")


class TimeZoneView(View):
    """The browser says its zone once, on the first visit; whoever has chosen one isn't overruled."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        viewer: User = request.user  # type: ignore[assignment]
        try:
            people.note_time_zone(person=viewer, time_zone=request.POST.get("time_zone", ""))
        except UnknownZone as error:
            return JsonResponse({"error": str(error)}, status=400)
        return HttpResponse(status=204)
