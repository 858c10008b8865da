"""Speaking without one's name: one's own pseudonym, and the desk where a name is looked up with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.forms.pseudonyms import OpenPseudonymForm, PseudonymForm
from cohorts.models import Pseudonym
from cohorts.operations.pseudonyms import ensure_pseudonym, free_names, open_pseudonym
from cohorts.pseudonym_queries import openings_of, pseudonyms_of, pseudonyms_of_person, revealed
from cohorts.rules import may_speak_without_name
from cohorts.views.pages import CohortPage
from common.errors import DomainError
from common.kept_forms import KeptFormView


class OwnPseudonymView(CohortPage, KeptFormView):
    """The name one speaks under: chosen here, or drawn with the first post. Who looked up who it is stands here, too.

    Where the cohort gives none any more it is still there for those who have one.
    """

    tab = "discussions"
    template_name = "cohorts/pseudonym.html"
    form_class = PseudonymForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.own = pseudonyms_of_person(self.cohort, self.viewer).first()
        self.may_choose = may_speak_without_name(self.viewer, self.cohort)
        if self.own is None and not self.may_choose:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        # Whoever has a name chooses none: nothing needs to be proposed.
        return super().get_form_kwargs() | {"proposals": [""] if self.own else free_names(self.cohort)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"pseudonym": self.own, "openings": openings_of(self.own) if self.own else []}
        return super().get_context_data(**(kwargs | shown), may_choose=self.may_choose)

    def form_valid(self, form: PseudonymForm) -> HttpResponse:
        try:
            given = ensure_pseudonym(cohort=self.cohort, by=self.viewer, now=self.now, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("You can speak as “%(name)s” in this cohort.") % {"name": given})
        return redirect("cohorts:pseudonym", self.cohort.slug)


class PseudonymDeskPage(CohortPage):
    """For those who run the cohort; other insiders are told so."""

    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("cohorts.open_pseudonyms", self.cohort):
            raise PermissionDenied(_("Pseudonyms are looked up by the cohort’s facilitators and coordinators."))


class PseudonymListView(PseudonymDeskPage, TemplateView):
    template_name = "cohorts/pseudonym_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pseudonyms=pseudonyms_of(self.cohort), **kwargs)


class PseudonymDetailView(PseudonymDeskPage, KeptFormView):
    """Who a pseudonym is, for an hour, after saying why."""

    template_name = "cohorts/pseudonym_detail.html"
    form_class = OpenPseudonymForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Pseudonym.objects.visible_to(self.viewer).select_related("person")
        self.pseudonym = get_object_or_404(rows, cohort=self.cohort, pk=kwargs["pseudonym"])
        self.pseudonym.cohort = self.cohort

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            "pseudonym": self.pseudonym,
            "openings": openings_of(self.pseudonym),
            "revealed": revealed(self.pseudonym, self.viewer, self.now),
        }
        return super().get_context_data(**(kwargs | shown))

    def form_valid(self, form: OpenPseudonymForm) -> HttpResponse:
        try:
            open_pseudonym(pseudonym=self.pseudonym, by=self.viewer, now=self.now, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        return redirect("cohorts:pseudonym_detail", self.cohort.slug, self.pseudonym.pk)
