"""The prompts of a session, at the facilitators' desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common import markdown
from sessions.forms.confirm import ConfirmForm
from sessions.forms.prompt import PromptForm
from sessions.models import Prompt
from sessions.operations.prompts import add_prompt, edit_prompt, remove_prompt, reorder_prompts
from sessions.queries.session_page import session_page
from sessions.views.pages import SessionDeskPage, WorkForm


class PromptListView(SessionDeskPage, TemplateView):
    template_name = "sessions/prompt_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = session_page(self.live_session, self.viewer, self.now)
        return super().get_context_data(page=page, **kwargs)


class PromptPage(SessionDeskPage):
    """A page of one prompt."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        prompts = self.live_session.prompts.select_related("thread")
        self.prompt = get_object_or_404(prompts, pk=kwargs["prompt"])
        self.prompt.live_session = self.live_session

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"prompt": self.prompt}


class PromptFormMixin(SessionDeskPage, WorkForm):
    """Writing a prompt; the preview is a post of the same form that saves nothing."""

    template_name = "sessions/prompt_form.html"
    form_class = PromptForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"live_session": self.live_session}

    def back_url(self) -> str:
        return reverse("sessions:prompt_list", args=[self.cohort.slug, self.live_session.slug])

    def saved(self, prompt: Prompt) -> HttpResponse:
        """Back to the list, with a word about an opening that may not be meant."""
        self.say(_("The prompt is saved."))
        if prompt.opens_at and prompt.opens_at <= self.now < self.live_session.ends_at:
            messages.warning(self.request, _("It is open at once: people can answer it before the session has ended."))
        return redirect(self.back_url())

    def form_valid(self, form: PromptForm) -> HttpResponse:
        if self.request.POST.get("step") == "preview":
            preview = {"title": form.cleaned_data["title"], "body": markdown.render(form.cleaned_data["body"])}
            return self.render_to_response(self.get_context_data(form=form, preview=preview))
        return super().form_valid(form)


class PromptCreateView(PromptFormMixin):
    def work(self, form: PromptForm) -> HttpResponse:
        prompt = add_prompt(
            live_session=self.live_session,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            opens_at=form.cleaned_data["opens_at"],
            by=self.viewer,
            now=self.now,
        )
        return self.saved(prompt)


class PromptEditView(PromptFormMixin, PromptPage):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"prompt": self.prompt}

    def work(self, form: PromptForm) -> HttpResponse:
        prompt = edit_prompt(
            prompt=self.prompt,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            opens_at=form.cleaned_data["opens_at"],
            by=self.viewer,
            now=self.now,
        )
        return self.saved(prompt)


class PromptMoveView(PromptPage):
    """One place up or down."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prompts = self.live_session.prompts.order_by("position", "pk")
        order = list(prompts.values_list("pk", flat=True))
        place = order.index(self.prompt.pk)
        order.insert(max(place + (-1 if request.POST.get("to") == "up" else 1), 0), order.pop(place))
        reorder_prompts(live_session=self.live_session, order=order, by=self.viewer)
        return redirect("sessions:prompt_list", self.cohort.slug, self.live_session.slug)


class PromptDeleteView(PromptPage, WorkForm):
    template_name = "sessions/confirm.html"
    form_class = ConfirmForm

    def back_url(self) -> str:
        return reverse("sessions:prompt_list", args=[self.cohort.slug, self.live_session.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=_("Take this prompt away?"), what=self.prompt.thread.title, back_url=self.back_url(), **kwargs
        )

    def work(self, form: ConfirmForm) -> HttpResponse:
        remove_prompt(prompt=self.prompt, by=self.viewer, now=self.now)
        self.say(_("The prompt is gone."))
        return redirect(self.back_url())
