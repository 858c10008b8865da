"""The team formation form as its leader sees it: by the mailed link, without an account."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from cohorts.enums import FormationStatus
from cohorts.formation_queries import proposed_people
from cohorts.forms.formation import FormationForm
from cohorts.models import TeamFormation
from cohorts.operations.formation_answers import (
    Answers,
    ChangedMeanwhile,
    FormTakesNoAnswers,
    Line,
    NotReadyYet,
    answers_of,
    hand_in,
    lines_offered,
    save_draft,
)

# What the buttons, and the script that saves by itself, send along.
HAND_IN, AUTOSAVE = "hand_in", "autosave"


@method_decorator(login_not_required, name="dispatch")
class FormationFormView(View):
    """Looking at the link changes nothing, however often a mailbox does. Whoever holds it is taken for the leader."""

    http_method_names = ["get", "head", "post"]
    # Whichever there is; `dispatch` says nothing more where there is none.
    formation: TeamFormation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        rows = TeamFormation.objects.with_token(kwargs["token"]).exclude(status=FormationStatus.CLOSED)
        self.found = rows.select_related("cohort__program", "organization", "team").first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.found is None or not self.found.cohort.is_open:
            # One page for links unknown, replaced, closed and of cohorts that are over.
            response: HttpResponseBase = render(request, "cohorts/formation_closed.html", status=404)
        else:
            self.formation = self.found
            response = super().dispatch(request, *args, **kwargs)
        # The token in the address goes to nobody (see `InvitationAcceptView`).
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if not self.formation.takes_answers(self.now):
            return self.page("cohorts/formation_state.html", people=proposed_people(self.formation))
        return self.form_page(self.form())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form, act = self.form(request.POST), request.POST.get("act", "")
        if not ratelimit.consume(request, action="team_form", key=self.formation.nonce):
            said = _("That was a lot at once. What you typed is still here; wait a few minutes, then save again.")
            return self.refused(form, act, said, status=429)
        if not form.is_valid():
            return self.refused(form, act, _("Not saved yet: something below does not fit."), status=422)
        written = {"formation": self.formation, "answers": form.answers, "version": form.cleaned_data["version"]}
        try:
            saved = hand_in(**written, now=self.now) if act == HAND_IN else save_draft(**written, now=self.now)
        except FormTakesNoAnswers as refusal:
            self.formation.refresh_from_db()
            return self.refused(form, act, str(refusal), status=409)
        except ChangedMeanwhile as refusal:
            form.show_theirs(refusal.answers)
            form.go_on_from(refusal.formation.version)
            said = _("Somebody else has saved this form. Press “Save for later” to see both.")
            return self.refused(form, act, said if act == AUTOSAVE else str(refusal), status=409)
        except NotReadyYet as refusal:
            form.say_problems(refusal)
            form.go_on_from(refusal.formation.version)
            return self.form_page(form)
        if act == AUTOSAVE:
            return JsonResponse({"version": saved.version, "said": _("Saved.")})
        if act != HAND_IN:
            messages.success(request, _("Saved. Come back by the same link whenever you like."))
        return redirect("cohorts:formation_form", token)

    def refused(self, form: FormationForm, act: str, said: str, *, status: int) -> HttpResponse:
        """What was typed, still there, and why it wasn't saved; a word alone for the script."""
        if act == AUTOSAVE:
            return JsonResponse({"said": said}, status=status)
        return self.form_page(form, said=said, status=status)

    def form(self, data: Any = None) -> FormationForm:
        formation = self.formation
        answers = answers_of(formation)
        if data is None and formation.version == 0:
            # Most leaders are on the team; one who isn't writes somebody else there.
            answers = Answers((Line(0, formation.leader_name, formation.leader_email, is_lead=True),))
        return FormationForm(data, formation=formation, answers=answers, lines=lines_offered(formation))

    def form_page(self, form: FormationForm, *, said: str = "", status: int = 200) -> HttpResponse:
        return self.page("cohorts/formation_form.html", status=status, form=form, said=said)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        formation = self.formation
        facts = {
            "formation": formation,
            "cohort": formation.cohort,
            "open": formation.takes_answers(self.now),
            "now": self.now,
        }
        return render(self.request, template, facts | context, status=status)
