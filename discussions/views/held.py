"""What waits to be looked at: the desk where it is released or not, and its author's way to take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import DomainError
from common.kept_forms import KeptFormView
from discussions.forms.held import RELEASE, HeldForm
from discussions.models import HeldPost
from discussions.operations.releasing import HeldIsDecided, released_and_refused, take_back_held
from discussions.queries.held import decided_held, held_at_desk
from discussions.views.moderation import ModerationPage
from discussions.views.places import TalkView


class HeldListView(ModerationPage, KeptFormView):
    """What waits, the longest first, with all its words; below, what was decided."""

    template_name = "discussions/held_list.html"
    form_class = HeldForm

    def get_form_kwargs(self) -> dict[str, Any]:
        keys = list(HeldPost.objects.of_cohort(self.cohort).values_list("pk", flat=True)) if self.is_sent else ()
        return super().get_form_kwargs() | {"keys": keys}

    @property
    def is_sent(self) -> bool:
        return self.request.method == "POST"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = held_at_desk(self.cohort, self.viewer, self.now)
        decided = decided_held(self.cohort, self.viewer, self.now)
        return super().get_context_data(**(kwargs | {"waiting": waiting, "decided": decided}))

    def form_valid(self, form: HeldForm) -> HttpResponse:
        release = form.cleaned_data["act"] == RELEASE
        chosen = HeldPost.objects.decidable_by(self.viewer, self.now).of_cohort(self.cohort)
        held = list(chosen.filter(pk__in=form.cleaned_data["held"]).order_by("written_at", "pk"))
        gone = len(set(form.cleaned_data["held"])) - len(held)
        try:
            done, refusals = released_and_refused(
                held=held, by=self.viewer, now=self.now, release=release, reason=form.cleaned_data["reason"]
            )
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        if done:
            messages.success(self.request, _released(done) if release else _refused(done))
        for sentence in refusals or ([str(HeldIsDecided())] if gone else []):
            messages.warning(self.request, sentence)
        return redirect("discussions:held_list", self.cohort.slug)

    def form_invalid(self, form: HeldForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class HeldTakeBackView(TalkView):
    """For its author. What isn't one's own isn't there."""

    http_method_names = ["post"]
    held: HeldPost

    def load(self, **kwargs: Any) -> None:
        rows = HeldPost.objects.visible_to(self.viewer, self.now).not_released().filter(author=self.viewer)
        self.held = get_object_or_404(rows.select_related("thread__board__cohort", "board__cohort"), pk=kwargs["held"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        place = self.held.thread or self.held.board
        take_back_held(held=self.held, by=self.viewer, now=self.now)
        messages.success(request, _("It is taken back, and nobody keeps it."))
        return redirect(place.get_absolute_url() if place else "home")


def _released(number: int) -> str:
    return ngettext(
        "%(number)d post or topic stands in its place now.",
        "%(number)d posts and topics stand in their places now.",
        number,
    ) % {"number": number}


def _refused(number: int) -> str:
    return ngettext(
        "%(number)d post or topic is not shown. Its author reads your reason.",
        "%(number)d posts and topics are not shown. Their authors read your reason.",
        number,
    ) % {"number": number}
