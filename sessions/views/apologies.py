"""“I can't come”: a participant says so, and takes it back as easily."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from sessions.forms.attendance import ApologyForm
from sessions.models import Apology
from sessions.operations.apologies import apologize, why_not_apologize, withdraw_apology
from sessions.views.pages import COMPLETED, SessionPage, WorkForm


class ApologyPage(SessionPage):
    """For those who take part now."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.apologize", self.cohort):
            raise PermissionDenied(
                _("That they can’t come is said by those who take part now.") if self.cohort.is_open else COMPLETED
            )


class ApologyView(ApologyPage, WorkForm):
    template_name = "sessions/apology.html"
    form_class = ApologyForm

    def get_initial(self) -> dict[str, Any]:
        row = (
            Apology.objects.visible_to(self.viewer)
            .standing()
            .filter(person=self.viewer, live_session=self.live_session)
            .first()
        )
        return {"word": row.word} if row else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            refusal=why_not_apologize(self.live_session, self.now),
            is_late=self.live_session.starts_at <= self.now,
            **kwargs,
        )

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    def work(self, form: ApologyForm) -> HttpResponse:
        apologize(live_session=self.live_session, by=self.viewer, now=self.now, **form.cleaned_data)
        if self.live_session.starts_at <= self.now:
            self.say(_("The facilitators read it, and can excuse you."))
        else:
            self.say(_("You are excused. You are not reminded of this session any more."))
        return redirect(self.live_session)


class ApologyWithdrawView(ApologyPage):
    """They can come after all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Apology.objects.visible_to(self.viewer).filter(person=self.viewer).select_related("live_session")
        withdraw_apology(apology=get_object_or_404(rows, live_session=self.live_session), now=self.now)
        self.say(_("You are expected again."))
        return redirect(self.live_session)
