"""The desk where it is decided what becomes of what was flagged; taking the words of a topic away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.views.pages import CohortPage
from common.errors import DomainError
from common.kept_forms import KeptFormView
from common.markdown import stored
from discussions.authors import author_of
from discussions.enums import ThreadKind
from discussions.forms.flags import HIDE, DecideForm
from discussions.forms.post import PostDeleteForm
from discussions.models import Flag
from discussions.operations.checks import NotYours
from discussions.operations.flags import FlagIsDecided, hide_flagged, keep_flagged
from discussions.operations.hidden_topics import UnableToHideTopic, hide_topic, restore_topic
from discussions.queries.flags import decided_flags, flagged, waiting_flags
from discussions.queries.held import count_held
from discussions.views.places import WholeThreadView, status_of


class ModerationPage(CohortPage):
    """For those who run the cohort; other insiders are told so."""

    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("discussions.decide_flags", self.cohort):
            raise PermissionDenied(_("What was flagged is decided by the cohort’s facilitators and coordinators."))


class ModerationView(ModerationPage, TemplateView):
    """What waits, the longest first; below, what was decided."""

    template_name = "discussions/moderation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting, decided = waiting_flags(self.cohort, self.viewer), decided_flags(self.cohort, self.viewer)
        held = count_held(self.cohort, self.viewer, self.now)
        return super().get_context_data(waiting=waiting, decided=decided, held_waiting=held, **kwargs)


class FlaggedView(ModerationPage, KeptFormView):
    """One post or topic, who flagged it and why; here it is decided."""

    template_name = "discussions/flagged.html"
    form_class = DecideForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.flagged = flagged(self.cohort, self.viewer, kwargs["flag"])
        if (
            self.flagged is None
            and not Flag.objects.visible_to(self.viewer)
            .filter(pk=kwargs["flag"], thread__board__cohort=self.cohort)
            .exists()
        ):
            raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, **kwargs) if self.flagged else self.back(str(FlagIsDecided()))

    def get_form(self, form_class: Any = None) -> DecideForm:
        form = super().get_form(form_class)
        form.cancel_url = reverse("discussions:moderation", args=[self.cohort.slug])
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"flagged": self.flagged}))

    def form_valid(self, form: DecideForm) -> HttpResponse:
        is_hidden, reason = form.cleaned_data["outcome"] == HIDE, form.cleaned_data["reason"]
        facts: dict[str, Any] = {
            "flag": self.flagged.first if self.flagged else None,
            "by": self.viewer,
            "now": self.now,
        }
        try:
            if is_hidden:
                hide_flagged(reason=reason, **facts)
            else:
                keep_flagged(note=reason, **facts)
        except FlagIsDecided as refusal:
            return self.back(str(refusal))
        except NotYours as refusal:
            raise Http404 from refusal
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        return self.back(_("It is taken away. Its author reads your reason.") if is_hidden else _("It stays."))

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("discussions:moderation", self.cohort.slug)


class TopicHideView(WholeThreadView):
    """Asks once, then takes the title and first words of a topic away, with a reason."""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        moderates = self.viewer.has_perm("discussions.moderate_thread", self.thread)
        if not moderates or self.thread.kind != ThreadKind.TOPIC:
            raise PermissionDenied(str(UnableToHideTopic()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect(self.base) if hasattr(self.thread, "hidden") else self.form_page(PostDeleteForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PostDeleteForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        try:
            hide_topic(thread=self.thread, by=self.viewer, now=self.now, **form.cleaned_data)
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_page(form, status=status_of(refusal))
        return redirect(self.base)

    def form_page(self, form: PostDeleteForm, status: int = 200) -> HttpResponse:
        form.cancel_url = self.base
        context = self.frame(form=form, author=author_of(self.thread), body_html=stored(self.thread.body_html))
        return render(self.request, "discussions/thread_hide.html", context, status=status)


class TopicRestoreView(WholeThreadView):
    """Brings the title and first words of a topic back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        restore_topic(thread=self.thread, by=self.viewer, now=self.now)
        return redirect(self.base)
