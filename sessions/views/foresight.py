"""Forms that show before they are sent off who will be told, and what else moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sessions.forms.preview import PREVIEW, STEP
from sessions.queries.foresight import Foresight
from sessions.views.pages import WorkForm


class ForeseeingForm(WorkForm):
    """A form with a date, and beside it what would follow: for what is typed at the moment, by a button or as one types."""

    def foresee(self, entered: dict[str, Any]) -> Foresight:
        """What would follow from this; `entered` has a start and a length."""
        raise NotImplementedError

    def foresee_nothing_typed(self) -> Foresight | None:
        """What can be said before a date is typed."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get(STEP) != PREVIEW:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        context = {"form": form, "doubts": [], **self.context_of(form)}
        if request.headers.get("HX-Request"):
            return render(request, "sessions/_foresight_said.html", context)
        return self.render_to_response(self.get_context_data(**context, looked=True))

    def context_of(self, form: Any) -> dict[str, Any]:
        """What follows from a form as it is typed so far; nothing where no date can be read in it."""
        entered = form.cleaned_data
        if not (entered.get("starts_at") and entered.get("minutes") and entered.get("day")):
            return {"foresight": None}
        return {"foresight": self.foresee(entered), "collisions": self.doubts(form)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "foresight" not in kwargs:
            form = kwargs.get("form")
            said = self.context_of(form) if form is not None and form.is_bound and form.is_valid() else {}
            kwargs |= said or {"foresight": self.foresee_nothing_typed()}
        return super().get_context_data(**kwargs)
