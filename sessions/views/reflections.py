"""One's own reflection on a session: writing, sharing, taking back, erasing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import times
from common.errors import DomainError
from common.kept_text import forget_text
from common.markdown import stored
from sessions.forms.reflection import EraseForm, ReflectionForm
from sessions.models import Reflection
from sessions.operations.reflections import (
    WrittenElsewhere,
    erase_reflection,
    save_reflection,
    share_reflection,
    take_back_reflection,
    why_not_reflect,
)
from sessions.queries.reflections import nameless_for, questions_of, reflection_of
from sessions.views.pages import SessionPage, WorkForm

# What the buttons, and the script that saves by itself, send along.
SHARE, SHARE_NAMELESS, TAKE_BACK, AUTOSAVE = "share", "share_nameless", "take_back", "autosave"


class TalkAboutSession(SessionPage):
    """For those who read the cohort's posts; for observers it doesn't exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.see_posts", self.cohort):
            raise Http404

    def address(self, name: str, *args: Any) -> str:
        """An address below this session's."""
        return reverse(f"sessions:{name}", args=[self.cohort.slug, self.live_session.slug, *args])


class ReflectionView(TalkAboutSession, WorkForm):
    """The page on which one writes. Nobody else has one at this address: it is always the viewer's own."""

    template_name = "sessions/reflection.html"
    form_class = ReflectionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.reflection = reflection_of(self.live_session, self.viewer)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reflection": self.reflection}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = self.reflection
        return super().get_context_data(
            reflection=mine,
            refusal=why_not_reflect(self.live_session, self.viewer, self.now, has_words=mine is not None),
            questions=questions_of(self.live_session),
            nameless=nameless_for(self.live_session, self.viewer),
            body_html=stored(mine.body_html) if mine else "",
            shared_html=stored(mine.shared_html) if mine else "",
            **kwargs,
        )

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    @property
    def act(self) -> str:
        return self.request.POST.get("act", "")

    def form_valid(self, form: ReflectionForm) -> HttpResponse:
        try:
            saved = save_reflection(
                live_session=self.live_session, body=form.cleaned_data["body"], version=form.cleaned_data["version"],
                by=self.viewer, now=self.now,
            )  # fmt: skip
        except WrittenElsewhere as refusal:
            return self.shown_beside(form, refusal)
        except DomainError as refusal:
            return self.refused(form, refusal)
        if self.act == AUTOSAVE:
            # What was kept when the sign-in had ended is older than this.
            forget_text(self.request, address=self.request.path)
            return JsonResponse({"version": saved.version, "said": self.when_saved(saved)})
        self.reflection = saved if saved.pk else None
        try:
            return self.acted(saved)
        except DomainError as refusal:
            form.go_on_from(saved.version)
            return self.refused(form, refusal)

    def acted(self, saved: Reflection) -> HttpResponse:
        """What the button does beyond saving."""
        if self.act in {SHARE, SHARE_NAMELESS}:
            shared = share_reflection(
                live_session=self.live_session, version=saved.version, by=self.viewer, now=self.now,
                without_name=self.act == SHARE_NAMELESS,
            )  # fmt: skip
            if shared.pseudonym is not None:
                self.say(_("Your reflection is on the wall, as “%(name)s”.") % {"name": shared.pseudonym})
            else:
                self.say(_("Your reflection is on the wall, with your name."))
            return redirect(self.address("wall"))
        if self.act == TAKE_BACK:
            take_back_reflection(live_session=self.live_session, by=self.viewer, now=self.now)
            self.say(_("It is off the wall and yours alone again."))
        elif saved.pk:
            self.say(self.when_saved(saved))
        return redirect(self.request.path)

    def when_saved(self, saved: Reflection) -> str:
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

    def shown_beside(self, form: ReflectionForm, refusal: WrittenElsewhere) -> HttpResponse:
        """Both texts: what was typed in the form, and under it what stands; saved once more, the form's counts."""
        if self.act == AUTOSAVE:
            both = _("You have written here in another tab or on another device. Press “Save for me” to see both.")
            return JsonResponse({"said": both if refusal.standing else str(refusal)}, status=409)
        self.reflection = refusal.standing
        form.refuse(refusal)
        form.go_on_from(refusal.standing.version if refusal.standing else 0)
        return self.render_to_response(self.get_context_data(form=form, standing=refusal.standing))

    def form_invalid(self, form: ReflectionForm) -> HttpResponse:
        if self.act == AUTOSAVE:
            return JsonResponse({"said": _("Not saved yet: something below does not fit.")}, status=422)
        return super().form_invalid(form)


class ReflectionTakeBackView(TalkAboutSession):
    """From the wall, at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        take_back_reflection(live_session=self.live_session, by=self.viewer, now=self.now)
        self.say(_("It is off the wall and yours alone again."))
        return redirect(self.address("reflection"))


class ReflectionEraseView(TalkAboutSession, WorkForm):
    """Asks once, then the words are gone."""

    template_name = "sessions/reflection_erase.html"
    form_class = EraseForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.reflection = reflection_of(self.live_session, self.viewer)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.reflection else redirect(self.back_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reflection=self.reflection, **kwargs)

    def back_url(self) -> str:
        return self.address("reflection")

    def work(self, form: EraseForm) -> HttpResponse:
        erase_reflection(live_session=self.live_session, by=self.viewer, now=self.now)
        self.say(_("Your reflection is erased."))
        return redirect(self.live_session)
