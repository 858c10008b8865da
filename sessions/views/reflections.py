"""One's own reflection on a session: writing, sharing, taking back, erasing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from sessions.views.autosaved import AutosavedForm
from sessions.views.pages import SessionPage, WorkForm

# What the buttons send along.
SHARE, SHARE_NAMELESS, TAKE_BACK = "share", "share_nameless", "take_back"


class TalkAboutSession(SessionPage):
    """For those who read the cohort's posts; for observers it doesn't exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.see_posts", self.cohort):
            raise Http404

    def address(self, name: str, *args: Any) -> str:
        """An address below this session's."""
        return reverse(f"sessions:{name}", args=[self.cohort.slug, self.live_session.slug, *args])


class ReflectionView(TalkAboutSession, AutosavedForm):
    """The page on which one writes. Nobody else has one at this address: it is always the viewer's own."""

    template_name = "sessions/reflection.html"
    form_class = ReflectionForm
    elsewhere = WrittenElsewhere
    said_elsewhere = gettext_lazy(
        "You have written here in another tab or on another device. Press “Save for me” to see both."
    )

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

    def save(self, form: ReflectionForm) -> Reflection:
        return save_reflection(
            live_session=self.live_session, body=form.cleaned_data["body"], version=form.cleaned_data["version"],
            by=self.viewer, now=self.now,
        )  # fmt: skip

    def acted(self, saved: Reflection) -> HttpResponse:
        self.reflection = saved if saved.pk else None
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

    def beside(self, standing: Reflection | None) -> dict[str, Any]:
        self.reflection = standing
        return super().beside(standing)


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
