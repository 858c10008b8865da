"""A form that saves itself while one writes, and never over words that were saved elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import times
from common.errors import DomainError
from common.kept_text import forget_text
from sessions.forms.reflection import ReflectionForm
from sessions.views.pages import WorkForm

# What the script sends along.
AUTOSAVE = "autosave"


class AutosavedForm(WorkForm):
    """The page says how it saves (`save`), what the button does beyond it (`acted`), and what is shown where other words
    stand meanwhile (`beside`). `elsewhere` is the refusal that says so, with the row as it stands (`standing`)."""

    elsewhere: type[DomainError]
    said_elsewhere: Any = ""

    @property
    def act(self) -> str:
        return self.request.POST.get("act", "")

    def save(self, form: Any) -> Any:
        """Keeps the words; the row, with `pk`, `version` and `updated_at`. May raise `DomainError`."""
        raise NotImplementedError

    def acted(self, saved: Any) -> HttpResponse:
        """What the button does beyond saving, and the way to the next page. May raise `DomainError`."""
        raise NotImplementedError

    def beside(self, standing: Any) -> dict[str, Any]:
        """What the page is told of the words that stand."""
        return {"standing": standing}

    def form_valid(self, form: ReflectionForm) -> HttpResponse:
        try:
            saved = self.save(form)
        except DomainError as refusal:
            return (
                self.shown_beside(form, refusal) if isinstance(refusal, self.elsewhere) else self.refused(form, refusal)
            )
        if self.act == AUTOSAVE:
            # What was kept when the sign-in had ended is older than this.
            forget_text(self.request, address=self.request.path)
            return JsonResponse({"version": saved.version, "said": self.when_saved(saved)})
        try:
            return self.acted(saved)
        except DomainError as refusal:
            form.go_on_from(saved.version)
            return self.refused(form, refusal)

    def when_saved(self, saved: Any) -> str:
        """ "Saved 3:42 pm", in the viewer's zone; nothing where there is nothing yet."""
        if not saved.pk:
            return ""
        clock = times.clock(saved.updated_at, timezone.get_current_timezone_name())
        return _("Saved %(time)s.") % {"time": clock}

    def refused(self, form: ReflectionForm, refusal: DomainError) -> HttpResponse:
        """Why it isn't saved, or not shared; a word alone for the script. What was typed is still there."""
        if self.act == AUTOSAVE:
            return JsonResponse({"said": str(refusal)}, status=422)
        form.refuse(refusal)
        return self.form_invalid(form)

    def shown_beside(self, form: ReflectionForm, refusal: Any) -> HttpResponse:
        """Both texts: what was typed in the form, and under it what stands; saved once more, the form's counts."""
        if self.act == AUTOSAVE:
            said = str(self.said_elsewhere) if refusal.standing else str(refusal)
            return JsonResponse({"said": said}, status=409)
        form.refuse(refusal)
        form.go_on_from(refusal.standing.version if refusal.standing else 0)
        return self.render_to_response(self.get_context_data(form=form, **self.beside(refusal.standing)))

    def form_invalid(self, form: ReflectionForm) -> HttpResponse:
        if self.act == AUTOSAVE:
            return JsonResponse({"said": _("Not saved yet: something below does not fit.")}, status=422)
        return super().form_invalid(form)
