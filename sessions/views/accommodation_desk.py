"""The coordinators' list of what people need, and their answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.forms.accommodation import AnswerForm
from sessions.operations.accommodations import NeedHasChanged, answer_request
from sessions.operations.standing_needs import take_up
from sessions.queries.accommodations import request_desk
from sessions.views.accommodations import RequestPage
from sessions.views.pages import COMPLETED, SchedulePage, WorkForm

FOR_COORDINATORS = gettext_lazy("What people need to take part is known to the coordinators, and to nobody else.")


class RequestDeskPage(SchedulePage):
    """For the cohort's coordinators; other insiders are told so."""

    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.see_accommodations", self.cohort):
            raise PermissionDenied(FOR_COORDINATORS)


class AccommodationDeskView(RequestDeskPage, TemplateView):
    template_name = "sessions/accommodation_desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(desk=request_desk(self.cohort, self.viewer, self.now), **kwargs)


class AccommodationTakeUpView(RequestDeskPage):
    """Opens the request that a standing need is in this cohort, and leads to it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Enrollment.objects.visible_to(self.viewer).filter(cohort=self.cohort).active()
        enrollment = get_object_or_404(rows.select_related("person"), pk=kwargs["enrollment"])
        try:
            return redirect(take_up(enrollment=enrollment, by=self.viewer, now=self.now))
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("sessions:accommodation_desk", self.cohort.slug)


class AccommodationAnswerView(RequestPage, WorkForm):
    """Arranged, or not to be met; an answer given before can be changed."""

    template_name = "sessions/accommodation_answer.html"
    form_class = AnswerForm
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.answer_accommodations", self.cohort):
            raise PermissionDenied(FOR_COORDINATORS if self.cohort.is_open else COMPLETED)

    def get_initial(self) -> dict[str, Any]:
        request = self.request_of
        said = {} if request.is_open else {"status": request.status, "answer": request.answer}
        return said | {"to": request.asked_at.isoformat()}

    def back_url(self) -> str:
        return self.request_of.get_absolute_url()

    def work(self, form: AnswerForm) -> HttpResponse:
        try:
            answer_request(request=self.request_of, by=self.viewer, now=self.now, **form.cleaned_data)
        except NeedHasChanged:
            # The page is shown again with what is needed now, and the next answer is to that.
            data: Any = form.data
            form.data = data = data.copy()
            data["to"] = self.request_of.asked_at.isoformat()
            raise
        self.say(_("The answer is saved, and the person gets a mail that there is one."))
        return redirect("sessions:accommodation_desk", self.cohort.slug)
