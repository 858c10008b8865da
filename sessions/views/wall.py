"""A session's wall: what people have shared of their reflections, and taking one off it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common.markdown import stored
from sessions.forms.reflection import TakeOffForm
from sessions.models import Reflection
from sessions.operations.reflections import take_off_wall
from sessions.queries.reflections import wall_page
from sessions.views.pages import COMPLETED, WorkForm
from sessions.views.reflections import TalkAboutSession


class WallView(TalkAboutSession, TemplateView):
    template_name = "sessions/wall.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = wall_page(self.live_session, self.viewer, self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            previous_url=f"?page={page.previous_page_number()}" if page.has_previous() else "",
            next_url=f"?page={page.next_page_number()}" if page.has_next() else "",
            may_write=self.viewer.has_perm("cohorts.talk", self.cohort),
            **kwargs,
        )


class WallTakeOffView(TalkAboutSession, WorkForm):
    """Those who run the sessions take one off the wall and say why."""

    template_name = "sessions/wall_take_off.html"
    form_class = TakeOffForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Reflection.objects.shared_with(self.viewer).filter(live_session=self.live_session)
        self.shared = get_object_or_404(rows.select_related("person", "pseudonym"), pk=kwargs["reflection"])
        if not self.may_run:
            raise PermissionDenied(
                _("Only the author and those who run this cohort's sessions can take it off the wall.")
                if self.cohort.is_open
                else COMPLETED
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            author=str(self.shared.pseudonym or self.shared.person.display_name),
            shared_html=stored(self.shared.shared_html),
            **kwargs,
        )

    def back_url(self) -> str:
        return self.address("wall")

    def work(self, form: TakeOffForm) -> HttpResponse:
        take_off_wall(reflection=self.shared, reason=form.cleaned_data["reason"], by=self.viewer, now=self.now)
        self.say(_("It is off the wall. Its author reads your reason and keeps the words."))
        return redirect(self.back_url())
